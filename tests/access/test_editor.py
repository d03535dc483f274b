"""The editor's interface: who may not edit a page finds its gated part nowhere in it, and copies it nowhere."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, TestCase
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource

from articles.models import ArticlePage
from portal.core.files.media import PortalDocument
from tests.access import content
from tests.access.test_matrix import text_of
from tests.factories import pages
from tests.factories.visitors import Phase, administrator, editor, set_phase, signed_in, staff

SKIPPED = {"wagtailadmin_logout"}


def admin_routes() -> set[str]:
    found = set()

    def walk(resolver, route="", namespace=""):
        for pattern in resolver.url_patterns:
            here = route + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(pattern, here, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
            elif isinstance(pattern, URLPattern) and pattern.name and here.startswith(settings.ADMIN_PATH):
                found.add(namespace + pattern.name)

    walk(get_resolver())
    return found - SKIPPED


@pytest.mark.filterwarnings("ignore:Pagination may yield")  # Wagtail's own reports
class EditorTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        cache.clear()
        cls.garden = content.plant()
        for item in cls.garden.planted:
            item.page.save_revision()
        cls.article = next(item for item in cls.garden.planted if isinstance(item.page, ArticlePage))
        cls.site = cls.garden.site
        source, _created = TranslationSource.update_or_create_from_instance(cls.article.page)
        cls.translation = Translation.objects.create(
            source=source, target_locale=cls.garden.planted[1].page.locale, enabled=True
        )

    def setUp(self):
        cache.clear()
        set_phase(self.garden.world.releases, Phase.MEMBERS, self.garden.world.preview_event)

    def addresses(self, item: content.Planted) -> list[str]:
        """Every address of the editor's interface, its values those of one gated page."""
        page = item.page
        revision = page.latest_revision
        by_name = {
            "page_id": page.pk,
            "parent_page_id": page.get_parent().pk,
            "page_to_move_id": page.pk,
            "destination_id": self.site["contact"].pk,
            "revision_id": revision.pk,
            "release_id": page.release_id,
            "image_id": item.image.pk,
            "document_id": item.document.pk,
            "doc_id": item.document.pk,
            "translation_id": self.translation.pk,
            "translation_source_id": self.translation.source_id,
            "filter_spec": "width-20",
            "mode": "",
            "pk": page.pk,
            "object_id": page.pk,
            "app_label": page._meta.app_label,
            "app_name": page._meta.app_label,
            "model_name": page._meta.model_name,
            "content_type_app_name": page._meta.app_label,
            "content_type_model_name": page._meta.model_name,
        }
        found = []
        for name in sorted(admin_routes()):
            namespace, _, _bare = name.rpartition(":")
            values = by_name | {"pk": {"study": getattr(page, "study_id", 1)}.get(namespace, page.pk)}
            found += _reversed(name, values)
        compared = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"])
        return [*found, compared, f"/{settings.ADMIN_PATH}api/main/pages/{page.pk}/?fields=*"]

    def sweep(self, client: Client, item: content.Planted) -> tuple[int, list[str]]:
        wrong = []
        client.raise_request_exception = False
        urls = self.addresses(item)
        for url in urls:
            response = client.get(url)
            if content.SECRET in text_of(response):
                wrong.append(url)
            if response.status_code == 200:
                echoes = {text_of(client.get(url, {"q": word})).count(word) for word in (item.secret, "nulmot")}
                wrong += [f"{url}?q="] * (len(echoes) > 1)
        return len(urls), wrong

    def test_staff_of_another_section_find_it_nowhere(self):
        client = signed_in(staff(self.site["contact"], "add_page", "change_page", "publish_page"))
        cells, wrong = self.sweep(client, self.article)

        assert not wrong, "\n".join(wrong)
        assert cells >= 150

    @pytest.mark.drill
    def test_no_staff_find_any_of_them_anywhere(self):
        clients = [
            signed_in(staff(self.site["contact"], "add_page", "change_page", "publish_page")),
            signed_in(staff(Page.get_first_root_node(), "add_page")),
            signed_in(staff(self.site["home"], "lock_page", "unlock_page", "bulk_delete_page")),
        ]
        wrong = [url for client in clients for item in self.garden.planted for url in self.sweep(client, item)[1]]

        assert not wrong, "\n".join(wrong)

    def test_who_edits_the_page_finds_it_there(self):
        """The sweep sees what there is to see."""
        client = editor(self.garden.world)
        for name in ("edit", "view_draft"):
            address = reverse(f"wagtailadmin_pages:{name}", args=[self.article.page.pk])
            assert address in self.addresses(self.article)
            assert content.SECRET in text_of(client.get(address)), name

    def test_a_preview_is_for_who_edits_the_page(self):
        stranger = signed_in(staff(self.site["contact"], "add_page", "change_page"))
        author = signed_in(staff(Page.get_first_root_node(), "add_page"))
        edit = reverse("wagtailadmin_pages:preview_on_edit", args=[self.article.page.pk])
        for client in (Client(), stranger, author):
            for response in (client.get(edit), client.post(edit, {"title": "x"}), client.get(f"{edit}?mode=")):
                assert response.status_code in (302, 403)
                assert content.SECRET not in text_of(response)

    def test_a_copy_or_an_alias_takes_the_right_to_edit_its_source(self):
        """Who copies a page owns the copy, and authors read what they own."""
        author = signed_in(staff(self.site["magazine"], "add_page"))
        for alias in ({}, {"alias": "on"}):
            response = author.post(
                reverse("wagtailadmin_pages:copy", args=[self.article.page.pk]),
                {"new_title": "Copie", "new_slug": "copie", "new_parent_page": self.site["magazine"].pk, **alias},
            )
            assert content.SECRET not in text_of(response)
            assert not ArticlePage.objects.filter(slug="copie").exists()

    def test_copying_an_own_section_copies_nothing_of_others_that_one_does_not_read(self):
        author = staff(self.site["magazine"], "add_page")
        issue = self.article.page.get_parent().specific
        type(issue).objects.filter(pk=issue.pk).update(owner=author)
        copy = {
            "new_title": "Copie",
            "new_slug": "copie",
            "new_parent_page": self.site["magazine"].pk,
            "copy_subpages": "on",
        }
        client = signed_in(author)
        client.post(reverse("wagtailadmin_pages:copy", args=[issue.pk]), copy)
        assert not Page.objects.filter(slug="copie").exists()

        set_phase(self.garden.world.releases, Phase.EVERYONE, self.garden.world.preview_event)
        client.post(reverse("wagtailadmin_pages:copy", args=[issue.pk]), copy)
        assert Page.objects.filter(slug="copie").exists()

    def test_who_edits_a_page_may_copy_it(self):
        client = signed_in(staff(self.site["home"], "add_page", "change_page", "publish_page"))
        client.post(
            reverse("wagtailadmin_pages:copy", args=[self.article.page.pk]),
            {
                "new_title": "Copie",
                "new_slug": "copie",
                "new_parent_page": self.site["magazine"].pk,
                "publish_copies": "on",
            },
        )
        copy = ArticlePage.objects.get(slug="copie")

        assert copy.release_id != self.article.page.release_id

    def test_an_author_reads_their_own_draft_and_no_other(self):
        user = staff(self.site["magazine"], "add_page")
        own = pages.article(self.site, body=pages.text("Maphrase."), owner=user)
        pages.release(own)
        client = signed_in(user)

        assert "maphrase" in text_of(client.get(reverse("wagtailadmin_pages:view_draft", args=[own.pk])))
        assert client.get(reverse("wagtailadmin_pages:view_draft", args=[self.article.page.pk])).status_code in (
            302,
            403,
        )

    def test_the_administrator_still_sees_everything(self):
        client = administrator(self.garden.world)

        assert client.get(f"/media/{self.article.document.file.name}").status_code == 200
        assert PortalDocument.objects.count() >= 8


def _reversed(name: str, values: dict) -> list[str]:
    """The address with as many of the values as it takes; none where it takes others."""
    for _route, (possibilities, *_rest) in _reverse_entries(name):
        for _template, parameters in possibilities:
            try:
                return [reverse(name, kwargs={p: values[p] for p in parameters} if parameters else None)]
            except (KeyError, NoReverseMatch):
                continue
    return []


def _reverse_entries(name: str) -> list:
    *namespaces, bare = name.split(":")
    resolver = get_resolver()
    for namespace in namespaces:
        _prefix, resolver = resolver.namespace_dict[namespace]
    return [(bare, entry) for entry in resolver.reverse_dict.getlist(bare)]
