from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component, one below the other."""
    from demo.gallery import examples  # noqa: PLC0415 - brings NumPy, which no other page needs

    shown = {
        name: [render_to_string(f"components/{name}.html", context) for context in contexts]
        for name, contexts in sorted(examples(request).items())
    }
    return render(request, "demo/gallery.html", {"head": shown.pop("page_head")[0], "components": shown})
