from wagtail.admin.panels import Panel


class ManuscriptPanel(Panel):
    """What was remarked in the document that a text was made of, and what of it was left out; gone once dismissed."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "articles/admin/manuscript_panel.html"

        def __init__(self, **kwargs) -> None:
            super().__init__(**kwargs)
            self.remarks = self.instance.manuscript_remarks() if self.instance.pk else None

        def is_shown(self) -> bool:
            return self.remarks is not None
