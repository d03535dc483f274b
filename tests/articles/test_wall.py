"""Who may not read is told why, and what to do next."""

from datetime import timedelta
from urllib.parse import parse_qs, quote_plus, urlsplit

import pytest
from django.utils import timezone

from members.models import Seat
from tests.factories import pages
from tests.factories.html import Outline
from tests.factories.members import SeatFactory, UserFactory, member

HOUR = timedelta(hours=1)


@pytest.fixture
def article(site):
    page = pages.article(site, opening=pages.text("Le début."), body=pages.text("Le mot caché."))
    return pages.release(page, members_at=timezone.now() - HOUR)


def ways(client, page) -> set[str]:
    """The addresses the wall leads to."""
    html = client.get(page.url).content.decode()
    assert "Le début." in html
    assert "Le mot caché." not in html
    wall = html[html.index('<section class="wall"') :]
    return {attrs["href"] for attrs in Outline(wall[: wall.index("</section>")]).all("a")}


def without_seat():
    seat = SeatFactory(user=member())
    Seat.objects.filter(user=seat.user).update(removed_at=timezone.now())
    return seat.user


def suspended():
    user = member()
    organisation = user.seats.get().organisation
    organisation.suspended_at = timezone.now()
    organisation.save()
    return user


def test_anonymous_visitor_signs_in_and_comes_back_or_joins(client, article):
    assert ways(client, article) == {f"/compte/login/?next={quote_plus(article.url)}", "/adherer/"}


def test_signing_in_from_the_wall_or_the_masthead_leads_back_with_what_the_page_reads(client, site):
    study = pages.study(site, slug="-".join(["une-etude-au-titre-long"] * 6))
    html = client.get(f"{study.url}?question=q1&segment=age&utm_source=lettre").content.decode()
    hrefs = {attrs.get("href") or "" for attrs in Outline(html).all("a")}
    [sign_in] = {href for href in hrefs if href.startswith("/compte/login/")}
    assert parse_qs(urlsplit(sign_in).query) == {"next": [f"{study.url}?question=q1&segment=age"]}


def test_pages_on_the_way_to_another_lead_there(client, article):
    for elsewhere, kept in ((article.url, [article.url]), ("https://mal.exemple/", None)):
        html = client.get("/compte/login/", {"next": elsewhere}).content.decode()
        links = [attrs.get("href") or "" for attrs in Outline(html).all("a")]
        masthead = [href for href in links if href.startswith("/compte/login/")]
        assert masthead
        assert {str(parse_qs(urlsplit(href).query).get("next")) for href in masthead} == {str(kept)}


def test_account_without_a_membership_is_told_how_to_join(client, article):
    client.force_login(UserFactory())
    assert "/adherer/" in ways(client, article)


def test_pending_membership_leads_to_the_association(client, article):
    client.force_login(member(pending=True))
    assert ways(client, article) == {"mailto:bonjour@prevenance.exemple.fr"}


@pytest.mark.parametrize("make", [lambda: member(lapsed_yesterday=True), suspended, without_seat])
def test_a_colleague_is_named_to_write_to(client, article, make):
    user = make()
    contacts = {f"mailto:{seat.organisation.contact_email}" for seat in user.seats.all()}
    client.force_login(user)
    assert ways(client, article) & contacts


def test_member_before_the_time_is_told_when(client, article):
    opens = timezone.now() + timedelta(days=3)
    pages.release(article, members_at=opens)
    client.force_login(member())
    html = client.get(article.url).content.decode()
    assert str(timezone.localtime(opens).day) in html[html.index('class="wall"') :]
    assert ways(client, article)


def test_visitor_before_the_time_is_not_told_that_members_read_already(client, article):
    pages.release(article, members_at=timezone.now() + timedelta(days=3))
    wall = client.get(article.url).content.decode().partition('class="wall"')[2].partition("wall__ways")[0]
    assert wall.count("Les membres") == 1


def test_part_that_opens_to_nobody_still_leads_on(client, article):
    pages.release(article)
    assert ways(client, article)
    client.force_login(member())
    assert ways(client, article)


def test_preview_event_is_offered_with_its_registration_and_its_code(client, site, article):
    event = pages.event(site)
    pages.release(article, preview_event=event.event, preview_at=timezone.now(), members_at=timezone.now() + HOUR)
    found = ways(client, article)
    assert event.url in found
    assert any("next=" in url and "login" not in url for url in found)


def test_preview_event_that_is_over_is_not_offered_for_registration(client, site, article):
    past = timezone.now() - timedelta(days=2)
    event = pages.event(site, facts={"starts_at": past, "ends_at": past + HOUR})
    pages.release(article, preview_event=event.event, preview_at=timezone.now(), members_at=timezone.now() + HOUR)
    assert event.url not in ways(client, article)


def test_members_read_on(client, article):
    client.force_login(member())
    html = client.get(article.url).content.decode()
    assert "Le mot caché." in html
    assert 'class="wall"' not in html
