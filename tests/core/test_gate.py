"""The one way to an uploaded file: as open as the most open live place that uses it, and 404 for all else."""

import json
from itertools import product

import pytest
from django.test import Client
from django.utils import timezone

from portal.core.models import Person
from studies.models import Study, StudyFile
from tests.factories import media, pages
from tests.factories.members import UserFactory, member
from tests.factories.visitors import signed_in, staff

pytestmark = pytest.mark.django_db


def figure(image) -> tuple:
    return "figure", {"image": {"image": image.pk, "alt_text": "", "decorative": True}, "caption": ""}


def download(document) -> tuple:
    return ("download", {"document": document.pk, "label": ""})


def gated(page):
    """For members only, from now on."""
    return pages.release(page, members_at=timezone.now())


@pytest.fixture
def gated_document(site):
    document = media.document()
    return document, gated(pages.article(site, body=_raw(download(document))))


def _raw(*blocks) -> str:
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def status(client: Client, file) -> int:
    return client.get(f"/media/{file.name}").status_code


@pytest.fixture
def anonymous() -> Client:
    return Client()


@pytest.fixture
def reader() -> Client:
    return signed_in(member())


def test_a_gated_document_is_for_whom_its_page_admits(gated_document, anonymous, reader):
    document, _page = gated_document
    assert status(anonymous, document.file) == 404
    assert status(reader, document.file) == 200


def test_what_is_refused_and_what_does_not_exist_look_the_same(gated_document, anonymous):
    document, _page = gated_document

    refused = anonymous.get(f"/media/{document.file.name}")
    unknown = anonymous.get("/media/documents/nothing.pdf")

    assert (refused.status_code, unknown.status_code) == (404, 404)
    assert _shape(refused) == _shape(unknown)


def _shape(response) -> tuple:
    headers = {name: value for name, value in response.items() if name not in ("Content-Length", "ETag")}
    path = response.request["PATH_INFO"].encode()
    return response.content.replace(path, b"").replace(path.rsplit(b"/", 1)[1], b""), headers


def test_a_gated_file_is_never_stored(gated_document, reader):
    document, _page = gated_document

    assert reader.get(f"/media/{document.file.name}")["Cache-Control"] == "private, no-store"


def test_a_public_file_stays_in_the_visitors_own_browser(site, anonymous):
    document = media.document()
    pages.article(site, opening=_raw(download(document)))

    response = anonymous.get(f"/media/{document.file.name}")

    assert (response.status_code, response["Cache-Control"]) == (200, "private, max-age=3600")


def test_the_same_file_in_a_gated_and_a_public_place_is_public(gated_document, site, anonymous):
    document, _page = gated_document
    pages.news(site, opening=_raw(download(document)))

    assert status(anonymous, document.file) == 200


def test_a_link_in_a_text_counts_as_a_use(site, anonymous, reader):
    document = media.document()
    link = f'<p><a linktype="document" id="{document.pk}">ici</a></p>'
    gated(pages.article(site, body=[("paragraph", link)]))

    assert (status(anonymous, document.file), status(reader, document.file)) == (404, 200)


def test_a_draft_opens_nothing(gated_document, site, anonymous):
    document, _page = gated_document
    public = pages.news(site)
    public.opening = _raw(download(document))
    public.save_revision()

    assert status(anonymous, document.file) == 404


def test_an_unpublished_page_opens_nothing(site, anonymous):
    document = media.document()
    page = pages.article(site, opening=_raw(download(document)))
    page.unpublish()

    assert status(anonymous, document.file) == 404


def test_a_file_taken_out_of_a_page_is_closed_at_once(site, anonymous):
    document = media.document()
    page = pages.article(site, opening=_raw(download(document)))
    page.opening = _raw()
    page.save_revision().publish()

    assert status(anonymous, document.file) == 404


def test_a_deleted_page_opens_nothing(site, anonymous):
    document = media.document()
    pages.article(site, opening=_raw(download(document))).delete()

    assert status(anonymous, document.file) == 404


def test_a_translation_opens_its_files_by_the_same_release(site, anonymous, reader):
    document = media.document()
    page = gated(pages.article(site))
    pages.translate(page, title="English", body=_raw(download(document)))

    assert (status(anonymous, document.file), status(reader, document.file)) == (404, 200)


def test_a_rendition_is_as_gated_as_its_image_and_the_original_more_so(site, anonymous, reader):
    image = media.image()
    gated(pages.article(site, body=_raw(figure(image))))
    rendition = media.rendition(image)

    assert (status(anonymous, rendition.file), status(reader, rendition.file)) == (404, 200)
    assert (status(anonymous, image.file), status(reader, image.file)) == (404, 404)


