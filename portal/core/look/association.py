from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from portal.core.files.media import PublicMedia
from portal.core.look.theme import fingerprint, readable_on_dark, readable_on_light, stylesheet
from portal.core.pages.localised import Localised


@register_setting(icon="site")
class SiteSettings(PublicMedia, BaseSiteSetting):
    """The association's own facts, for the header, the footer and the messages the portal sends."""

    name = models.CharField(_("name of the association"), max_length=80, default="Prévenance")
    baseline_fr = models.CharField(_("baseline, in French"), max_length=160, blank=True)
    baseline_en = models.CharField(_("baseline, in English"), max_length=160, blank=True)
    magazine_name = models.CharField(
        _("name of the magazine"),
        max_length=80,
        blank=True,
        help_text=_("As its articles are quoted. Empty: the title of its page."),
    )
    logo = models.ForeignKey(
        "core.PortalImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Shown 36 pixels high beside the name. Empty: the two half-discs."),
    )
    logo_on_dark = models.ForeignKey(
        "core.PortalImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo for dark grounds"),
        help_text=_("For the foot of the pages and for dark screens. Empty: the logo, on white."),
    )
    brand_light = models.CharField(
        _("colour"),
        max_length=7,
        blank=True,
        validators=[readable_on_light],
        help_text=_("Such as #2c26d2."),
    )
    brand_dark = models.CharField(
        _("colour on dark screens"),
        max_length=7,
        blank=True,
        validators=[readable_on_dark],
        help_text=_("Such as #a6a6fe."),
    )
    contact_email = models.EmailField(_("contact address"), blank=True)
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    join_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("page on how to join"),
        help_text=_("Visitors without a membership are sent there."),
    )

    baseline = Localised()
    select_related = ("logo", "logo_on_dark")

    class Meta:
        verbose_name = _("association")

    def __str__(self) -> str:
        return self.name

    def stylesheet(self) -> str:
        return stylesheet(self.brand_light, self.brand_dark)

    def stylesheet_url(self) -> str:
        """Where its own colours are; "" where it chose none."""
        sheet = self.stylesheet()
        return sheet and reverse("theme", args=[fingerprint(sheet)])
