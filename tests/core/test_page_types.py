"""Whatever the type of page: it is shown, edited and previewed."""

from wagtail.fields import StreamField
from wagtail.test.utils import WagtailPageTestCase
from wagtail.test.utils.form_data import querydict_from_html

from portal.operations.site import find_site
from tests.access.content import FACTORIES
from tests.factories.members import UserFactory


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
