"""The PDF of an invoice, with its Factur-X inside: PDF/A-3, tagged."""

import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.translation import override
from weasyprint import Attachment

from portal.billing.facturx import NAME, xml, xmp
from portal.billing.models import Document, Invoice
from portal.billing.wording import late_mentions, vat_mention
from portal.core.look.printing import to_pdf
from portal.core.look.typography import typeset_html
from portal.core.mail.writing import association


def make_document(invoice: Invoice) -> Document:
    """Made again it takes the other's place."""
    before = Document.objects.filter(invoice=invoice).first()
    name = default_storage.save(f"invoices/{invoice.number}-{uuid.uuid4().hex}.pdf", ContentFile(pdf(invoice)))
    document, _made = Document.objects.update_or_create(invoice=invoice, defaults={"file": name})
    if before:
        default_storage.delete(str(before.file))
    return document


def pdf(invoice: Invoice) -> bytes:
    with override(invoice.language):
        context = {
            "invoice": invoice,
            "seller": invoice.seller,
            "siren": invoice.seller["siret"][:9],
            "lines": invoice.lines.all(),
            "totals": invoice.totals(),
            "vat_mention": vat_mention(invoice),
            "mentions": late_mentions(invoice),
            "association": association(),
        }
        html = typeset_html(render_to_string("billing/pdf.html", context), invoice.language, divide=False)
    attached = Attachment(string=xml(invoice), name=NAME, description="Factur-X", relationship="Alternative")
    return to_pdf(html, variant="pdf/a-3a", attachments=[attached], xmp=[xmp()])
