"""The words for what an invoice is and how far its payment is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    INVOICE = "invoice", _("invoice")
    CREDIT_NOTE = "credit_note", _("credit note")


class State(models.TextChoices):
    """Follows from what is owed and from the day: it is stored nowhere."""

    DUE = "due", _("to be paid")
    OVERDUE = "overdue", _("overdue")
    PAID = "paid", _("paid")
    CREDITED = "credited", _("credited")
    TO_PAY_BACK = "to_pay_back", _("to be paid back")
    CREDIT_NOTE = "credit_note", _("credit note")


class VatRegime(models.TextChoices):
    CHARGED = "charged", _("VAT is charged")
    FRANCHISE = "franchise", _("VAT not applicable, article 293 B of the CGI")
    EXEMPT = "exempt", _("exempt from VAT, article 261, 7, 1° of the CGI")


class Refused(Exception):
    """What can't be done, in words for whoever asked."""
