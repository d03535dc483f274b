"""What pages in every language share: made with the page, asked in its form until readers rely on it."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from studies.models import Series, Study, StudyPage
from tests.factories import pages

pytestmark = pytest.mark.django_db


def typed(model, **fields) -> dict:
    streams = {field.name: streamfield([]) for field in model._meta.get_fields() if isinstance(field, StreamField)}
    rows = {name: inline_formset([]) for name in model.get_edit_handler().get_form_class().formsets}
    return nested_form_data({"title": "Un titre", "slug": "un-titre", **streams, **rows}) | fields


def add(client, site, publish=False, **facts):
    address = reverse("wagtailadmin_pages:add", args=["studies", "studypage", site["studies"].pk])
    action = {"action-publish": "publish"} if publish else {}
    return client.post(address, typed(StudyPage, **named(facts), **action))


def named(facts: dict) -> dict:
    return {f"study-{name}": str(value) for name, value in facts.items()}


def edit(client, page, slug="un-titre", **facts):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), typed(StudyPage, slug=slug, **named(facts)))


@pytest.fixture
def series(db):
    return Series.objects.create(name_fr="Baromètre")


def test_a_page_and_its_facts_are_made_in_one_sitting(client, site, admin_client, series):
    add(admin_client, site, series=series.pk, edition="7", published_on="2026-03-01")
    study = StudyPage.objects.get().study
    assert (study.series, study.edition, study.published_on) == (series, 7, date(2026, 3, 1))
    assert Study.objects.count() == 1


def test_facts_are_asked_again_while_the_page_is_a_draft(site, admin_client):
    add(admin_client, site, published_on="2026-03-01")
    page = StudyPage.objects.get()
    assert 'name="study-published_on"' in admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    edit(admin_client, page, published_on="2026-04-01", edition="3")
    page.study.refresh_from_db()
    assert (page.study.published_on, page.study.edition) == (date(2026, 4, 1), 3)


def test_facts_of_a_published_page_have_their_own_editor(site, admin_client):
    page = pages.study(site)
    shown = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    assert 'name="study-published_on"' not in shown
    assert reverse("study:edit", args=[page.study_id]) in shown
    edit(admin_client, page, published_on="2020-01-01")
    page.study.refresh_from_db()
    assert page.study.published_on == timezone.localdate()


def test_what_a_fact_refuses_is_told_beside_it_and_makes_nothing(site, admin_client):
    response = add(admin_client, site, published_on="2026-03-01", edition="-1", publish=True)
    assert "edition" in response.context["form"].row_form.errors
    assert not Study.objects.exists()


def test_a_study_goes_online_with_a_date_or_with_words_for_it(site, admin_client):
    refused = add(admin_client, site, publish=True)
    assert "published_on" in refused.context["form"].row_form.errors
    assert not StudyPage.objects.exists()
    add(admin_client, site, announced_fr="printemps 2027", publish=True)
    page = StudyPage.objects.get()
    assert page.live
    assert "rintemps 2027" in admin_client.get(page.url).text


def test_a_draft_may_lack_a_fact(site, admin_client):
    add(admin_client, site)
    assert not StudyPage.objects.get().live


def test_an_address_left_empty_is_made_in_this_form_too(site, admin_client):
    address = reverse("wagtailadmin_pages:add", args=["studies", "studypage", site["studies"].pk])
    admin_client.post(address, typed(StudyPage, slug="", title="Cœur"))
    assert StudyPage.objects.get().slug == "coeur"


def test_a_copy_has_facts_of_its_own_to_correct(site, admin_client):
    page = pages.study(site)
    copy = page.copy(update_attrs={"slug": "copie"}, keep_live=False)
    edit(admin_client, copy, slug="copie", published_on="2027-01-01")
    copy.study.refresh_from_db()
    page.study.refresh_from_db()
    assert copy.study.published_on == date(2027, 1, 1)
    assert page.study.published_on == timezone.localdate()


def test_a_row_is_called_as_its_first_page(site):
    page = pages.study(site, title="Tenir parole")
    pages.translate(page, title="Keeping one’s word")
    assert str(page.study) == "Tenir parole"
    assert Study.objects.with_page_title().get().page_title == "Tenir parole"


@pytest.mark.parametrize("name", ["study:index", "event:index"])
def test_a_longer_list_of_rows_asks_the_database_no_more(name, site, admin_client, django_assert_max_num_queries):
    make = pages.study if name.startswith("study") else pages.event
    make(site, slug="premier")
    make(site, slug="deuxieme")
    admin_client.get(reverse(name))
    with django_assert_max_num_queries(100) as few:
        admin_client.get(reverse(name))
    for number in range(5):
        make(site, slug=f"encore-{number}")
    with django_assert_max_num_queries(len(few.captured_queries)):
        admin_client.get(reverse(name))
