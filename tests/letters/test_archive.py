"""The letters that went out, as pages of the site."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.letters.models import LetterState
from tests.factories.letters import letter
from tests.factories.pages import article, study, text

pytestmark = pytest.mark.django_db


def sent(*pages, **fields):
    return letter(*pages, begun_at=timezone.now(), state=LetterState.SENT, **fields)


def test_what_went_out_is_listed_and_a_draft_is_not(site, client):
    sent(subject_fr="Lettre d’octobre")
    draft = letter(subject_fr="Lettre secrète")
    page = client.get("/lettre/archives/").content.decode()
    assert "Lettre d’octobre" in page.replace("&#x27;", "’")
    assert "secrète" not in page
    assert client.get(reverse("letters:letter", args=[draft.pk])).status_code == 404


def test_a_letter_reads_as_it_was_sent(site, client):
    one = sent(article(site, title="Écouter mieux"), introduction_fr="Bonjour.\n\nÀ bientôt.")
    page = client.get(reverse("letters:letter", args=[one.pk])).content.decode()
    assert "Écouter mieux" in page
    assert "À bientôt." in page


def test_what_is_closed_or_withdrawn_since_tells_nothing(site, client):
    secret = study(site, title="Baromètre", results=text("Chiffres des membres."))
    gone = article(site, title="Retirée")
    one = sent(secret, gone)
    assert "Retirée" in client.get(reverse("letters:letter", args=[one.pk])).content.decode()
    gone.unpublish()
    page = client.get(reverse("letters:letter", args=[one.pk])).content.decode()
    assert "Retirée" not in page
    assert "Chiffres" not in page


def test_a_french_letter_is_marked_on_an_english_page(site, client):
    one = sent(introduction_fr="Bonjour.")
    page = client.get(f"/en/letter/archive/{one.pk}/").content.decode()
    assert '<span lang="fr">Ce mois-ci</span>' in page


@pytest.mark.parametrize("number", [10**9, 10**25])
def test_no_such_letter_is_not_found(site, client, number):
    assert client.get(f"/lettre/archives/{number}/").status_code == 404
