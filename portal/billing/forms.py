from base64 import b64decode, b64encode
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from portal.billing.amounts import Line
from portal.billing.models import BILLING_FIELDS, Invoice, InvoiceLine

LARGEST = 1_000_000
RATES = [("20", "20 %"), ("10", "10 %"), ("5.5", "5,5 %"), ("2.1", "2,1 %"), ("0", "0 %")]


class PaymentForm(forms.Form):
    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=10,
        decimal_places=2,
        localize=True,
        help_text=_("In euros; with a minus where it was paid back."),
    )
    received_on = forms.DateField(label=_("Received on"), initial=timezone.localdate, widget=AdminDateInput)
    reference = forms.CharField(label=_("Reference"), max_length=200, required=False)


class CreditNoteForm(forms.Form):
    """A field for each line of which something is left."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Printed on the credit note."))

    def __init__(self, *args: Any, left: list[tuple[InvoiceLine, Decimal]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [(line, net) for line, net in left if net]
        for line, net in self.lines:
            self.fields[f"line_{line.pk}"] = forms.DecimalField(
                label=line.label,
                initial=net,
                min_value=0,
                max_value=net,
                decimal_places=2,
                localize=True,
                help_text=_("Net amount to take back, in euros; 0 leaves the line as it is."),
            )

    def nets(self) -> dict[int, Decimal]:
        return {line.pk: self.cleaned_data[f"line_{line.pk}"] for line, _net in self.lines}


class InvoiceForm(forms.ModelForm):
    """What is invoiced by hand, such as a membership or a partnership. Its unsaved `instance` is the buyer."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = Invoice
        fields = ("about_label", "supplied_on", "language", *BILLING_FIELDS)
        widgets = {"supplied_on": AdminDateInput, "billing_address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about_label"].required, self.fields["about_label"].label = True, _("Subject")
        self.fields["supplied_on"].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        Invoice(**{name: given.get(name, "-") for name in BILLING_FIELDS}).clean_for_invoice()
        return given


class LineForm(forms.Form):
    label = forms.CharField(label=_("Designation"), max_length=300)
    quantity = forms.DecimalField(
        label=_("Quantity"), initial=1, min_value=Decimal("0.01"), max_digits=9, decimal_places=2, localize=True
    )
    unit_net = forms.DecimalField(
        label=_("Net price"), min_value=0, max_digits=10, decimal_places=4, localize=True, help_text=_("In euros.")
    )
    vat_rate = forms.TypedChoiceField(label=_("VAT"), choices=RATES, initial="20", coerce=Decimal)
    account = forms.CharField(
        label=_("Account of income"), max_length=12, required=False, help_text=_("Empty: that of the settings.")
    )

    def line(self) -> Line:
        return Line(**self.cleaned_data)


LineFormSet = forms.formset_factory(LineForm, extra=4, min_num=1, max_num=20, absolute_max=20, validate_min=True)


class BankFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("The statement that your bank gives as .csv, 1 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST:
            raise forms.ValidationError(_("This file is larger than 1 MB: take fewer months."))
        return upload.read()


class ReadFileForm(forms.Form):
    """The same file again, as the page that told what would come of it carried it."""

    content = forms.CharField(widget=forms.HiddenInput, max_length=2 * LARGEST)

    @staticmethod
    def of(content: bytes) -> "ReadFileForm":
        return ReadFileForm({"content": b64encode(content).decode()})

    def clean_content(self) -> bytes:
        try:
            return b64decode(self.cleaned_data["content"], validate=True)
        except ValueError as error:
            raise forms.ValidationError(_("Send the file once more.")) from error