def test_a_rendition_nobody_made_is_not_made_on_demand(site, reader):
    image = media.image(name="couverture.png")
    pages.article(site, cover=image)

    assert reader.get("/media/images/couverture.width-4000.png").status_code == 404
    assert not image.renditions.filter(filter_spec__contains="4000").exists()


def test_the_original_of_a_public_image_is_not_public(site, anonymous):
    image = media.image()
    pages.article(site, cover=image)

    assert status(anonymous, media.rendition(image).file) == 200
    assert status(anonymous, image.file) == 404


def test_a_portrait_is_public_through_its_person(site, anonymous):
    image = media.image()
    person = Person.objects.create(name="Nadia", portrait=image)
    media.index(person)

    assert status(anonymous, media.rendition(image).file) == 200


class TestStaff:
    def test_who_manages_files_sees_one_that_no_live_page_uses(self, site):
        librarian = signed_in(staff(site["contact"], "change_page", library=True))
        document, image = media.document(), media.image()

        assert status(librarian, document.file) == 200
        assert status(librarian, image.file) == 200
        assert status(librarian, media.rendition(image).file) == 200

    def test_who_manages_files_reads_a_gated_one_as_a_visitor(self, gated_document, site):
        document, _page = gated_document
        librarian = signed_in(staff(site["contact"], "change_page", library=True))

        assert status(librarian, document.file) == 404

    def test_who_manages_files_gets_no_original_of_a_gated_image(self, site):
        image = media.image()
        gated(pages.article(site, body=_raw(figure(image))))
        librarian = signed_in(staff(site["contact"], "change_page", library=True))

        assert status(librarian, media.rendition(image).file) == 404
        assert status(librarian, image.file) == 404

    def test_who_edits_the_page_and_manages_files_gets_the_original(self, site):
        image = media.image()
        gated(pages.article(site, body=_raw(figure(image))))

        assert status(signed_in(staff(site["magazine"], "change_page", library=True)), image.file) == 200

    def test_who_edits_the_page_reads_its_files(self, gated_document, site):
        document, _page = gated_document

        assert status(signed_in(staff(site["magazine"], "change_page")), document.file) == 200

    def test_a_member_of_staff_without_the_library_sees_no_unused_file(self, site):
        assert status(signed_in(staff(site["contact"], "change_page")), media.document().file) == 404

    def test_permissions_without_access_to_the_admin_open_nothing(self, site):
        user = staff(site["contact"], "change_page", library=True)
        user.groups.get().permissions.clear()

        assert status(signed_in(user), media.document().file) == 404

    def test_an_administrator_gets_everything(self, gated_document):
        document, _page = gated_document

        assert status(signed_in(UserFactory(is_superuser=True)), document.file) == 200


class TestStudyFiles:
    @pytest.fixture(autouse=True)
    def _no_worker(self, settings):
        """Wagtail's own index of uses waits for the worker; who may have a file must not."""
        settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    @pytest.fixture
    def study(self, site):
        return pages.study(site)

    def attach(self, page, **fields):
        document = media.document()
        file = StudyFile(document=document, title_fr="Rapport", **fields)
        page.study.files.add(file)
        page.study.save()
        return document, file

    def test_a_file_is_for_those_who_read_the_results(self, study, anonymous, reader):
        document, _file = self.attach(study)

        assert (status(anonymous, document.file), status(reader, document.file)) == (404, 200)

    def test_a_file_ticked_public_is_for_all_once_a_page_is_live(self, study, anonymous):
        document, _file = self.attach(study, is_public=True)

        assert status(anonymous, document.file) == 200
        study.unpublish()
        assert status(anonymous, document.file) == 404

    def test_a_public_file_made_private_is_closed_at_once(self, study, anonymous):
        document, file = self.attach(study, is_public=True)
        StudyFile.objects.filter(pk=file.pk).update(is_public=False)

        assert status(anonymous, document.file) == 404

    def test_a_document_replaced_by_another_is_no_longer_the_studys(self, study, anonymous):
        old, file = self.attach(study, is_public=True)
        file.document = media.document()
        study.study.files.add(file)
        study.study.save()

        assert status(anonymous, old.file) == 404

    def test_a_file_taken_off_the_study_is_closed_at_once(self, study, anonymous):
        document, file = self.attach(study, is_public=True)
        StudyFile.objects.filter(pk=file.pk).delete()

        assert status(anonymous, document.file) == 404

    def test_before_publication_its_editors_alone_read_its_files(self, study, site, anonymous, reader):
        document, _file = self.attach(study)
        study.unpublish()
        librarian = signed_in(staff(site["contact"], "change_page", library=True))

        assert [status(client, document.file) for client in (anonymous, reader, librarian)] == [404, 404, 404]
        assert status(signed_in(staff(site["studies"], "change_page")), document.file) == 200

    def test_a_study_without_a_page_opens_nothing(self, db, anonymous, reader):
        study = Study()
        document = media.document()
        study.files.add(StudyFile(document=document, title_fr="R", is_public=True))
        study.save()

        assert (status(anonymous, document.file), status(reader, document.file)) == (404, 404)


