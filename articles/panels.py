from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from portal.access.choosing import pages_known_to


class ManuscriptPanel(Panel):
    """What was remarked in the document that a text was made of, and what of it was left out; gone once dismissed."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "articles/admin/manuscript_panel.html"

        def __init__(self, **kwargs) -> None:
            super().__init__(**kwargs)
            self.remarks = self.instance.manuscript_remarks() if self.instance.pk else None

        def is_shown(self) -> bool:
            return self.remarks is not None


class ContentsPanel(Panel):
    """What is to stand in an issue, drafts too, as its contents will list it, with the ways to add to it."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"heading": _("Contents"), "icon": "list-ul", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "articles/admin/contents_panel.html"

        def __init__(self, **kwargs) -> None:
            super().__init__(**kwargs)
            user = self.request.user if self.request else None
            self.may_add = bool(self.is_shown() and user and self.instance.permissions_for_user(user).can_add_subpage())
            known = pages_known_to(user).order_by().values("pk")
            self.articles = self.instance.placed().filter(pk__in=known) if self.is_shown() and user else []

        def is_shown(self) -> bool:
            return self.instance.pk is not None
