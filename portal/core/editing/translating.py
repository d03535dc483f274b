"""Who translates what: wagtail-localize asks for one right over all pages; here each page is asked for too."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, QueryDict
from django.http.multipartparser import MultiPartParser
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import strip_tags
from django.utils.translation import gettext, ngettext
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page, ReferenceIndex
from wagtail_localize.models import OverridableSegment, Translation, TranslationSource
from wagtail_localize.views.edit_translation import edit_override
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from portal.access.choosing import known_to, may_choose, ruled
from portal.core.files.media import PortalDocument, PortalImage
from portal.core.pages.translations import gaps


class SubmitOwnPageView(SubmitPageTranslationView):
    def get_object(self) -> Page:
        page = super().get_object()
        if not page.permissions_for_user(self.request.user).can_edit():
            raise Http404
        return page


class UpdateOwnPageView(UpdateTranslationsView):
    def get_object(self) -> TranslationSource:
        source = super().get_object()
        page = source.get_source_instance()
        if isinstance(page, Page) and not page.permissions_for_user(self.request.user).can_edit():
            raise Http404
        return source

    def form_valid(self, form: Form) -> HttpResponse:
        """What the source changed is taken over; a translation is published with it where nothing of it is lacking."""
        publish, form.cleaned_data["publish_translations"] = form.cleaned_data["publish_translations"], False
        response = super().form_valid(form)
        for translation in self.object.translations.filter(enabled=True) if publish else ():
            page = translation.get_target_instance()
            if lacking := gaps(page):
                messages.warning(self.request, self._left(page, len(lacking)))
            elif page.permissions_for_user(self.request.user).can_publish():
                translation.save_target(user=self.request.user, publish=True)
        return response

    @staticmethod
    def _left(page: Page, count: int) -> str:
        return ngettext(
            "“%(title)s” is not published: %(count)s passage is not translated. Translate it, or publish from its "
            "editor, where you can say that it appears in the other language.",
            "“%(title)s” is not published: %(count)s passages are not translated. Translate them, or publish from its "
            "editor, where you can say that they appear in the other language.",
            count,
        ) % {"title": page.get_admin_display_title(), "count": count}


def ask_about_gaps(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before a translation is published: what would appear in the language of its source, and whether it may."""
    is_asked = request.method == "POST" and request.POST.get("action") == "publish"
    if not is_asked or "with_gaps" in request.POST or not page.permissions_for_user(request.user).can_publish():
        return None
    if not (lacking := gaps(page)):
        return None
    context = {"page": page, "gaps": [strip_tags(text) for text in lacking], "source": page.get_translations().first()}
    return render(request, "core/admin/publish_with_gaps.html", context)


def keep_gaps_out_of_bulk(request: HttpRequest, action_type: str, pages: list, action: Any) -> HttpResponse | None:
    """Many pages are published at once only where none of them, nor what is below them, has passages to translate."""
    if action_type != "publish":
        return None
    chosen = [below for page in pages if isinstance(page, Page) for below in page.get_descendants(inclusive=True)]
    lacking = [page.get_admin_display_title() for page in chosen if gaps(page)]
    if not lacking:
        return None
    sentence = gettext("Nothing is published: passages are not translated in %(titles)s. Publish these one by one.")
    messages.error(request, sentence % {"titles": ", ".join(f"“{title}”" for title in lacking)})
    return redirect(action.next_url)


def unpublish_translations(request: HttpRequest, page: Page) -> None:
    """After a page was unpublished: those of its translations too that its editor ticked."""
    wanted = request.POST.getlist("translations")
    for translation in page.get_translations().filter(pk__in=[pk for pk in wanted if pk.isdecimal()], live=True):
        if translation.permissions_for_user(request.user).can_unpublish():
            below = "include_descendants" in request.POST
            UnpublishPageAction(translation.specific, user=request.user, include_descendants=below).execute()


def override_segment(request: HttpRequest, translation_id: int, overridable_segment_id: int) -> HttpResponse:
    """A picture, file or page of the translation's own in place of the source's: one that its translator may choose."""
    if request.method == "PUT":
        segment = get_object_or_404(OverridableSegment, pk=overridable_segment_id)
        translation = get_object_or_404(Translation, pk=translation_id)
        value = _sent(request).get("value", "").strip('"')
        models = set(_named_at(translation, segment))
        if models and not (value.isdecimal() and all(may_choose(request.user, model, value) for model in models)):
            return HttpResponseForbidden()
    return edit_override(request, translation_id=translation_id, overridable_segment_id=overridable_segment_id)


def _sent(request: HttpRequest) -> QueryDict:
    """The form in a PUT, which Django leaves unread; what reads it next finds it again."""
    body = request.body
    if request.content_type == "multipart/form-data":
        return MultiPartParser(request.META, BytesIO(body), request.upload_handlers, request.encoding).parse()[0]
    return QueryDict(body)


def _named_at(translation: Translation, segment: OverridableSegment) -> Iterator[type]:
    """What kind of row stands at that place of the page translated, if a row stands there."""
    page, path = translation.source.get_source_instance(), segment.context.path
    for model_id, pk, _model_path, content_path in ReferenceIndex._extract_references_from_object(page):
        there = content_path.startswith(path) or path.startswith(content_path)
        model = ContentType.objects.get_for_id(model_id).model_class()
        if there and pk == str(json.loads(segment.data_json)) and model and ruled(model):
            yield ruled(model)  # type: ignore[misc]


class ChosenImages(ImagesAdminAPIViewSet):
    """For the translation editor, which shows the pictures of the text: those its user may know of, one by one."""

    def get_queryset(self) -> QuerySet:
        return known_to(self.request.user, PortalImage)


class ChosenDocuments(DocumentsAdminAPIViewSet):
    def get_queryset(self) -> QuerySet:
        return known_to(self.request.user, PortalDocument)
