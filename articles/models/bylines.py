from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from portal.core.pages.localised import Localised


class Byline(Orderable):
    """One author of one text, in the order of the byline; role and organisation are those of the time it was written,
    which may differ from today's."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    role_fr = models.CharField(
        _("role at the time, in French"), max_length=160, blank=True, help_text=_("Empty: the person's role today.")
    )
    role_en = models.CharField(_("role at the time, in English"), max_length=160, blank=True)
    organisation = models.CharField(
        _("organisation at the time"), max_length=120, blank=True, help_text=_("As it is to be printed.")
    )

    role = Localised()

    panels = [
        FieldPanel("person"),
        FieldRowPanel([FieldPanel("role_fr"), FieldPanel("role_en")]),
        FieldPanel("organisation"),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    @property
    def shown_role(self) -> str:
        return self.role or self.person.role

    @property
    def is_told(self) -> bool:
        """Whether it says more of its author than a name."""
        return bool(self.role or self.organisation)
