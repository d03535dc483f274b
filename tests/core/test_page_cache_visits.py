"""Who gets a page that was kept, and in which form."""

from portal.core.redirects.keeping import keep_address
from tests.factories import pages


def test_a_parameter_that_no_page_reads_makes_no_other_entry(door, site):
    door.get("/actualites/")
    assert door.is_kept("/actualites/?utm_source=lettre&x=1")
    assert "utm_source" not in door.get("/actualites/?utm_source=lettre").text


def test_what_is_made_for_an_address_with_such_a_parameter_says_nothing_of_it(door, site):
    assert "utm_source" not in door.get("/actualites/?utm_source=lettre").text
    assert door.is_kept("/actualites/")


def test_a_parameter_that_the_page_reads_is_another_page(door, site):
    for number in range(30):
        pages.news(site, title=f"Brève {number}")
    first = door.get("/actualites/").body
    assert door.get("/actualites/?page=2").body != first
    assert door.is_kept("/actualites/?page=2&y=1")


def test_a_visitor_with_a_cookie_is_answered_by_the_portal(door, site):
    door.get("/")
    made = door.made
    door.get("/", HTTP_COOKIE="sessionid=x")
    assert door.made == made + 1


def test_what_a_form_sends_is_answered_by_the_portal(door, site):
    door.get("/")
    made = door.made
    door.get("/", method="POST")
    assert door.made == made + 1


def test_who_has_it_already_is_not_sent_it_again(door, site):
    first = door.get("/")
    for asked in (first.head["ETag"], f"W/{first.head['ETag']}", f'"x", {first.head["ETag"]}', "*"):
        again = door.get("/", HTTP_IF_NONE_MATCH=asked)
        assert (again.status, again.body) == (304, b"")
        assert again.head["ETag"] == first.head["ETag"]
        assert again.head["Cache-Control"] == "public, no-cache"
    assert door.get("/", HTTP_IF_NONE_MATCH='"x"').status == 200


def test_only_the_headers_are_sent_to_who_asks_for_them_alone(door, site):
    whole = door.get("/")
    alone = door.get("/", method="HEAD")
    assert (alone.status, alone.body, alone.head) == (200, b"", whole.head)


def test_every_header_is_as_the_portal_says_it(door, site):
    made = door.get("/")
    assert door.get("/").head == made.head
    assert made.head == door.afresh("/").head


def test_another_host_and_another_scheme_are_other_pages(door, site):
    door.get("/")
    made = door.made
    door.get("/", HTTP_HOST="localhost")
    door.get("/", **{"wsgi.url_scheme": "https"})
    assert door.made == made + 2


def test_a_host_that_is_not_ours_is_refused_however_often_it_asks(door, site):
    assert [door.get("/", HTTP_HOST="attacker.example").status for _each in range(2)] == [400, 400]


def test_what_does_not_exist_is_not_kept(door, site):
    assert door.get("/nothing-here/").status == 404
    assert not door.is_kept("/nothing-here/")


def test_a_page_with_a_form_is_each_visitors_own(door, site):
    door.get("/contact/")
    assert not door.is_kept("/contact/")


def test_the_first_to_ask_may_have_it_already(door, site):
    etag = door.get("/").head["ETag"]
    door.afresh("/")
    assert door.get("/", HTTP_IF_NONE_MATCH=etag).status == 304
    assert door.is_kept("/")


def test_who_asks_for_the_headers_first_keeps_nobody_from_the_page(door, site):
    assert door.get("/", method="HEAD").status == 200
    door.get("/")
    assert door.is_kept("/")


def test_a_proxy_says_whether_a_visitor_came_by_https(door, site, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    door.get("/", HTTP_X_FORWARDED_PROTO="https")
    made = door.made
    for said in ("http", "ftp", ""):
        door.get("/", HTTP_X_FORWARDED_PROTO=said)
    assert door.made == made + 1


def test_a_short_address_of_an_old_site_is_not_taken_for_the_home_page(door, site):
    article = pages.article(site)
    door.get("/")
    keep_address(old="/?p=12", page=article, by=None)
    assert (door.get("/?p=12").status, door.get("/?p=13").status) == (301, 200)
