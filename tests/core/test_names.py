import pytest
from django.core.exceptions import ValidationError

from portal.core.mail.names import no_web_address


@pytest.mark.parametrize(
    "text",
    [
        "https://exemple.fr",
        "HTTP://192.0.2.1/",
        "www.exemple",
        "Gagnez : exemple.fr",
        "exemple.fr/cadeau",
        "EXEMPLE.FR",
        "exemple.co.uk",
        "x.com",
        "T.Co/abc",
        "exemple．fr",
        "exemple。fr",
        "exem\u200bple.\u200dfr",
        "пример.рф",
        "例え.テスト",
        "مثال.إختبار",
        "उदाहरण.भारत",
        "bücher.example",
        "zoe@exemple.fr",
        "ｗｗｗ．ｅｘａｍｐｌｅ．ｃｏｍ",
    ],
)
def test_a_web_address_is_refused_in_every_script(text):
    with pytest.raises(ValidationError):
        no_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Œuvrard-D’Été",
        "J.Martin",
        "J.-P. Martin",
        "J.-P.Martin",
        "S.N.C.F",
        "S.A.R.L. Dupont",
        "Dr. Martin",
        "Martin Jr.",
        "M. O'Neill & Fils",
        "Études 2.0",
        "N°3.5",
        "عمر الخيام",
        "李明",
        "Łucja 👩🏽‍💻",
        "...",
        "",
    ],
)
def test_a_name_is_not_taken_for_one(text):
    no_web_address(text)
