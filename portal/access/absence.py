"""In the editor's interface, what somebody may not know of is absent: its addresses answer as if it did not exist."""

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.views.defaults import page_not_found
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from portal.access.choosing import known_to, ruled

PAGES = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
IMAGES = ("image_id",)
DOCUMENTS = ("document_id", "doc_id")
PAGES_SENT = ("new_parent_page", "parent_page", "child_of", "descendant_of", "ancestor_of", "translation_of")
LISTS = {
    "wagtailadmin_choose_page_chosen_multiple": lambda match: Page,
    "wagtailimages_chooser:chosen_multiple": lambda match: get_image_model(),
    "wagtaildocs_chooser:chosen_multiple": lambda match: get_document_model(),
    "wagtail_bulk_action": lambda match: _model(match.kwargs["app_label"], match.kwargs["model_name"]),
}
CHOOSERS = {"wagtailimages_chooser": get_image_model, "wagtaildocs_chooser": get_document_model}

Named = tuple[type[Model], object]


class AbsenceMiddleware:
    """Asks, before any of Wagtail's views does, whether the user may know of the rows that an address names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict) -> HttpResponse | None:
        if not request.path_info.startswith(f"/{settings.ADMIN_PATH}") or not request.user.is_authenticated:
            return None
        if request.user.is_superuser:
            return None
        if any(not _is_known(request.user, *named) for named in _named(request)):
            return page_not_found(request, Exception(), template_name="wagtailadmin/404.html")
        _prune(request)
        return None


def _named(request: HttpRequest) -> Iterator[Named]:
    """The rows that the address names, or the form sent to it where Wagtail looks them up before it asks."""
    match: Any = request.resolver_match
    kwargs = match.kwargs
    for names, model in ((PAGES, Page), (IMAGES, get_image_model()), (DOCUMENTS, get_document_model())):
        yield from ((model, kwargs[name]) for name in names if name in kwargs)
    if "object_id" in kwargs and (model := _model(kwargs.get("app_label", ""), kwargs.get("model_name", ""))):
        yield model, kwargs["object_id"]
    if match.namespace in CHOOSERS and "pk" in kwargs:
        yield CHOOSERS[match.namespace](), kwargs["pk"]
    sent = {**request.GET.dict(), **(request.POST.dict() if request.method == "POST" else {})}
    yield from ((Page, sent[name]) for name in PAGES_SENT if sent.get(name, "").isdecimal())


def _model(app_label: str, model_name: str) -> type[Model] | None:
    try:
        return ruled(apps.get_model(app_label, model_name))
    except LookupError:
        return None


def _is_known(user: Any, model: type[Model], pk: object) -> bool:
    return str(pk).isdecimal() and known_to(user, model).filter(pk=pk).exists()


def _prune(request: HttpRequest) -> None:
    """Of a list of rows, leave those the user may know of; "all" are those of the listing it was asked on."""
    match: Any = request.resolver_match
    model = LISTS[match.view_name](match) if match.view_name in LISTS else None
    if model is None or "id" not in request.GET:
        return
    rows = known_to(request.user, model)
    asked = request.GET.getlist("id")
    if "all" not in asked:
        rows = rows.filter(pk__in=[pk for pk in asked if pk.isdecimal() and len(pk) < 19])
    elif model is Page and request.GET.get("childOf", "").isdecimal():
        rows = rows.child_of(Page.objects.get(pk=request.GET["childOf"]))  # type: ignore[attr-defined]
    query = request.GET.copy()
    query.setlist("id", [str(pk) for pk in rows.values_list("pk", flat=True)])
    request.GET = query  # type: ignore[assignment]
