"""The logo that a delegate gives their organisation."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from members.models import Seat
from portal.core.files.media import PortalImage
from portal.core.files.pictures import drawing_at_once
from tests.factories.html import assert_is_a_good_page
from tests.factories.media import image, png
from tests.factories.members import MembershipFactory, SeatFactory
from tests.factories.visitors import signed_in

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script><path d="M0 0h9v9z"/></svg>'


@pytest.fixture
def delegate(site) -> Seat:
    organisation = MembershipFactory(organisation__name="Estacade", organisation__is_listed=True).organisation
    return SeatFactory(organisation=organisation, is_delegate=True)


@pytest.fixture
def browser(delegate) -> Client:
    return signed_in(delegate.user)


def address(seat: Seat) -> str:
    return reverse("account:logo", args=[seat.organisation_id])


def send(client: Client, seat: Seat, content: bytes | None = None, name: str = "logo.png", **facts):
    file = SimpleUploadedFile(name, png(300, 200) if content is None else content)
    return client.post(address(seat), {"file": file, **facts}, follow=True)


def logo_of(seat: Seat) -> PortalImage | None:
    seat.organisation.refresh_from_db()
    return seat.organisation.logo


def test_it_is_shown_where_the_organisation_is_named(delegate, browser):
    assert "Estacade a un nouveau logo" in send(browser, delegate).content.decode()
    assert_is_a_good_page(browser, reverse("account:organisation", args=[delegate.organisation_id]), "fr")
    assert logo_of(delegate).collection.name == "Organisations"
    with drawing_at_once():
        Client().get(reverse("members:organisations"))
    shown = Client().get(reverse("members:organisations")).content.decode()
    stored = logo_of(delegate).renditions.first().file.url
    assert stored in shown
    assert Client().get(stored).status_code == 200


def test_it_is_on_record(delegate, browser):
    send(browser, delegate)
    entry = ModelLogEntry.objects.get(action="members.organisation.logo")
    assert (entry.object_id, entry.user) == (str(delegate.organisation_id), delegate.user)


def test_a_drawing_comes_in_without_its_scripts(delegate, browser):
    send(browser, delegate, SVG, "logo.svg")
    assert b"script" not in logo_of(delegate).file.read()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.png", b""),
        ("logo.png", png()[:40]),
        ("logo.png", b"MZ\x90"),
        ("logo.exe", png()),
        ("logo.svg", b"<svg"),
        ("logo.html", b"<script>"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(delegate, browser, name, content):
    page = send(browser, delegate, content, name)
    assert page.status_code == 200
    assert "error-summary" in page.content.decode()
    assert logo_of(delegate) is None
    assert not PortalImage.objects.exists()


def test_nothing_sent_is_said(delegate, browser):
    assert "error-summary" in browser.post(address(delegate), {}).content.decode()


@pytest.mark.parametrize("facts", [{"title": "Forgé", "collection": "1", "credit": "x"}])
def test_nothing_but_the_file_is_taken(delegate, browser, facts):
    send(browser, delegate, **facts)
    image = logo_of(delegate)
    assert (image.title, image.collection.name, image.credit) == ("Logo de Estacade", "Organisations", "")


def test_another_one_takes_its_place_and_the_first_goes(delegate, browser):
    send(browser, delegate)
    first = logo_of(delegate)
    send(browser, delegate, png(50, 50))
    assert logo_of(delegate) != first
    assert list(PortalImage.objects.all()) == [logo_of(delegate)]


def test_one_that_the_association_gave_is_replaced_and_kept(delegate, browser):
    given = image()
    delegate.organisation.logo = given
    delegate.organisation.save()
    send(browser, delegate)
    assert logo_of(delegate) != given
    assert PortalImage.objects.filter(pk=given.pk).exists()


def test_it_is_taken_off(delegate, browser):
    send(browser, delegate)
    browser.post(address(delegate), {"deed": "remove"})
    assert logo_of(delegate) is None
    assert not PortalImage.objects.exists()


def test_nobody_else_gives_one(delegate):
    colleague = SeatFactory(organisation=delegate.organisation)
    elsewhere = SeatFactory(organisation=MembershipFactory().organisation, is_delegate=True)
    for who in (colleague, elsewhere):
        assert send(signed_in(who.user), delegate).status_code == 404
    assert Client().post(address(delegate)).status_code == 302
    assert logo_of(delegate) is None


def test_they_are_counted(delegate, browser):
    answers = [browser.post(address(delegate), {"deed": "remove"}).status_code for _time in range(21)]
    assert answers == [302] * 20 + [429]


def test_nothing_on_its_field_is_for_the_desk(delegate, browser):
    shown = browser.get(reverse("account:organisation", args=[delegate.organisation_id])).content.decode()
    assert 'type="file"' in shown
    assert "w-sync" not in shown
