from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.billing.countries import COUNTRIES
from portal.core.mail.names import single_line

LINE = [single_line]


class PostalAddress(models.Model):
    """Where an invoice goes by post; its street is `billing_address`."""

    billing_postcode = models.CharField(_("postcode"), max_length=12, blank=True, validators=LINE)
    billing_city = models.CharField(_("town"), max_length=80, blank=True, validators=LINE)
    billing_country = models.CharField(_("country"), max_length=2, choices=COUNTRIES, default="FR")

    class Meta:
        abstract = True
