from django.template.loader import render_to_string
from wagtail.admin.panels import Panel


class SharedRowPanel(Panel):
    """Leads from a page's editor to the facts it shares with its translations, which have an editor of their own."""

    def __init__(self, row: str, edit_url: str, **kwargs) -> None:
        super().__init__(**kwargs)
        self.row = row
        self.edit_url = edit_url

    def clone_kwargs(self) -> dict:
        return {**super().clone_kwargs(), "row": self.row, "edit_url": self.edit_url}

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def render_html(self, parent_context=None) -> str:
            row = getattr(self.instance, self.panel.row)
            return render_to_string(
                "core/shared_row_panel.html",
                {"row": row, "edit_url": self.panel.edit_url, "facts": row.facts()},
            )


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
