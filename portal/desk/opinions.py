"""Opinions on an event handed to the studies: the one place that knows both rooms."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log
from wagtail.models import Page

from events.models import Event, FeedbackKind, FeedbackQuestion
from events.models.feedback import SATISFIED
from members.models import User
from studies.models import Source, StudiesIndexPage, Study, StudyPage
from studies.services.sources import send_source
from studies.survey.codebook import Codebook, Option, Role, Side, Variable
from studies.survey.doors.answers.codebook_file import write_codebook
from studies.survey.limits import LONGEST_TITLE
from studies.survey.words import Words

THRESHOLD = 10
SIDES = {"5": Side.POSITIVE, "4": Side.POSITIVE, "3": Side.NEUTRAL, "2": Side.NEGATIVE, "1": Side.NEGATIVE}


def make_survey(*, event: Event, by: User) -> Source:
    """The answers so far as the source of a draft study's survey, the same one each time; raises NotChanged while the
    survey is being worked on. What was written freely stays behind."""
    page = StudyPage.objects.filter(slug=_slug(event)).first() or _draft(event, by)
    questions = [row for row in event.feedback_questions.all() if row.kind != FeedbackKind.TEXT]
    codebook = Codebook(tuple(variable_of(row) for row in questions))
    source = send_source(
        study_id=page.study_id,
        door="answers",
        file=ContentFile(answers_of(event, questions), name=f"{page.slug}.csv"),
        codebook_file=ContentFile(write_codebook(codebook), name=f"{page.slug}.xlsx"),
        threshold=THRESHOLD,
        user=by,
    )
    log(instance=event, action="events.event.feedback_survey", user=by, data={"study": page.study_id})
    return source


def _slug(event: Event) -> str:
    return f"satisfaction-{event.pk}"


def _draft(event: Event, by: User) -> StudyPage:
    index = StudiesIndexPage.objects.filter(locale__language_code="fr").order_by("pk").first()
    title = Truncator(_("Satisfaction: %(event)s") % {"event": event.live_page("fr") or event}).chars(200)
    page = StudyPage(title=title, slug=_slug(event), live=False, owner=by, study=Study())
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=index.pk)  # type: ignore[union-attr]
        index.add_child(instance=page)  # type: ignore[union-attr]
        page.save_revision(user=by)
    return page


def variable_of(question: FeedbackQuestion) -> Variable:
    code = f"q{question.pk}"
    wording = Words(question.text_fr, question.text_en)
    title = Words(*(Truncator(text).chars(LONGEST_TITLE) for text in (question.text_fr, question.text_en)))
    if question.kind == FeedbackKind.SCALE:
        options = [Option(value, _in_both(label), float(value), SIDES[value]) for value, label in SATISFIED]
        return Variable(code, Role.SCALE, title, column=code, wording=wording, options=tuple(options))
    lines = enumerate(question.lines(), start=1)
    if question.kind == FeedbackKind.SEVERAL:
        several = [Option("1", Words(*words), column=f"{code}_{number}") for number, words in lines]
        return Variable(code, Role.MULTIPLE, title, wording=wording, options=tuple(several))
    single = [Option(str(number), Words(*words)) for number, words in lines]
    return Variable(code, Role.SINGLE, title, column=code, wording=wording, options=tuple(single))


def _in_both(label: object) -> Words:
    texts = []
    for language in ("fr", "en"):
        with override(language):
            texts.append(str(label))
    return Words(*texts)


def answers_of(event: Event, questions: list[FeedbackQuestion]) -> bytes:
    """A row a sheet, a column a question; of several choices a column each."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow([name for question in questions for name in variable_of(question).columns])
    for sheet in event.feedback_sheets.all():
        writer.writerow([cell for row in questions for cell in _cells(row, sheet.answers.get(str(row.pk), ""))])
    return text.getvalue().encode()


def _cells(question: FeedbackQuestion, answer: str) -> Iterator[str]:
    if question.kind == FeedbackKind.SCALE:
        yield answer
        return
    places = {french: str(number) for number, (french, _english) in enumerate(question.lines(), start=1)}
    chosen = answer.split("\n")
    if question.kind == FeedbackKind.CHOICE:
        yield places.get(answer, "")
        return
    for french in places:
        yield ("1" if french in chosen else "0") if answer else ""
