"""What is asked in both languages, whoever is asked."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import Orderable

from portal.core.pages.localised import Localised, localised

TEXT, CHOICE, SEVERAL = "text", "choice", "several"


class Worded(Orderable):
    """A question and, of one that offers choices, these; `kind` is the model's own, of which three are known here."""

    required = models.BooleanField(_("must be answered"), default=False)
    text_fr = models.CharField(_("question, in French"), max_length=250)
    text_en = models.CharField(_("question, in English"), max_length=250, blank=True)
    help_fr = models.CharField(_("explanation, in French"), max_length=250, blank=True)
    help_en = models.CharField(_("explanation, in English"), max_length=250, blank=True)
    options_fr = models.TextField(_("choices, in French"), blank=True, help_text=_("One a line."))
    options_en = models.TextField(
        _("choices, in English"), blank=True, help_text=_("As many lines, in the same order; empty: as in French.")
    )

    text = Localised()
    help = Localised()
    kind: Any
    only_if: Any = ""
    only_for: Any = ""

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        french, english = _lines(self.options_fr), _lines(self.options_en)
        if self.kind not in (CHOICE, SEVERAL):
            return
        if len(french) < 2 or len(set(french)) < len(french):
            raise ValidationError(
                {"options_fr": _("Give two choices at least, each on a line of its own, none twice.")}
            )
        if english and len(english) != len(french):
            raise ValidationError({"options_en": _("Give as many choices as in French, or none.")})

    def lines(self) -> list[tuple[str, str]]:
        """The choices in French and in English, "" where nobody wrote them."""
        french, english = _lines(self.options_fr), _lines(self.options_en)
        return [(option, english[number] if number < len(english) else "") for number, option in enumerate(french)]

    def options(self) -> list[tuple[str, str]]:
        """What may be chosen: as it is kept, and in the visitor's language."""
        return [] if self.kind == TEXT else [(french, localised(french, english)) for french, english in self.lines()]

    def chosen_by(self, words: str) -> str:
        """The choice that somebody means who writes it in either language; "" where there is none."""
        for language in ("fr", "en"):
            with override(language):
                for value, label in self.options():
                    if words.strip().casefold() in (value.casefold(), label.casefold()):
                        return value
        return ""

    def shown(self, answer: str) -> str:
        """An answer in the visitor's language, on one line for choices."""
        if self.kind == TEXT:
            return answer
        labels = dict(self.options())
        return ", ".join(labels.get(value, value) for value in answer.split("\n"))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
