"""Who sells and who buys."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from portal.access.prepared import PreparedRows
from portal.billing.countries import COUNTRIES
from portal.billing.identifiers import IdentifierField, iban, siret, vat_number
from portal.billing.states import VatRegime
from portal.core.mail.names import no_web_address, single_line

NAME = [single_line, no_web_address]
LINE = [single_line]


class BillingParty(models.Model):
    """To whom an invoice is made out. What asks a buyer for it inherits these fields, as an invoice itself does."""

    billing_name = models.CharField(_("name for the invoice"), max_length=120, blank=True, validators=NAME)
    billing_organisation = models.CharField(
        _("organisation for the invoice"), max_length=160, blank=True, validators=NAME
    )
    billing_email = models.EmailField(_("billing address"), blank=True, help_text=_("The invoice is sent there."))
    billing_address = models.TextField(_("street and number"), max_length=300, blank=True)
    billing_postcode = models.CharField(_("postcode"), max_length=12, blank=True, validators=LINE)
    billing_city = models.CharField(_("town"), max_length=80, blank=True, validators=LINE)
    billing_country = models.CharField(_("country"), max_length=2, choices=COUNTRIES, default="FR")
    billing_siret = IdentifierField(_("SIRET number"), max_length=20, blank=True, validators=[siret])
    billing_vat_number = IdentifierField(_("VAT number"), max_length=20, blank=True, validators=[vat_number])
    billing_order_number = models.CharField(
        _("order number"),
        max_length=60,
        blank=True,
        validators=LINE,
        help_text=_("Your own reference, printed on the invoice."),
    )

    class Meta:
        abstract = True

    @property
    def buyer(self) -> str:
        return self.billing_organisation or self.billing_name

    def buyer_facts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in BILLING_FIELDS}

    def clean_for_invoice(self) -> None:
        """Raises ValidationError by field where the law asks for more before an invoice can be made out."""
        wanted = ("billing_address", "billing_city")
        missing = {name: _("An invoice needs this.") for name in wanted if not getattr(self, name).strip()}
        if not self.buyer.strip():
            missing["billing_name"] = _("An invoice needs a name or an organisation.")
        if missing:
            raise ValidationError(missing)


BILLING_FIELDS = tuple(field.name for field in BillingParty._meta.local_fields)


@register_setting(icon="doc-full")
class Seller(BaseSiteSetting):
    """Who issues the invoices, by the law's own list of mentions. Each invoice keeps them as they were that day."""

    legal_name = models.CharField(_("legal name"), max_length=160, blank=True)
    legal_form = models.CharField(
        _("legal form"), max_length=120, blank=True, default="association régie par la loi du 1er juillet 1901"
    )
    address = models.TextField(_("street and number"), max_length=300, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True, validators=LINE)
    city = models.CharField(_("town"), max_length=80, blank=True, validators=LINE)
    country = models.CharField(_("country"), max_length=2, choices=COUNTRIES, default="FR")
    siret = IdentifierField(_("SIRET number"), max_length=20, blank=True, validators=[siret])
    email = models.EmailField(_("address for questions"), blank=True)
    vat_regime = models.CharField(_("VAT"), max_length=10, choices=VatRegime, default=VatRegime.FRANCHISE)
    vat_number = IdentifierField(
        _("VAT number"), max_length=20, blank=True, validators=[vat_number], help_text=_("Needed where VAT is charged.")
    )
    iban = IdentifierField("IBAN", max_length=42, blank=True, validators=[iban])
    bic = IdentifierField("BIC", max_length=15, blank=True)
    payment_days = models.PositiveSmallIntegerField(
        _("days to pay"), default=30, help_text=_("From the day an invoice is issued; 60 at most by law.")
    )
    penalties_fr = models.CharField(
        _("late-payment penalties, in French"),
        max_length=240,
        default="En cas de retard de paiement, pénalités au taux de trois fois le taux d’intérêt légal, exigibles "
        "sans rappel.",
    )
    penalties_en = models.CharField(
        _("late-payment penalties, in English"),
        max_length=240,
        default="Late payments bear interest at three times the French statutory rate, due without reminder.",
    )
    discount_fr = models.CharField(
        _("discount for early payment, in French"), max_length=160, default="Pas d’escompte pour paiement anticipé."
    )
    discount_en = models.CharField(
        _("discount for early payment, in English"), max_length=160, default="No discount for early payment."
    )
    customers_account = models.CharField(_("account of customers"), max_length=12, default="411000")
    income_account = models.CharField(_("account of income"), max_length=12, default="706000")
    vat_account = models.CharField(_("account of VAT"), max_length=12, default="445710")
    bank_account = models.CharField(_("account of the bank"), max_length=12, default="512000")

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("legal_name"), FieldPanel("legal_form")]),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("postcode"), FieldPanel("city"), FieldPanel("country")]),
                FieldRowPanel([FieldPanel("siret"), FieldPanel("email")]),
            ],
            heading=_("Who issues the invoices"),
            help_text=_("An invoice keeps these as they are on the day it is issued."),
        ),
        MultiFieldPanel([FieldRowPanel([FieldPanel("vat_regime"), FieldPanel("vat_number")])], heading=_("VAT")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("iban"), FieldPanel("bic"), FieldPanel("payment_days")]),
                FieldRowPanel([FieldPanel("penalties_fr"), FieldPanel("penalties_en")]),
                FieldRowPanel([FieldPanel("discount_fr"), FieldPanel("discount_en")]),
            ],
            heading=_("Payment"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("customers_account"), FieldPanel("income_account")]),
                FieldRowPanel([FieldPanel("vat_account"), FieldPanel("bank_account")]),
            ],
            heading=_("Accounts in the books"),
        ),
    ]

    class Meta:
        verbose_name = _("issuer of invoices")

    def __str__(self) -> str:
        return self.legal_name

    @classmethod
    def current(cls) -> "Seller":
        """The association's, where there is no request to read it from."""
        return next(iter(_of_default_site()), None) or cls()

    @property
    def charges_vat(self) -> bool:
        return self.vat_regime == VatRegime.CHARGED

    def missing(self) -> list[str]:
        """What the law asks for and is not filled in yet, by name."""
        wanted = ["legal_name", "address", "city", "siret", *(["vat_number"] if self.charges_vat else [])]
        return [str(self._meta.get_field(name).verbose_name) for name in wanted if not getattr(self, name)]

    def facts(self) -> dict[str, Any]:
        """What an invoice keeps."""
        left_out = ("id", "site", "payment_days")
        return {field.name: getattr(self, field.name) for field in self._meta.fields if field.name not in left_out}


@PreparedRows
def _of_default_site() -> models.QuerySet:
    return Seller.objects.filter(site__is_default_site=True).order_by("pk")[:1]
