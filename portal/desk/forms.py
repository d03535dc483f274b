from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from portal.desk.models import DraftLink, Remark

USUAL, LONGEST = timedelta(days=14), timedelta(days=90)


class DraftLinkForm(forms.ModelForm):
    class Meta:
        model = DraftLink
        fields = ["note", "expires_at", "may_remark"]
        widgets = {"expires_at": AdminDateTimeInput}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_at"].initial = timezone.now() + USUAL

    def clean_expires_at(self) -> datetime:
        expires_at = self.cleaned_data["expires_at"]
        now = timezone.now()
        if not now < expires_at <= now + LONGEST:
            raise forms.ValidationError(_("Choose a moment to come, 90 days from now at most."))
        return expires_at


class RemarkForm(forms.ModelForm):
    class Meta:
        model = Remark
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        labels = {"text": _("Your remark")}
