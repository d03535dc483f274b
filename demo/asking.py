"""What the demonstration's events ask: categories with their prices, questions of the form, opinions afterwards."""

from decimal import Decimal

from events.models import (
    Category,
    Event,
    FeedbackKind,
    FeedbackLink,
    FeedbackQuestion,
    FeedbackSheet,
    Question,
    QuestionKind,
    Registration,
)

CATEGORIES = (
    {"label_fr": "Adhérent", "label_en": "Member", "members_only": True},
    {
        "label_fr": "Autre professionnel",
        "label_en": "Other professional",
        "net_price": Decimal(240),
        "vat_rate": Decimal(20),
    },
    {"label_fr": "Étudiant", "label_en": "Student", "capacity": 40, "needs_approval": True},
    {"label_fr": "Presse", "label_en": "Press", "by_hand": True},
)
QUESTIONS = (
    {
        "kind": QuestionKind.YES_NO,
        "text_fr": "Déjeunez-vous sur place ?",
        "text_en": "Will you have lunch there?",
        "required": True,
    },
    {
        "kind": QuestionKind.SEVERAL,
        "text_fr": "Quels thèmes vous amènent ?",
        "text_en": "What brings you here?",
        "options_fr": "L’attente\nLe refus\nLes chiffres",
        "options_en": "Waiting\nRefusals\nFigures",
    },
)
OPINIONS = (
    {"kind": FeedbackKind.SCALE, "text_fr": "Dans l’ensemble ?", "text_en": "On the whole?", "required": True},
    {
        "kind": FeedbackKind.SEVERAL,
        "text_fr": "Qu’allez-vous réemployer ?",
        "text_en": "What will you use again?",
        "options_fr": "Les exemples\nLa méthode\nLe support",
        "options_en": "The examples\nThe method\nThe handout",
    },
    {"kind": FeedbackKind.TEXT, "text_fr": "Que changer la prochaine fois ?", "text_en": "What to change next time?"},
)
SATISFACTION = "555444434425"
WISHES = ("Un peu plus de temps pour l’exercice.", "Rien, merci.", "Recevoir le support à l’avance.")


def ask_at_registration(event: Event) -> Category:
    """The convention's form; answers the category that costs its people nothing."""
    made = [Category.objects.create(event=event, sort_order=place, **row) for place, row in enumerate(CATEGORIES)]
    for place, row in enumerate(QUESTIONS):
        Question.objects.create(event=event, sort_order=place, **row)
    return made[0]


def ask_afterwards(event: Event) -> None:
    """Whoever came was asked, and some have answered."""
    scale, several, text = (
        FeedbackQuestion.objects.create(event=event, sort_order=place, **row) for place, row in enumerate(OPINIONS)
    )
    options = [french for french, _english in several.lines()]
    people = Registration.objects.attended().filter(event=event).order_by("pk")
    FeedbackLink.objects.bulk_create(
        FeedbackLink(registration=person, answered=place < len(SATISFACTION)) for place, person in enumerate(people)
    )
    for place, step in enumerate(SATISFACTION):
        answers = {str(scale.pk): step, str(several.pk): "\n".join(options[place % 3 :])}
        if place < len(WISHES):
            answers[str(text.pk)] = WISHES[place]
        FeedbackSheet.objects.create(event=event, answers=answers)
