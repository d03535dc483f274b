from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from portal.access.choosing import known_to, ruled
from portal.access.models import PreviewGrant, Release


class ReleaseForm(forms.ModelForm):
    """`seen` is the version of the release that its user had before them."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.version
        first_at: Any = self.fields["preview_event"]
        events = first_at.queryset.with_page_title()
        if ruled(events.model):
            known = Q(pk__in=known_to(user, events.model).values("pk"))
            events = events.filter(known | Q(pk=self.instance.preview_event_id))
        first_at.queryset = events

    def look_again(self, release: Release) -> None:
        """Keep what was typed, on top of what the release says now."""
        self.data = {**self.data.dict(), "seen": release.version}  # type: ignore[attr-defined]

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
