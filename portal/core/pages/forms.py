from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from portal.access.choices import ChosenByOneself
from portal.core.pages.addresses import address_from, is_reserved, numbered


class PageForm(ChosenByOneself, WagtailAdminPageForm):
    """A page's form in the editor; an address left empty, as it is after a title in another script, is made here."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        if slug := self.cleaned_data["slug"]:
            if slug != self.instance.slug and is_reserved(self.parent_page, slug):
                raise ValidationError(_("The portal itself answers at this address: choose another."))
            return slug
        longest = self.fields["slug"].max_length  # type: ignore[attr-defined]
        addresses = numbered(address_from(self.data.get("title", ""), longest) or "page", longest)
        return next(
            address
            for address in addresses
            if Page._slug_is_available(address, self.parent_page, self.instance)
            and not is_reserved(self.parent_page, address)
        )
