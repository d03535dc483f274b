import uuid

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event, Registration


class RegistrationForm(forms.ModelForm):
    """`form_key` is made with the page, so that a form sent twice is known for the same."""

    form_key = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Registration
        fields = ["first_name", "last_name", "email", "organisation_name"]
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "organisation_name": forms.TextInput(attrs={"autocomplete": "organization"}),
        }
        help_texts = {"email": _("The confirmation is sent there, with a link to cancel.")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_form_key(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.cleaned_data["form_key"])
        except ValueError:
            return uuid.uuid4()


class AttendeeEmailForm(forms.Form):
    email = forms.EmailField(
        label=_("Registered e-mail address"),
        help_text=_("The one you registered with."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class AttendeeCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("The six digits in the message."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        """Pasted codes come with spaces."""
        return "".join(self.cleaned_data["code"].split())


class PersonForm(forms.ModelForm):
    """Who is registered, as an organiser types it."""

    class Meta:
        model = Registration
        fields = ["first_name", "last_name", "email", "organisation_name"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class AddByHandForm(PersonForm):
    language = forms.ChoiceField(label=_("Language of the messages"), choices=settings.LANGUAGES)


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(label=_("Places"), min_value=0, max_value=100_000)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("It is kept in the history of the event; name nobody.")
    )


class MoveForm(forms.Form):
    """`leaving` is the event that they leave."""

    to = forms.ModelChoiceField(
        queryset=Event.objects.none(),
        label=_("To which event"),
        help_text=_("Only into a free place: their place here is given up at the same moment."),
    )

    def __init__(self, *args, leaving: Event, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        ahead = Event.objects.upcoming(timezone.now()).filter(cancelled_at=None).exclude(pk=leaving.pk)
        self.fields["to"].queryset = ahead.with_page_title()  # type: ignore[attr-defined]
