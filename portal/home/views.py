from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from portal.home.gallery import examples


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, one below the other; the URL configuration has it under DEBUG alone."""
    shown = {
        name: [render_to_string(f"components/{name}.html", context) for context in contexts]
        for name, contexts in sorted(examples(request).items())
    }
    return render(request, "home/gallery.html", {"head": shown.pop("page_head")[0], "components": shown})
