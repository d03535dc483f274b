"""Two versions of a page beside each other, whatever a draft left empty."""

from django.test import Client

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
