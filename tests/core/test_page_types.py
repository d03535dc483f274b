"""Whatever the type of page: it is shown, edited and previewed, and says which parameters it reads."""

from unittest.mock import patch

from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from wagtail.fields import StreamField
from wagtail.test.utils import WagtailPageTestCase
from wagtail.test.utils.form_data import querydict_from_html

from portal.operations.site import find_site
from tests.access.content import FACTORIES
from tests.factories.members import UserFactory
from tests.factories.surveys import publish_tables

THE_FRAME_S = {"next"}  # where its link to sign-in leads back to


class Recorder(QueryDict):
    """A query that tells which of its parameters were asked for, once it is made."""

    def __init__(self, query: str, read: set[str]) -> None:
        self.read: set[str] = set()
        super().__init__(query)
        self.read = read

    def __contains__(self, name: object) -> bool:
        self.read.add(str(name))
        return super().__contains__(name)

    def __getitem__(self, name: str) -> str:
        self.read.add(name)
        return super().__getitem__(name)

    def getlist(self, name: str, default: list | None = None) -> list:
        self.read.add(name)
        return super().getlist(name, default)


class PageTypesTest(WagtailPageTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        site = find_site()
        cls.pages = [make(site) for make in FACTORIES.values()]
        cls.superuser = UserFactory(is_superuser=True)

    def form(self, page) -> dict:
        """What the editor sends when nothing was changed; its script writes the counts of blocks."""
        self.client.force_login(self.superuser)
        editor = self.client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
        counts = {f"{field.name}-count": "0" for field in page._meta.fields if isinstance(field, StreamField)}
        return querydict_from_html(editor, form_id="page-edit-form").dict() | counts

    def test_each_is_shown(self) -> None:
        for page in self.pages:
            with self.subTest(page=type(page).__name__):
                self.assertPageIsRenderable(page)

    def test_each_is_edited(self) -> None:
        for page in self.pages:
            with self.subTest(page=type(page).__name__):
                self.assertPageIsEditable(page, post_data=self.form(page))

    def test_each_is_previewed(self) -> None:
        for page in self.pages:
            with self.subTest(page=type(page).__name__):
                self.assertPageIsPreviewable(page, post_data=self.form(page))

    def test_each_reads_the_parameters_it_declares_and_no_other(self) -> None:
        for page in self.pages:
            if hasattr(page, "study"):
                publish_tables(page.study)
        everything = "&".join(f"{name}=1" for page in self.pages for name in page.parameters)
        for page in self.pages:
            for viewer in (None, self.superuser):
                self.client.logout() if viewer is None else self.client.force_login(viewer)
                for query in ("", everything):
                    with self.subTest(page=type(page).__name__, viewer=viewer, query=query):
                        read = self.read_of(f"{page.url}?{query}")
                        assert read - THE_FRAME_S - set(page.parameters) == set()

    def test_what_is_declared_is_read(self) -> None:
        for page in self.pages:
            if hasattr(page, "study"):
                publish_tables(page.study)
        self.client.force_login(self.superuser)
        for page in self.pages:
            question = "question=q1&segment=" if hasattr(page, "study") else ""
            read = self.read_of(page.url) | self.read_of(f"{page.url}?{question}&format=xlsx")
            with self.subTest(page=type(page).__name__):
                assert set(page.parameters) - read == set()

    def read_of(self, url: str) -> set[str]:
        read: set[str] = set()
        query = property(lambda request: Recorder(request.META["QUERY_STRING"], read))
        with patch.object(WSGIRequest, "GET", query):
            self.client.get(url)
        return read
