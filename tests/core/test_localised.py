"""What there is in French only is told apart on an English page, and is plain text everywhere else."""

import pickle

import pytest
from django.utils.translation import override

from portal.core.pages.localised import as_html, composed, french, localised


@pytest.mark.parametrize(
    ("language", "english", "html"),
    [("fr", "", "Âge &amp; sexe"), ("en", "", '<span lang="fr">Âge &amp; sexe</span>'), ("en", "Age", "Age")],
)
def test_what_is_in_french_only_is_marked(language, english, html):
    with override(language):
        assert as_html(localised("Âge & sexe", english)) == html


def test_a_phrase_keeps_the_mark_of_its_part_alone():
    with override("en"):
        phrase = composed("%(question)s, by <%(segment)s>", question="Age", segment=localised("canal", ""))
    assert phrase == "Age, by <canal>"
    assert as_html(phrase) == 'Age, by &lt;<span lang="fr">canal</span>&gt;'


def test_it_is_kept_and_read_again_as_it_was():
    with override("en"):
        text = localised("Âge", "")
    assert pickle.loads(pickle.dumps(text)).html == text.html  # noqa: S301 - our own


def test_texts_that_read_alike_are_told_apart_by_their_language():
    with override("en"):
        assert repr(french("Participation")) != repr("Participation")
