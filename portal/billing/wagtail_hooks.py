from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portal.billing.viewsets import InvoiceViewSet


@hooks.register("register_admin_viewset")
def invoices() -> InvoiceViewSet:
    return InvoiceViewSet()


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in (
        ("invoice.issued", _("Issue an invoice"), _("Invoice issued")),
        ("invoice.resent", _("Send the invoice again"), _("Invoice sent again")),
        ("invoice.reminded", _("Remind of an unpaid invoice"), _("Reminded of the unpaid invoice")),
        ("credit_note.issued", _("Issue a credit note"), _("Credit note issued")),
        ("payment.recorded", _("Record a payment"), _("Payment recorded")),
        ("payment.cancelled", _("Cancel a payment"), _("Payment cancelled")),
    ):
        actions.register_action(f"billing.{name}", label, message)
