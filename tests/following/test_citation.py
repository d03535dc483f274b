"""How to quote a text, and that nothing in it can break a file of references."""

import re
from dataclasses import replace
from datetime import date
from itertools import accumulate

import pytest

from portal.core.models import Person, SiteSettings
from portal.following.citation import Source, bibtex, in_words, ris
from tests.factories import pages

ARTICLE = Source(
    title="L’attente, 3 % & plus",
    authors=("Camille Voix", "Jean de La Tour"),
    publisher="Prévenance",
    published=date(2026, 10, 5),
    address="https://exemple.fr/magazine/attente/",
    language="fr",
    container="Double écoute",
    issue=12,
    month=date(2026, 10, 1),
    page=34,
)
REPORT = Source("Baromètre", (), "Prévenance", date(2026, 3, 9), "https://exemple.fr/etudes/barometre/", "fr")
STRANGE = Source(
    "\\ { } ~ ^ $ _ #\r\nER  - \nTY  - X", ("and, {x", "Prince"), "}{", date(2026, 1, 1), "https://a.b/%7B{", "fr"
)


def test_an_article_in_words():
    assert in_words(ARTICLE) == (
        "Camille Voix et Jean de La Tour, « L’attente, 3 % & plus », Double écoute, n° 12, octobre 2026, p. 34. "
        "https://exemple.fr/magazine/attente/"
    )


def test_an_article_of_a_season_in_words():
    assert ", n° 12, automne 2026, p. 34. " in in_words(replace(ARTICLE, period="automne 2026"))


def test_a_report_in_words_is_its_publisher_s():
    assert in_words(REPORT) == "Prévenance, « Baromètre », 9 mars 2026. https://exemple.fr/etudes/barometre/"


def test_an_article_for_bibtex():
    assert bibtex(ARTICLE) == (
        "@article{voix2026lattente,\n"
        "  author = {Voix, Camille and de La Tour, Jean},\n"
        "  title = {{L’attente, 3 \\% \\& plus}},\n"
        "  journal = {Double écoute},\n"
        "  number = {12},\n"
        "  pages = {34},\n"
        "  publisher = {Prévenance},\n"
        "  year = {2026},\n"
        "  month = {10},\n"
        "  date = {2026-10},\n"
        "  langid = {french},\n"
        "  url = {https://exemple.fr/magazine/attente/}\n"
        "}\n"
    )


def test_a_report_for_bibtex_has_an_institution_and_no_person():
    told = bibtex(REPORT)
    assert told.startswith("@techreport{prevenance2026barometre,")
    assert "author = {{Prévenance}}" in told
    assert "institution = {Prévenance}" in told


def test_an_article_for_ris():
    assert ris(ARTICLE) == "\r\n".join(
        [
            "TY  - MGZN",
            "AU  - Voix, Camille",
            "AU  - de La Tour, Jean",
            "TI  - L’attente, 3 % & plus",
            "T2  - Double écoute",
            "IS  - 12",
            "SP  - 34",
            "PY  - 2026",
            "DA  - 2026/10//",
            "PB  - Prévenance",
            "LA  - fr",
            "UR  - https://exemple.fr/magazine/attente/",
            "ER  - ",
            "",
        ]
    )


@pytest.mark.parametrize("source", [ARTICLE, REPORT, STRANGE])
def test_no_text_breaks_out_of_its_field(source):
    depths = list(accumulate({"{": 1, "}": -1}.get(sign, 0) for sign in bibtex(source).strip()))
    assert (depths[-1], min(depths[bibtex(source).index("{") : -1])) == (0, 1)
    lines = ris(source).split("\r\n")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])
    assert [line[:2] for line in lines if line[:2] in ("TY", "ER")] == ["TY", "ER"]


def test_an_article_s_page_gives_both_and_its_sentence(client, site):
    issue = pages.issue(site)
    article = pages.article(site, parent=issue, title="Attendre & répondre", printed_page=6)
    article.bylines.create(person=Person.objects.create(name="Camille Voix"))
    article.save()
    page = client.get(article.url).text
    assert "n° 12, avril 2026, p. 6" in page.replace("\u202f", " ").replace("\xa0", " ")
    for form, kind, said in (
        ("bib", "application/x-bibtex", "title = {{Attendre \\& répondre}}"),
        ("ris", "application/x-research-info-systems", "TI  - Attendre & répondre"),
    ):
        url = re.search(rf'href="(/suivre/citer/{article.pk}\.{form})"', page)[1]
        response = client.get(url)
        assert response["Content-Type"] == f"{kind}; charset=utf-8"
        assert response["Content-Disposition"] == f'attachment; filename="{article.slug}.{form}"'
        assert said in response.text
        assert f"http://testserver{article.url}" in response.text


def test_the_magazine_is_quoted_by_its_own_name(client, site):
    association = SiteSettings.for_site(site["home"].get_site())
    association.magazine_name = "Double écoute"
    association.save()
    text = client.get(pages.article(site, parent=pages.issue(site)).url).text
    assert "Double écoute, n°" in text.replace("<cite>", "").replace("</cite>", "").replace("\u00a0", " ")
    assert '"@type": "Periodical", "name": "Double écoute"' in text


def test_a_study_is_quoted_once_it_is_dated(client, site):
    study = pages.study(site, title="Baromètre")
    assert f"/suivre/citer/{study.pk}.bib" in client.get(study.url).text
    assert "institution = {Prévenance}" in client.get(f"/suivre/citer/{study.pk}.bib").text
    study.study.published_on, study.study.announced_fr = None, "printemps"
    study.study.save()
    assert f"/suivre/citer/{study.pk}.bib" not in client.get(study.url).text
    assert client.get(f"/suivre/citer/{study.pk}.bib").status_code == 404


def test_what_is_not_public_or_no_text_is_not_quoted(client, site):
    draft = pages.article(site)
    draft.unpublish()
    for page in (draft, pages.event(site), site["magazine"]):
        assert client.get(f"/suivre/citer/{page.pk}.ris").status_code == 404
    article = pages.article(site)
    assert client.get(f"/en/follow/cite/{article.pk}.ris").status_code == 404


def test_texts_and_events_are_shared_by_plain_links(client, site):
    for page in (pages.article(site, title="À deux & plus"), pages.news(site), pages.study(site), pages.event(site)):
        html = client.get(page.url).text
        assert f"https://www.linkedin.com/sharing/share-offsite/?url=http%3A//testserver{page.url}" in html
        assert 'href="mailto:?subject=' in html
