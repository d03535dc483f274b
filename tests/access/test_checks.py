import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission

from portal.access.checks import who_publishes_also_edits
from portal.desk.roles import create_roles

pytestmark = pytest.mark.django_db


def test_the_roles_are_as_they_should_be(site):
    create_roles()
    assert who_publishes_also_edits(None, ["default"]) == []


def test_a_group_that_publishes_what_it_may_not_edit_is_told(site):
    group = Group.objects.create(name="Relecture")
    GroupPagePermission.objects.create(group=group, page=site["studies"], permission_type="publish")
    assert [error.id for error in who_publishes_also_edits(None, ["default"])] == ["access.E002"]
