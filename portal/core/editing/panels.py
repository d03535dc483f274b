from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel

from portal.core.editing.findings import findings


@dataclass(frozen=True)
class Way:
    """To another screen of a shared row, for whoever has the permission."""

    label: str | Promise
    url: str
    permission: str


class SharedRowPanel(Panel):
    """Leads from a page's editor to the facts it shares with its translations, which have an editor of their own.

    Until these are in use, a page with a `RowPageForm` asks for them right here.
    """

    def __init__(self, row: str, edit_url: str, ways: Sequence[Way] = (), **kwargs) -> None:
        super().__init__(**kwargs)
        self.row = row
        self.edit_url = edit_url
        self.ways = ways

    def clone_kwargs(self) -> dict:
        return {**super().clone_kwargs(), "row": self.row, "edit_url": self.edit_url, "ways": self.ways}

    class BoundPanel(Panel.BoundPanel):
        def __init__(self, **kwargs) -> None:
            super().__init__(**kwargs)
            self.row_form = getattr(self.form, "row_form", None)

        def is_shown(self) -> bool:
            return self.instance.pk is not None or self.row_form is not None

        def render_html(self, parent_context=None) -> str:
            if self.row_form is not None:
                panel = self.form.row_panel.get_bound_panel(
                    instance=self.row_form.instance,
                    request=self.request,
                    form=self.row_form,
                    prefix=f"{self.prefix}-{self.panel.row}",
                )
                context = {
                    "panel": panel,
                    "row": self.row_form.instance,
                    "edit_url": self.panel.edit_url,
                    "ways": self._ways(),
                }
                return render_to_string("core/row_form_panel.html", context, request=self.request)
            row = getattr(self.instance, self.panel.row)
            context = {"row": row, "edit_url": self.panel.edit_url, "facts": row.facts(), "ways": self._ways()}
            return render_to_string("core/shared_row_panel.html", context)

        def _ways(self) -> list[Way]:
            return [way for way in self.panel.ways if self.request.user.has_perm(way.permission)]


def asked(field: str) -> FieldPanel:
    """A fact in a page's form: comments are made on the page's own fields."""
    return FieldPanel(field, disable_comments=True)


class WarningsPanel(Panel):
    """Says what `method` of the page finds wrong, a sentence each; nothing while all is well."""

    def __init__(self, method: str, **kwargs) -> None:
        super().__init__(**kwargs)
        self.method = method

    def clone_kwargs(self) -> dict:
        return {**super().clone_kwargs(), "method": self.method}

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/warnings_panel.html"

        def __init__(self, **kwargs) -> None:
            super().__init__(**kwargs)
            self.warnings = getattr(self.instance, self.panel.method)() if self.instance.pk else []

        def is_shown(self) -> bool:
            return bool(self.warnings)


class FindingsPanel(Panel):
    """What is to be looked at before the page goes online, each with the way to its place."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"heading": _("To look at before publication"), "icon": "warning", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/findings_panel.html"
        follows_saving = True

        def __init__(self, **kwargs) -> None:
            super().__init__(**kwargs)
            asked = self.instance.pk and self.request
            self.findings = findings(self.instance, self.request.user) if asked else []


def saved_panels(panel: Panel.BoundPanel) -> Iterator[tuple[Panel.BoundPanel, str]]:
    """Those that say something else once a draft is saved (`follows_saving`), each with the id of its place: a page
    that saves itself puts them there anew."""
    for child, identifier in getattr(panel, "visible_children_with_identifiers", ()):
        if getattr(child, "follows_saving", False):
            yield child, f"{panel.prefix}-{identifier}-content"
        yield from saved_panels(child)
