"""What an organiser types of those who are registered."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Category, Event, Registration


class PersonForm(forms.ModelForm):
    """Who is registered, as an organiser types it."""

    class Meta:
        model = Registration
        fields = ["first_name", "last_name", "email", "organisation_name"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class AddByHandForm(PersonForm):
    language = forms.ChoiceField(label=_("Language of the messages"), choices=settings.LANGUAGES)
    category = forms.ModelChoiceField(queryset=Category.objects.none(), label=_("Category"))

    def __init__(self, *args, event: Event, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        categories = Category.objects.filter(event=event)
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]
        if not categories:
            del self.fields["category"]


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(label=_("Places"), min_value=0, max_value=100_000)
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("It is kept in the history of the event; name nobody.")
    )


class CategoryForm(forms.Form):
    """Of the event of a registration, in another category of which it goes on."""

    category = forms.ModelChoiceField(
        queryset=Category.objects.none(),
        label=_("Category"),
        help_text=_("At the price of today: an invoice at another price is credited and issued anew."),
    )

    def __init__(self, *args, event: Event, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.filter(event=event)  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("A word to the person"), max_length=300, help_text=_("It stands in the message and on their own page.")
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
