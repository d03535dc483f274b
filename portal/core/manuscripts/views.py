from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page

from portal.core.manuscripts.blocks import STREAM, blocks_of
from portal.core.manuscripts.manuscript import Unreadable
from portal.core.manuscripts.pasted import read_pasted

MOST_BLOCKS = 300


@require_POST
def pasted(request: HttpRequest) -> JsonResponse:
    """What an editor pastes, as the blocks that the import of a document would make of it, for the editor's form.

    Nothing is stored. `page` is the one that is edited, or the one above: its language is that of the words.
    """
    number = request.POST.get("page", "")
    pages = Page.objects.filter(pk=int(number)) if number.isdecimal() and len(number) < 10 else Page.objects.none()
    language = pages.values_list("locale__language_code", flat=True).first() or "fr"
    try:
        manuscript = read_pasted(request.POST.get("html", ""), language=language[:2])
        blocks = STREAM.get_form_state(blocks_of(manuscript))
    except Unreadable as refusal:
        return JsonResponse({"error": str(refusal)}, status=400)
    if len(blocks) > MOST_BLOCKS:
        return JsonResponse({"error": _("This text is too long: make several of it.")}, status=400)
    return JsonResponse({"blocks": blocks, "left_out": manuscript.left_out})
