import pytest
from django.core.exceptions import ValidationError

from portal.core.editing.limits import MaxWords


def test_a_text_within_its_limit_passes():
    MaxWords(3)("Trois mots seulement")


def test_french_marks_that_stand_alone_are_no_words():
    MaxWords(3)("« Qui parle ? Moi »")


def test_a_longer_text_is_told_its_length():
    with pytest.raises(ValidationError, match="3 mots au plus ; il y en a 4"):
        MaxWords(3)("Un mot de trop")
