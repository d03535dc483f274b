"""What every page of the portal is made of: its release, its gate, its shared rows, its languages."""

from collections.abc import Callable
from typing import ClassVar

from django.db import models, transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField, TranslatableField

from portal.access.decision import FOR_EVERYONE, Decision, Reason, decide
from portal.access.middleware import ViewerRequest
from portal.access.models import Release
from portal.access.viewer import Viewer
from portal.core.caching import apply_cache_policy
from portal.core.media import MediaHolder


class BasePage(MediaHolder, Page):
    """A page whose `gated_fields` are there only for whom its release admits; all else is public.

    A page type says of each of its own fields whether it is `translated` or `shared` between languages, and
    which fields are `shared_rows`: made with the page, cloned with a copy, kept by translations and aliases
    and by every revision.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, editable=False, related_name="+")

    gated_fields: ClassVar[tuple[str, ...]] = ()
    shared_rows: ClassVar[tuple[str, ...]] = ("release",)
    translated: ClassVar[tuple[str, ...]] = ()
    shared: ClassVar[tuple[str, ...]] = ()
    release_lookup = "release"
    page_lookup = ""

    private_page_options: ClassVar[list[str]] = []
    show_in_menus_default = False
    translatable_fields: ClassVar[list] = []

    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("show_in_menus"),
            ],
            heading=_("Address, search engines and menu"),
        ),
    ]

    class Meta:
        abstract = True

    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        cls.translatable_fields = [
            *(
                TranslatableField(name)
                for name in ("title", "slug", "seo_title", "search_description", *cls.translated)
            ),
            SynchronizedField("show_in_menus"),
            *(SynchronizedField(name, overridable=False) for name in cls.shared),
        ]

    def new_release(self) -> Release:
        """The timeline a new page starts with: open to everyone once it is published."""
        now = timezone.now()
        return Release(members_at=now, everyone_at=now)

    def new_shared_row(self, name: str) -> models.Model:
        if name == "release":
            return self.new_release()
        row: type[models.Model] = self._meta.get_field(name).related_model  # type: ignore[assignment]
        return row()

    def save(self, *args, **kwargs) -> None:
        with transaction.atomic():
            creating = self._state.adding
            if creating:
                self._give_shared_rows()
            super().save(*args, **kwargs)
            if creating and self.release.page_id is None:
                self.release.page = Page(pk=self.pk)
                self.release.save(update_fields=["page"])

    def _give_shared_rows(self) -> None:
        is_copy = self.release_id is not None and self.alias_of_id is None and self._is_another_text()
        for name in self.shared_rows:
            row = getattr(self, name, None)
            if row is None:
                row = self.new_shared_row(name)
            elif is_copy:
                row = clone(row)
            else:
                continue
            if isinstance(row, Release):
                row.page = None
            row.save()
            setattr(self, name, row)

    def _is_another_text(self) -> bool:
        sharing = type(self)._base_manager.filter(release=self.release_id)
        return sharing.exists() and not sharing.filter(translation_key=self.translation_key).exists()

    def with_content_json(self, content: dict) -> "BasePage":
        page = super().with_content_json(content)
        for name in self.shared_rows:
            setattr(page, name, getattr(self, name))
        return page

    def decision_for(self, viewer: Viewer) -> Decision:
        if not self.gated_fields:
            return FOR_EVERYONE
        return decide(self, viewer, timezone.now())

    def decide_media(self, content_path: str, viewer: Viewer) -> Decision:
        """Whether `viewer` gets a file this page uses at `content_path`, as Wagtail's reference index names it."""
        if content_path.split(".")[0] in self.gated_fields:
            return self.decision_for(viewer)
        return FOR_EVERYONE

    def withhold(self) -> None:
        """Empty the gated fields of this instance, for no template to show; `has_more` says whether any was filled."""
        self.has_more = any(getattr(self, name) for name in self.gated_fields)
        for name in self.gated_fields:
            setattr(self, name, self._meta.get_field(name).to_python(""))  # type: ignore[union-attr]

    def serve(self, request: ViewerRequest, *args, **kwargs) -> HttpResponse:
        """The one way out of every page: decide, withhold what is not granted, set who may keep the answer."""
        at = timezone.now()
        if getattr(request, "is_preview", False):  # set by Wagtail alone, after it asked for the right to edit
            decision = Decision(True, Reason.EDITOR)
        else:
            request.is_preview = False  # type: ignore[attr-defined]
            decision = self.decision_for(request.viewer)
        if not decision.granted:
            self.withhold()
        response = self.respond(request, decision)
        finish: Callable[[HttpResponse], HttpResponse] = lambda final: apply_cache_policy(  # noqa: E731
            final, request, decision, self.release if self.gated_fields else None, at
        )
        if isinstance(response, TemplateResponse):
            response.add_post_render_callback(finish)
            return response
        return finish(response)

    def serve_preview(self, request: ViewerRequest, mode_name: str) -> HttpResponse:
        """A page that was never saved is shown with the rows that it would be made with."""
        for name in self.shared_rows:
            if getattr(self, name, None) is None:
                setattr(self, name, self.new_shared_row(name))
        return self.serve(request)

    def respond(self, request: ViewerRequest, decision: Decision) -> HttpResponse:
        return TemplateResponse(
            request, self.get_template(request), {**self.get_context(request), "decision": decision}
        )


def clone(row: models.Model) -> models.Model:
    """An unsaved copy of a shared row, for the copy of a page. Rows that need more define `clone` themselves."""
    if hasattr(row, "clone"):
        return row.clone()
    fields = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    return type(row)(**fields)
