"""Letters that write themselves when something new is online."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.db import connection
from django.utils import timezone

from portal.letters.models import Announced, Kind, Letter, LetterState
from portal.letters.services.announcing import WAIT, announce_new
from portal.letters.services.sending import put_back, send_due_letters
from studies.models import Study
from tests.factories.letters import letter, reader
from tests.factories.members import UserFactory
from tests.factories.pages import article, event, issue, release, study, text, translate

DAY = timedelta(days=1)

before_letters = import_module("portal.letters.migrations.0003_told_before")


def tick(after: timedelta = timedelta(0)) -> list[str]:
    """What is sent by then: subjects and recipients."""
    mail.outbox.clear()
    with time_machine.travel(timezone.now() + after, tick=False):
        announce_new()
        send_due_letters()
    return [f"{message.to[0]}: {message.subject}".replace("\xa0", " ") for message in mail.outbox]


@pytest.fixture
def readers(db) -> None:
    reader("lise@exemple.fr", Kind.STUDIES)
    reader("tom@exemple.fr", Kind.STUDIES, Kind.EVENTS, language="en")
    reader("zoe@exemple.fr", Kind.LETTER)


def test_a_new_study_is_told_once_to_who_asked_for_studies(site, readers):
    page = release(
        study(site, title="Baromètre", summary="Le résumé.", results=text("Le mot caché.")), members_at=timezone.now()
    )
    translate(page, title="Barometer")
    assert tick() == []
    assert Letter.objects.get().state == LetterState.SCHEDULED
    assert sorted(tick(WAIT)) == ["lise@exemple.fr: Nouvelle étude : Baromètre", "tom@exemple.fr: New study: Barometer"]
    [french] = [message for message in mail.outbox if message.to == ["lise@exemple.fr"]]
    assert "Le résumé." in french.body
    assert page.url in french.body
    assert "caché" not in french.body + str(french.alternatives)
    page.save_revision().publish()
    assert tick(WAIT * 3) == []
    assert Letter.objects.count() == 1


def test_an_issue_and_an_event_are_told_to_who_asked_for_them(site, db):
    reader("a@exemple.fr", Kind.ISSUES)
    reader("b@exemple.fr", Kind.EVENTS)
    issue(site, title="Numéro 12", month=timezone.localdate().replace(day=1))
    event(site, title="Un atelier")
    article(site)
    tick()
    assert sorted(tick(WAIT)) == ["a@exemple.fr: Nouveau numéro : Numéro 12", "b@exemple.fr: À venir : Un atelier"]


def test_what_comes_within_the_hour_goes_out_together(site, readers):
    event(site, title="Un")
    tick()
    event(site, title="Deux")
    tick()
    assert tick(WAIT) == ["tom@exemple.fr: Coming events"]
    assert Letter.objects.get().pieces.count() == 2


def test_what_an_editor_gave_words_of_their_own_is_left_alone(site, readers):
    event(site, title="Un")
    tick()
    Letter.objects.update(introduction_fr="Venez nombreux.")
    event(site, title="Deux")
    tick()
    assert Letter.objects.count() == 2


def test_old_things_are_no_news(site, readers):
    past = {"starts_at": timezone.now() - 9 * DAY, "ends_at": timezone.now() - 8 * DAY}
    event(site, facts=past)
    event(site, facts={"cancelled_at": timezone.now()})
    study(site, study=Study(published_on=timezone.localdate() - 30 * DAY))
    study(site, study=Study(announced_fr="printemps"))
    study(site).unpublish()
    issue(site)
    tick()
    assert not Letter.objects.exists()


def test_a_study_that_was_announced_is_told_once_it_has_its_date(site, readers):
    facts = Study(announced_fr="printemps")
    study(site, study=facts)
    tick()
    facts.published_on = timezone.localdate()
    facts.save()
    tick()
    assert Letter.objects.get().kind == Kind.STUDIES


def test_what_an_editor_s_letter_told_is_not_told_again(site, readers):
    letter(study(site), kind=Kind.STUDIES, state=LetterState.SENT, begun_at=timezone.now())
    tick()
    assert Letter.objects.count() == 1


def test_without_readers_nothing_is_written_then_or_later(site, db):
    study(site)
    tick()
    reader("lise@exemple.fr", Kind.STUDIES)
    tick()
    assert not Letter.objects.exists()
    assert Announced.objects.count() == 1


def test_an_editor_can_hold_it_back(site, readers):
    study(site)
    tick()
    put_back(letter_id=Letter.objects.get().pk, by=UserFactory())
    assert tick(2 * WAIT) == []
    Letter.objects.all().delete()
    assert tick(2 * WAIT) == []
    assert not Letter.objects.exists()


def test_what_is_taken_off_meanwhile_is_told_to_nobody(site, readers):
    page = study(site)
    tick()
    page.unpublish()
    assert tick(WAIT) == []
    assert Letter.objects.get().state == LetterState.DRAFT


def test_a_long_title_fits_its_subject(site, readers):
    study(site, title="Mot " * 60)
    assert tick() == []
    assert len(Letter.objects.get().subject_fr) <= 120


def test_what_was_there_before_letters_wrote_themselves_is_told_to_nobody(site, readers):
    """Of a site that is upgraded: only what comes afterwards is new."""
    old, to_come = study(site), study(site, title="À venir", study=Study(announced_fr="printemps"))
    event(site)
    before_letters.count_as_told(apps, connection.schema_editor())
    tick()
    assert not Letter.objects.exists()
    Study.objects.filter(pk=to_come.study_id).update(published_on=timezone.localdate())
    study(site, title="Nouvelle")
    tick()
    assert old.translation_key in Announced.objects.filter(letter=None).values_list("key", flat=True)
    assert Letter.objects.get().pieces.count() == 2
