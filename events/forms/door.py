"""What is typed for a door, and what a door tells."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from events.models import DoorLink, Event


class DoorLinkForm(forms.ModelForm):
    """For `event`: until some hours after its end, unless its maker says otherwise."""

    class Meta:
        model = DoorLink
        fields = ["note", "expires_at"]
        widgets = {"expires_at": AdminDateTimeInput}

    def __init__(self, *args, event: Event, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        now = timezone.now()
        self.fields["expires_at"].initial = max(event.ends_at or now, now) + timedelta(hours=6)

    def clean_expires_at(self) -> datetime:
        expires_at = self.cleaned_data["expires_at"]
        if expires_at <= timezone.now():
            raise forms.ValidationError(_("Choose a moment to come."))
        return expires_at


class ScanForm(forms.Form):
    """One entry, or one that is taken back, as the door tells it: of a `code` that was read, or of somebody chosen."""

    key = forms.UUIDField()
    at = forms.DateTimeField(required=False)
    code = forms.CharField(max_length=16, required=False)
    registration = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    undo = forms.BooleanField(required=False)

    def clean_at(self) -> datetime:
        return self.cleaned_data["at"] or timezone.now()

    def clean(self) -> None:
        super().clean()
        if not self.cleaned_data.get("code") and not self.cleaned_data.get("registration"):
            raise forms.ValidationError(_("Choose somebody."))
