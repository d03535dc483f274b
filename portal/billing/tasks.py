from django_tasks import task

from portal.billing.models import Invoice


@task()
def print_invoice(invoice_id: int) -> None:
    """Make the PDF, once: it takes half a second, and a library that is heavy to load."""
    from portal.billing.printing import make_document  # noqa: PLC0415 - weasyprint

    invoice = Invoice.objects.filter(pk=invoice_id, document=None).first()
    if invoice:
        make_document(invoice)
