from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from portal.access.decision import FOR_EVERYONE, Decision
from portal.access.viewer import Viewer
from portal.core.localised import Localised
from portal.core.media import MediaHolder, PortalDocument, PortalImage, PortalRendition
from portal.core.pages import BasePage
from portal.core.theme import readable_on_dark, readable_on_light

__all__ = ["BasePage", "Person", "PortalDocument", "PortalImage", "PortalRendition", "SiteSettings", "Topic"]


class PublicMedia(MediaHolder):
    """A row whose pictures are public wherever it is used."""

    class Meta:
        abstract = True

    def decide_media(self, content_path: str, viewer: Viewer) -> Decision:
        return FOR_EVERYONE


class Person(PublicMedia, ClusterableModel):
    """Somebody who writes, speaks or is interviewed: what bylines and programmes point to."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("address"), max_length=140, unique=True, blank=True, help_text=_("Made from the name if left empty.")
    )
    role_fr = models.CharField(_("role, in French"), max_length=160, blank=True)
    role_en = models.CharField(_("role, in English"), max_length=160, blank=True)
    biography_fr = models.TextField(_("biography, in French"), blank=True)
    biography_en = models.TextField(_("biography, in English"), blank=True)
    portrait = models.ForeignKey(
        "core.PortalImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("portrait"),
    )

    role = Localised()
    biography = Localised()

    panels = [
        FieldPanel("name"),
        FieldPanel("portrait"),
        MultiFieldPanel([FieldPanel("role_fr"), FieldPanel("role_en")], heading=_("Role")),
        MultiFieldPanel([FieldPanel("biography_fr"), FieldPanel("biography_en")], heading=_("Biography")),
        FieldPanel("slug"),
    ]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.slug = self.slug or slugify(self.name)
        super().save(*args, **kwargs)


class Topic(models.Model):
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    label_fr = models.CharField(_("label, in French"), max_length=80)
    label_en = models.CharField(_("label, in English"), max_length=80, blank=True)

    label = Localised()

    panels = [FieldPanel("label_fr"), FieldPanel("label_en"), FieldPanel("slug")]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["label_fr"]

    def __str__(self) -> str:
        return self.label


@register_setting(icon="site")
class SiteSettings(PublicMedia, BaseSiteSetting):
    """The association's own facts, for the header, the footer and the messages the portal sends."""

    name = models.CharField(_("name of the association"), max_length=80, default="Prévenance")
    baseline_fr = models.CharField(_("baseline, in French"), max_length=160, blank=True)
    baseline_en = models.CharField(_("baseline, in English"), max_length=160, blank=True)
    logo = models.ForeignKey(
        "core.PortalImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Shown 36 pixels high beside the name. Empty: the two half-discs."),
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

    class Meta:
        verbose_name = _("association")

    def __str__(self) -> str:
        return self.name
