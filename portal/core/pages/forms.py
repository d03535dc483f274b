from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from portal.access.choices import ChosenByOneself
from portal.core.pages.addresses import address_from, numbered


class PageForm(ChosenByOneself, WagtailAdminPageForm):
    """A page's form in the editor; an address left empty, as it is after a title in another script, is made here."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        if slug := self.cleaned_data["slug"]:
            return slug
        longest = self.fields["slug"].max_length  # type: ignore[attr-defined]
        addresses = numbered(address_from(self.data.get("title", ""), longest) or "page", longest)
        return next(a for a in addresses if Page._slug_is_available(a, self.parent_page, self.instance))
