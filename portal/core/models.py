from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from portal.core.files.media import PortalDocument, PortalImage, PortalRendition, PublicMedia
from portal.core.limits.models import Attempts
from portal.core.look.association import SiteSettings
from portal.core.mail.models import Message
from portal.core.pages.addresses import Addressed
from portal.core.pages.base import BasePage
from portal.core.pages.localised import Localised
from portal.core.reads.models import PageReads
from portal.core.redirects.models import Withdrawn

__all__ = [
    "Attempts",
    "BasePage",
    "Message",
    "PageReads",
    "Person",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "PublicMedia",
    "SiteSettings",
    "Topic",
    "Withdrawn",
]


class Person(PublicMedia, Addressed, ClusterableModel):
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
    named_by = "name"

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


class Topic(Addressed):
    slug = models.SlugField(
        _("address"), max_length=80, unique=True, blank=True, help_text=_("Made from the label if left empty.")
    )
    label_fr = models.CharField(_("label, in French"), max_length=80)
    label_en = models.CharField(_("label, in English"), max_length=80, blank=True)

    label = Localised()
    named_by = "label_fr"

    panels = [FieldPanel("label_fr"), FieldPanel("label_en"), FieldPanel("slug")]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.label
