"""Opinions on an event become the survey of a draft study."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import FeedbackQuestion, FeedbackSheet
from studies.models import Source, StudyPage, Survey
from studies.models.survey import Work
from tests.factories import pages
from tests.factories.members import UserFactory
from tests.factories.visitors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(site):
    ends_at = timezone.now() - timedelta(days=1)
    row = pages.event(site, facts={"starts_at": ends_at - timedelta(hours=3), "ends_at": ends_at}).event
    made = [
        FeedbackQuestion.objects.create(event=row, kind=kind, text_fr=text, sort_order=number, options_fr=options)
        for number, (kind, text, options) in enumerate(
            (
                ("scale", "Dans l’ensemble ?", ""),
                ("choice", "Quand ?", "Matin\nSoir"),
                ("several", "Quoi ?", "Lieu\nRepas"),
                ("text", "Autre chose ?", ""),
            )
        )
    ]
    scale, choice, several, text = (str(question.pk) for question in made)
    for number in range(12):
        answers = {scale: str(number % 5 + 1), choice: "Soir" if number % 2 else "Matin", text: "Bravo, Zoë."}
        FeedbackSheet.objects.create(event=row, answers=answers | ({several: "Lieu\nRepas"} if number else {}))
    return row


def hand_over(event, **rights):
    return signed_in(UserFactory(is_staff=True, **rights)).post(reverse("feedback_survey", args=[event.pk]))


def test_they_are_read_as_the_survey_of_a_draft_with_their_words_and_without_what_was_written(event):
    hand_over(event, is_superuser=True)
    page = StudyPage.objects.get(slug=f"satisfaction-{event.pk}")
    assert not page.live
    source = Source.objects.get()
    assert source.state == Work.DONE, source.problems
    survey = Survey.objects.get(study=page.study)
    assert survey.threshold == 10
    assert [(row.role, row.wording_fr) for row in survey.variables.all()] == [
        ("scale", "Dans l’ensemble ?"),
        ("single", "Quand ?"),
        ("multiple", "Quoi ?"),
    ]
    assert b"Bravo" not in source.file.read()


def test_handed_over_again_they_come_to_the_same_draft(event):
    for _again in range(2):
        hand_over(event, is_superuser=True)
    assert StudyPage.objects.filter(slug__startswith="satisfaction").count() == 1
    assert Source.objects.count() == 2


def test_nobody_else_hands_them_over(event):
    hand_over(event)
    assert not StudyPage.objects.filter(slug__startswith="satisfaction").exists()
