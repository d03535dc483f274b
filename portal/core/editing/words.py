"""Words for what Wagtail and wagtail-localize leave Django to name after English identifiers, which no catalogue
translates."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.search import SearchView
from wagtail.models import Locale, Page, get_page_models
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
_display_title = Page.get_admin_display_title
SITE_COLUMNS = {"site_name": _("Site name"), "root_page": _("Root page")}


def _header_title(view: WagtailAdminTemplateMixin) -> str:
    """Wagtail puts a colon between the two as English has it."""
    title, subtitle = view.get_page_title(), view.get_page_subtitle()
    return gettext("%(title)s: %(subtitle)s") % {"title": title, "subtitle": subtitle} if subtitle else title


def _title_in_words(page: Page) -> str:
    """Wagtail stores an English word as the title of what all pages are below."""
    return gettext("Root") if page.is_root() else _display_title(page)


def give_words() -> None:
    """Name them all; to be called once, when the apps are ready. Migrations don't see it."""
    for form in LINK_FORMS:
        for name, field in form.base_fields.items():
            field.label = LINK_LABELS.get(name, field.label)
    for column in SitesView.columns:
        column.label = SITE_COLUMNS.get(column.name, column.label)
    WagtailAdminTemplateMixin.get_header_title = _header_title
    Page.get_admin_display_title = _title_in_words
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
