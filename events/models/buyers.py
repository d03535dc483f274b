from django.utils.translation import gettext_lazy as _

from portal.billing.models import BillingParty


class Buyer(BillingParty):
    """To whom the place of one person is invoiced, or those of a group: asked for with the registration."""

    class Meta:
        default_permissions = ()
        verbose_name = _("buyer of places")
        verbose_name_plural = _("buyers of places")

    def __str__(self) -> str:
        return self.buyer
