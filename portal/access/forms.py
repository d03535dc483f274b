from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from portal.access.models import PreviewGrant, Release


class ReleaseForm(forms.ModelForm):
    class Meta:
        model = Release
        fields = ["preview_event", "preview_at", "members_at", "everyone_at"]
        widgets = dict.fromkeys(("preview_at", "members_at", "everyone_at"), AdminDateTimeInput)


class PreviewGrantForm(forms.ModelForm):
    class Meta:
        model = PreviewGrant
        fields = ["note", "expires_at"]
        widgets = {"expires_at": AdminDateTimeInput}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_at"].initial = timezone.now() + timedelta(days=7)

    def clean_expires_at(self):
        expires_at = self.cleaned_data["expires_at"]
        if expires_at <= timezone.now():
            raise forms.ValidationError(_("Choose a moment to come."))
        return expires_at
