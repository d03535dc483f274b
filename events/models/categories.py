"""As what people register for an event, and at what price."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from events.models.facts import Event
from events.querysets import CategoryQuerySet
from portal.billing.amounts import Line
from portal.core.pages.localised import Localised

RATES = [(Decimal(rate), f"{shown} %") for rate, shown in (("20.00", "20"), ("10.00", "10"), ("5.50", "5,5"))]
RATES += [(Decimal(rate), f"{shown} %") for rate, shown in (("2.10", "2,1"), ("0.00", "0"))]


class Category(Orderable):
    """Such as member, visitor or press. An event without any is free, for everybody alike.

    Who registers keeps the price of that moment, whatever becomes of it here.
    """

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="categories", verbose_name=_("event"))
    label_fr = models.CharField(_("name, in French"), max_length=80)
    label_en = models.CharField(_("name, in English"), max_length=80, blank=True)
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Among those of the event. Empty: as many as the event has.")
    )
    net_price = models.DecimalField(
        _("price without VAT"),
        max_digits=8,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text=_("In euros; 0: free of charge."),
    )
    vat_rate = models.DecimalField(
        _("VAT rate"),
        max_digits=5,
        decimal_places=2,
        choices=RATES,
        default=RATES[0][0],
        help_text=_("Only where the association charges VAT."),
    )
    members_only = models.BooleanField(_("for members only"), default=False)
    by_hand = models.BooleanField(
        _("given by organisers only"), default=False, help_text=_("The form does not show it.")
    )

    needs_approval = models.BooleanField(
        _("needs the organisers’ approval"),
        default=False,
        help_text=_("A request takes no place until an organiser accepts it."),
    )

    label = Localised()

    objects = CategoryQuerySet.as_manager()

    panels = [
        FieldRowPanel([FieldPanel("label_fr"), FieldPanel("label_en")]),
        FieldRowPanel([FieldPanel("net_price"), FieldPanel("vat_rate"), FieldPanel("capacity")]),
        FieldRowPanel([FieldPanel("members_only"), FieldPanel("by_hand"), FieldPanel("needs_approval")]),
    ]

    taken: int
    """Of those `with_counts()` alone."""

    class Meta(Orderable.Meta):
        verbose_name = _("category of an event")
        verbose_name_plural = _("categories of events")

    def __str__(self) -> str:
        return self.label

    def names(self) -> list[str]:
        """In each language in which it has one."""
        return [name for name in (self.label_fr, self.label_en) if name]

    @property
    def has_room(self) -> bool:
        return self.capacity is None or self.taken < self.capacity

    def left(self, otherwise: int) -> int:
        """Its free places; as many as told where it has no limit."""
        return otherwise if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def line(self) -> Line:
        """What it costs, for an invoice or a price in words."""
        return Line(self.label, self.net_price, self.vat_rate)
