"""Two versions of a page beside each other, whatever a draft left empty."""

from datetime import date

from django.test import Client
from django.utils.html import strip_tags

from tests.factories import pages
from tests.factories.members import UserFactory


def test_blocks_without_anything_in_them_are_compared(site):
    page = pages.article(site)
    stream = page._meta.get_field("body").stream_block
    first = page.save_revision()
    empty = [
        {"type": name, "value": block.get_prep_value(block.get_default())}
        for name, block in stream.child_blocks.items()
    ]
    page.body = stream.to_python(empty)
    second = page.save_revision()
    page.body = stream.to_python(empty[::-1])
    third = page.save_revision()

    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    for one, other in ((first, second), (second, third), (third, first)):
        assert client.get(f"/admin/pages/{page.pk}/revisions/compare/{one.pk}...{other.pk}/").status_code == 200


def test_tables_numbers_and_days_are_compared_in_words(site):
    page = pages.article(site, printed_page=None, web_date=date(2026, 3, 1))
    first = page.save_revision()
    page.printed_page, page.web_date = 6, date(2026, 3, 2)
    page.body = [("table", {"data": [["Heure", "Personnes"], ["9 h", "41"]], "table_caption": "Un mardi"})]
    second = page.save_revision()

    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    html = client.get(f"/admin/pages/{page.pk}/revisions/compare/{first.pk}...{second.pk}/").text
    assert "None" not in strip_tags(html[html.index("<main") : html.index("</main")])
    assert "Heure | Personnes" in html
    assert "data" not in html[html.index("Un mardi") : html.index("Heure | Personnes")]
    assert '<span class="deletion">1 mars 2026</span><span class="addition">2 mars 2026</span>' in html


def test_choices_and_ticks_are_compared_in_words(site):
    chart = {"title": "Qui attend", "kind": "bars", "table": None, "unit": "", "source": ""}
    page = pages.article(site, show_in_menus=False)
    page.body = [("typed_chart", chart), ("outside_link", {"label": "Ailleurs"})]
    first = page.save_revision()
    page.show_in_menus = True
    stored = page.body.get_prep_value()
    stored[0]["value"]["kind"] = "lines"
    page.body = [*stored, {"type": "figure", "value": {"image": {"image": None, "decorative": True}, "caption": ""}}]
    second = page.save_revision()

    client = Client()
    client.force_login(UserFactory(is_superuser=True))
    html = client.get(f"/admin/pages/{page.pk}/revisions/compare/{first.pk}...{second.pk}/").text
    text = strip_tags(html[html.index("<main") : html.index("</main")])
    assert [word for word in ("None", "True", "False", "bars", "lines") if word in text.split()] == []
    assert '<span class="deletion">Barres</span><span class="addition">Courbes</span>' in html
    assert '<span class="deletion">Non</span><span class="addition">Oui</span>' in html
