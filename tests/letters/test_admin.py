"""An editor makes a letter, looks at it, and lets it go."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.desk.roles import create_roles
from portal.letters.models import Letter, LetterState
from portal.letters.services.sending import NotNow, change_letter
from tests.factories.letters import letter, reader
from tests.factories.members import UserFactory
from tests.factories.pages import article

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(site) -> Client:
    user = UserFactory(email="editrice@exemple.fr")
    groups: dict[str, Group] = create_roles()
    user.groups.add(groups["editor"])
    client = Client()
    client.force_login(user)
    return client


def form(**fields) -> dict:
    pieces = fields.pop("pieces", [])
    rows = {f"pieces-{place}-page": str(page.pk) for place, page in enumerate(pieces)}
    rows |= {f"pieces-{place}-ORDER": str(place + 1) for place in range(len(pieces))}
    counts = {"TOTAL_FORMS": len(pieces), "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    return {
        "kind": "letter",
        "subject_fr": "Ce mois-ci",
        "subject_en": "",
        "introduction_fr": "Bonjour.",
        "introduction_en": "",
        **{f"pieces-{name}": value for name, value in counts.items()},
        **rows,
        **fields,
    }


def do(client: Client, one: Letter, deed: str, **fields) -> str:
    url = reverse("letter:screen", args=[one.pk])
    return client.post(url, {"deed": deed, **fields}, follow=True).content.decode()


def test_the_day_it_goes_out_is_picked_from_a_calendar(editor, site):
    one = letter(article(site))
    assert "date-time-chooser.js" in editor.get(reverse("letter:screen", args=[one.pk])).text


def test_it_is_written_with_its_pieces(editor, site):
    first, second = article(site, title="Un"), article(site, title="Deux")
    response = editor.post(reverse("letter:add"), form(pieces=[second, first]))
    one = Letter.objects.get()
    assert response["Location"] == reverse("letter:screen", args=[one.pk])
    assert list(one.pieces.values_list("page", flat=True)) == [second.pk, first.pk]


def test_a_line_break_gets_into_no_subject(editor):
    response = editor.post(reverse("letter:add"), form(subject_fr="Ce mois-ci\nBcc: x@exemple.fr"))
    assert not Letter.objects.filter(subject_fr__contains="\n").exists()
    assert response.status_code in (200, 302)


def test_the_preview_is_the_message(editor, site):
    one = letter(article(site, title="Écouter mieux"))
    page = editor.get(reverse("letter:preview", args=[one.pk, "fr"])).content.decode()
    assert "Écouter mieux" in page
    assert page.count('role="main"') == 1
    assert (
        reverse("letter:preview", args=[one.pk, "en"])
        in editor.get(reverse("letter:screen", args=[one.pk])).content.decode()
    )


def test_what_is_new_is_taken(editor, site):
    article(site)
    assert "1 texte est ajouté" in do(editor, letter(), "take")


def test_a_test_goes_to_the_editor(editor, site):
    do(editor, letter(article(site)), "test")
    assert [message.to for message in mail.outbox] == [["editrice@exemple.fr"]]


def test_it_goes_out_at_once_where_no_moment_is_given(editor, site):
    reader()
    one = letter(article(site))
    assert "pour 1 lecteur" in do(editor, one, "send", at="").replace("\xa0", " ")
    one.refresh_from_db()
    assert (one.state, len(mail.outbox)) == (LetterState.DRAFT, 0)
    do(editor, one, "send", at="", sure="1")
    one.refresh_from_db()
    assert (one.state, len(mail.outbox)) == (LetterState.SENT, 1)


def test_it_is_scheduled_by_the_clocks_of_paris(editor, site):
    reader()
    one = letter(article(site))
    at = timezone.localtime(timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    do(editor, one, "send", at=f"{at:%d/%m/%Y %H:%M}")
    one.refresh_from_db()
    assert (one.state, one.send_at) == (LetterState.SCHEDULED, at)


@pytest.mark.parametrize("at", ["01/01/2020 10:00", "demain", "\0"])
def test_a_moment_that_can_t_be_is_refused_with_what_was_typed(editor, site, at):
    reader()
    one = letter(article(site))
    do(editor, one, "send", at=at)
    one.refresh_from_db()
    assert one.state == LetterState.DRAFT


def test_a_refusal_is_said(editor):
    assert "abonné à ce type de lettre" in do(editor, letter(), "send", at="")


def test_what_is_not_published_is_told_before_it_goes_out(editor, site):
    page = article(site, title="Plus tard")
    page.unpublish()
    assert "Plus tard" in editor.get(reverse("letter:screen", args=[letter(page).pk])).content.decode()


def test_what_went_out_is_not_changed(editor, site):
    one = letter(state=LetterState.SENT, begun_at=timezone.now())
    response = editor.post(reverse("letter:edit", args=[one.pk]), form(subject_fr="Autre"))
    one.refresh_from_db()
    assert one.subject_fr == "Ce mois-ci"
    assert response.status_code == 302
    editor.post(reverse("letter:delete", args=[one.pk]))
    assert Letter.objects.exists()


def test_forged_deeds_do_nothing(editor):
    one = letter()
    for deed in ("", "erase", "\0"):
        assert editor.post(reverse("letter:screen", args=[one.pk]), {"deed": deed}).status_code == 302
    one.refresh_from_db()
    assert one.state == LetterState.DRAFT


def test_a_letter_that_set_out_while_it_was_edited_stays_as_it_went_out(site):
    letter(article(site))
    edited = Letter.objects.get()
    Letter.objects.update(state=LetterState.SENDING, begun_at=timezone.now())
    with pytest.raises(NotNow):
        change_letter(letter=edited, save=edited.save)


def test_a_letter_scheduled_while_it_was_edited_still_goes_out(site):
    letter(article(site))
    edited = Letter.objects.get()
    edited.subject_fr = "Mieux dit"
    Letter.objects.update(state=LetterState.SCHEDULED, send_at=timezone.now())
    change_letter(letter=edited, save=edited.save)
    one = Letter.objects.get()
    assert (one.state, one.subject_fr) == (LetterState.SCHEDULED, "Mieux dit")
