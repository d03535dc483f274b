"""What the editor warns of beside a page."""

import pytest
from django.urls import reverse

from portal.desk.roles import create_roles
from tests.factories.members import UserFactory
from tests.factories.pages import article, study

WARNING = "qui n’est pas en ligne"


@pytest.fixture
def editor(client, site):
    user = UserFactory()
    user.groups.add(create_roles()["editor"])
    client.force_login(user)
    return client


def edited(client, page) -> str:
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def linking_to(site, target):
    link = f'<p><a linktype="page" id="{target.pk}">là</a></p>'
    return article(site, title="Qui renvoie", body=[("paragraph", link)])


def test_a_link_to_a_draft_is_told(editor, site):
    target = study(site, title="Pas encore là")
    page = linking_to(site, target)
    assert WARNING not in edited(editor, page)
    target.unpublish()
    assert "Pas encore là" in edited(editor, page)
    assert WARNING in edited(editor, page)


def test_nobody_learns_the_title_of_a_draft_that_is_not_theirs(client, site):
    user = UserFactory()
    user.groups.add(create_roles()["writer"])
    client.force_login(user)
    target = study(site, title="Étude secrète")
    page = linking_to(site, target)
    page.owner = user
    page.save()
    target.unpublish()
    assert "Étude secrète" not in edited(client, page)
