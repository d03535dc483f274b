"""Words for what Wagtail and wagtail-localize leave Django to name after English identifiers, which no catalogue
translates."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers
from wagtail.admin.views.pages.search import SearchView
from wagtail.models import Locale, get_page_models
from wagtail.sites.views import IndexView as SitesView
from wagtail_localize.models import LocaleSynchronization, Translation
from wagtail_localize.views.report import TranslationsReportFilterSet

LINK_FORMS = (
    choosers.ExternalLinkChooserForm,
    choosers.AnchorLinkChooserForm,
    choosers.EmailLinkChooserForm,
    choosers.PhoneLinkChooserForm,
)
LINK_LABELS = {
    "link_text": _("Link text"),
    "email_address": _("Email address"),
    "subject": _("Subject"),
    "body": _("Message text"),
    "phone_number": _("Phone number"),
}
SITE_COLUMNS = {"site_name": _("Site name"), "root_page": _("Root page")}


def give_words() -> None:
    """Name them all; to be called once, when the apps are ready. Migrations don't see it."""
    for form in LINK_FORMS:
        for name, field in form.base_fields.items():
            field.label = LINK_LABELS.get(name, field.label)
    for column in SitesView.columns:
        column.label = SITE_COLUMNS.get(column.name, column.label)
    SearchView.verbose_name_plural = _("pages")
    filters = TranslationsReportFilterSet.base_filters
    filters["source_locale"].label = _("Source language")
    filters["target_locale"].label = _("Target language")
    for model, one, several in (
        (Translation, _("translation"), _("translations")),
        (Locale, _("locale"), _("locales")),
    ):
        model._meta.verbose_name, model._meta.verbose_name_plural = one, several
    LocaleSynchronization._meta.get_field("sync_from").verbose_name = _("Copied from")
    for page in get_page_models():
        for name in getattr(page, "shared_rows", ()):
            row = page._meta.get_field(name)
            row.verbose_name = row.related_model._meta.verbose_name
