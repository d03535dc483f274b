from portal.billing.models.invoices import Counter, Document, Invoice, InvoiceLine
from portal.billing.models.parties import BILLING_FIELDS, BillingParty, Seller
from portal.billing.models.payments import Payment, Reminder

__all__ = [
    "BILLING_FIELDS",
    "BillingParty",
    "Counter",
    "Document",
    "Invoice",
    "InvoiceLine",
    "Payment",
    "Reminder",
    "Seller",
]