PROBES = (
    {"Range": "bytes=0-3"},
    {"Range": "bytes=99999-"},
    {"If-None-Match": "*"},
    {"If-Match": "*"},
    {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    {"If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    {"If-Range": '"x"', "Range": "bytes=0-3"},
    {"X-Original-URL": "/media/documents/nothing.pdf"},
    {"X-Accel-Redirect": "/protected/"},
)


class TestAddresses:
    def test_a_guessed_address_finds_nothing(self, gated_document, reader):
        guesses = (
            "",
            "documents/",
            "images/",
            "original_images/",
            "../portal.sqlite3",
            "%2e%2e/portal.sqlite3",
            "..%2fportal.sqlite3",
            "documents/../../portal.sqlite3",
            "/etc/passwd",
            "documents/a%00.pdf",
            "documents/" + "a" * 3000,
            "documents/%ff%fe.pdf",
            "documents\\a.pdf",
        )
        assert {guess: reader.get(f"/media/{guess}").status_code for guess in guesses} == dict.fromkeys(guesses, 404)

    def test_another_letter_case_or_a_trailing_slash_finds_nothing(self, gated_document, reader):
        document, _page = gated_document

        assert reader.get(f"/media/{document.file.name.upper()}").status_code == 404
        assert reader.get(f"/media/{document.file.name}/").status_code == 404

    def test_only_reading_is_answered_and_alike_for_all(self, gated_document, anonymous):
        document, _page = gated_document

        for method in ("post", "put", "patch", "delete", "options"):
            there = getattr(anonymous, method)(f"/media/{document.file.name}")
            not_there = getattr(anonymous, method)("/media/documents/nothing.pdf")
            assert there.status_code == not_there.status_code == 405

    def test_no_header_tells_that_a_refused_file_exists(self, gated_document, anonymous):
        document, _page = gated_document
        cells = 0

        for headers, method in product(PROBES, ("get", "head")):
            answers = [
                getattr(anonymous, method)(path, headers=headers)
                for path in (f"/media/{document.file.name}", "/media/documents/nothing.pdf")
            ]
            assert {answer.status_code for answer in answers} == {404}, headers
            assert _shape(answers[0]) == _shape(answers[1]), headers
            cells += 1
        assert cells == 18

    def test_what_a_member_knows_of_a_file_gives_a_visitor_nothing(self, gated_document, reader, anonymous):
        document, _page = gated_document
        known = reader.get(f"/media/{document.file.name}")

        for headers in ({"If-None-Match": known["ETag"]}, {"If-Range": known["ETag"], "Range": "bytes=0-3"}):
            assert anonymous.get(f"/media/{document.file.name}", headers=headers).status_code == 404

    def test_wagtails_own_ways_to_files_are_not_mounted(self, gated_document, reader):
        document, _page = gated_document
        image = media.image()
        signature = "a" * 28

        for path in (
            f"/documents/{document.pk}/{document.filename}",
            f"/images/{signature}/{image.pk}/original/",
            f"/images/{signature}/{image.pk}/width-400/",
            f"/{document.file.name}",
            f"/static/{document.file.name}",
            f"/protected/{document.file.name}",
        ):
            assert reader.get(path, follow=True).status_code == 404


class TestResumedDownload:
    def test_the_next_part_is_refused_once_the_right_is_gone(self, gated_document):
        document, _page = gated_document
        user = member()
        client = signed_in(user)
        first = client.get(f"/media/{document.file.name}", headers={"Range": "bytes=0-3"})
        assert (first.status_code, first["Cache-Control"]) == (206, "private, no-store")

        user.seats.update(removed_at=timezone.now())

        resumed = {"Range": "bytes=4-", "If-Range": first["ETag"]}
        assert client.get(f"/media/{document.file.name}", headers=resumed).status_code == 404

    def test_the_next_part_is_refused_once_the_release_is_closed(self, gated_document, reader):
        document, page = gated_document
        first = reader.get(f"/media/{document.file.name}", headers={"Range": "bytes=0-3"})
        assert first.status_code == 206

        pages.release(page)

        assert reader.get(f"/media/{document.file.name}", headers={"Range": "bytes=4-"}).status_code == 404
