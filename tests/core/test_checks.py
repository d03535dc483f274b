"""Conventions that a forgetful hand would break are system checks."""

from unittest import mock

import pytest
from django.db import models
from django.test.utils import isolate_apps
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable, PageViewRestriction  # noqa: TID251 - what the check looks for

from portal.access.checks import no_view_restriction
from portal.core.checks import every_field_has_its_language
from portal.core.pages.base import BasePage


def errors_of(*page_types) -> dict[str, str]:
    with mock.patch("portal.core.checks.apps", get_models=lambda: page_types):
        return {error.msg: error.id for error in every_field_has_its_language(None)}


def test_every_page_type_of_the_portal_declares_its_fields():
    assert every_field_has_its_language(None) == []


@isolate_apps("portal.home")
def test_a_field_declared_neither_translated_nor_shared_is_an_error():
    class ForgetfulPage(BasePage):
        told = models.TextField()
        forgotten = models.TextField()

        translated = ("told",)

        class Meta:
            app_label = "home"

    assert errors_of(ForgetfulPage) == {
        "ForgetfulPage.forgotten is declared neither translated nor shared.": "core.E001"
    }


@isolate_apps("portal.home")
def test_an_inline_child_declared_nowhere_is_an_error():
    class ParentPage(BasePage):
        class Meta:
            app_label = "home"

    class Child(Orderable):
        page = ParentalKey(ParentPage, on_delete=models.CASCADE, related_name="children_of_it")

        class Meta:
            app_label = "home"

    assert list(errors_of(ParentPage)) == ["ParentPage.children_of_it is declared neither translated nor shared."]


@isolate_apps("portal.home")
def test_declaring_or_gating_a_field_that_is_not_there_is_an_error():
    class DreamingPage(BasePage):
        translated = ("absent",)
        gated_fields = ("boddy",)

        class Meta:
            app_label = "home"

    assert errors_of(DreamingPage) == {
        "DreamingPage declares absent, which it does not have.": "core.E002",
        "DreamingPage declares boddy, which it does not have.": "core.E002",
    }


@pytest.mark.django_db
def test_a_view_restriction_of_wagtails_own_is_an_error(site):
    assert no_view_restriction(None, databases=["default"]) == []

    PageViewRestriction.objects.create(page=site["about"], restriction_type="login")

    assert [error.id for error in no_view_restriction(None, databases=["default"])] == ["access.E001"]
