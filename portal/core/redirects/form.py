"""Wagtail's form for redirects, with what it lets pass refused: loops, dead ends, scripts, pages one may not know."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.contrib.redirects import views
from wagtail.contrib.redirects.forms import ConfirmImportManagementForm, RedirectForm
from wagtail.contrib.redirects.utils import get_file_storage
from wagtail.models import Site

from portal.access.choices import ChosenByOneself
from portal.core.redirects.following import answers, destination
from portal.core.redirects.paths import is_on, page_at, stored


class SafeRedirectForm(ChosenByOneself, RedirectForm):
    redirect_link = forms.CharField(
        label=gettext_lazy("Redirect to an address"),
        required=False,
        max_length=255,
        help_text=gettext_lazy("On this site, such as /magazine/, or elsewhere, with https://."),
    )

    def clean_old_path(self) -> str:
        try:
            path = stored(self.cleaned_data["old_path"])
        except ValueError:
            raise ValidationError(_("This is no address. Write one such as /old/page/.")) from None
        if any(page_at((site.pk, path)) for site in Site.objects.all()):
            raise ValidationError(_("A published page is read at this address: move or unpublish it first."))
        return path

    def clean_redirect_link(self) -> str:
        """A path on this site, whatever its name becomes, or a full address elsewhere."""
        link = self.cleaned_data["redirect_link"].strip()
        if not link.startswith("/") or link.startswith("//"):
            if link:
                URLValidator(schemes=["http", "https"])(link)
            if link and any(is_on(site, link) for site in Site.objects.all()):
                return urlsplit(link)._replace(scheme="", netloc="").geturl() or "/"
        return link

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "redirect_link"}  # type: ignore[misc]

    def clean(self) -> None:
        super().clean()
        page, link = self.cleaned_data.get("redirect_page"), self.cleaned_data.get("redirect_link")
        if page and link:
            self.add_error("redirect_link", _("Choose a page or write an address, not both."))
        elif not page and not link and not self.errors:
            self.add_error("redirect_page", _("Choose a page, or write an address."))
        elif link and link.startswith("/"):
            self._check_path(link)

    def _check_path(self, path: str) -> None:
        site = self.cleaned_data.get("site") or Site.objects.filter(is_default_site=True).first()
        if stored(path) == self.cleaned_data.get("old_path"):
            self.add_error("redirect_link", _("This address would lead to itself. Write another one."))
        elif site and not answers(site, path) and not destination(site, path)[0]:
            self.add_error("redirect_link", _("Nothing is found at this address. Check it, or choose the page itself."))


class SignedImportForm(ConfirmImportManagementForm):
    """Wagtail's own breaks where what it signed is missing or was changed, or its file was imported already.

    Its view then refuses in words.
    """

    def clean(self) -> dict[str, Any]:
        try:
            cleaned = super().clean()
            get_file_storage()(name=cleaned["import_file_name"]).read("rb")
        except (KeyError, AttributeError, OSError):
            raise ValidationError(_("Choose the file again.")) from None
        return cleaned


def put_in_place() -> None:
    """Wagtail's views, and its import of many, take these forms instead of their own."""
    given: Any = views
    given.ConfirmImportManagementForm = SignedImportForm
    given.RedirectForm = views.CreateView.form_class = views.EditView.form_class = SafeRedirectForm
