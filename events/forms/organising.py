"""What an organiser types of those who are registered."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.models import Audience, Category, Event, EventLetter, PrintKind, Registration


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


class EventWithPlacesField(forms.ModelChoiceField):
    """Each event with its free places, which `with_counts()` counted."""

    def label_from_instance(self, event: Event) -> str:
        left = ngettext("%(count)s place left", "%(count)s places left", event.free_places)
        return f"{event} ({left % {'count': event.free_places}})"


class MoveForm(forms.Form):
    """`leaving` is the event that they leave. Once another is chosen that has categories, it asks for one of them."""

    to = EventWithPlacesField(
        queryset=Event.objects.none(),
        label=_("To which event"),
        help_text=_("Only into a free place: their place here is given up at the same moment."),
    )

    def __init__(self, *args, leaving: Event, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        ahead = Event.objects.upcoming(timezone.now()).filter(cancelled_at=None).exclude(pk=leaving.pk)
        self.fields["to"].queryset = ahead.with_page_title().with_counts()  # type: ignore[attr-defined]
        if there := self._chosen():
            self.fields["category"] = forms.ModelChoiceField(
                queryset=Category.objects.filter(event=there),
                required=False,
                label=_("Category there"),
                help_text=_("Empty: the one of the same name. It is at the price of today."),
            )

    def _chosen(self) -> Event | None:
        try:
            there = self.fields["to"].clean(self.data.get("to"))
        except forms.ValidationError:
            return None
        return there if there.categories_counted else None


class PrintForm(forms.Form):
    kind = forms.ChoiceField(label=_("What to print"), choices=PrintKind, widget=forms.RadioSelect)

    def clean_kind(self) -> PrintKind:
        return PrintKind(self.cleaned_data["kind"])


class LetterForm(forms.ModelForm):
    """`instance` knows who was ticked, if anybody was: nobody else can be written to as one of those."""

    class Meta:
        model = EventLetter
        fields = ["audience", "subject_fr", "body_fr", "subject_en", "body_en"]
        widgets = dict.fromkeys(("body_fr", "body_en"), forms.Textarea(attrs={"rows": 10}))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.instance.recipient_ids
        choices = [choice for choice in Audience.choices if chosen or choice[0] != Audience.CHOSEN]
        self.fields["audience"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if bool(cleaned.get("subject_en")) != bool(cleaned.get("body_en")):
            self.add_error("body_en", _("Write both the subject and the text in English, or neither."))
        return cleaned


class CompareForm(forms.Form):
    """`event` is the one that is compared."""

    def __init__(self, *args, event: Event, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        others = (
            Event.objects.exclude(pk=event.pk).exclude(starts_at=None).filter(registrations__isnull=False).distinct()
        )
        self.fields["with"] = forms.ModelChoiceField(
            queryset=others.with_page_title(), required=False, label=_("Compare with"), empty_label=_("no other event")
        )
