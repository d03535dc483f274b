"""The month of an issue: written as people write a month, refused in words where it is none."""

from datetime import date

import pytest
from django import forms
from django.utils import translation

from portal.core.editing.months import MonthInput
from tests.factories.members import UserFactory

AUGUST = date(2022, 8, 1)


class Form(forms.Form):
    month = forms.DateField(widget=MonthInput)


@pytest.mark.parametrize(
    "typed",
    ["août 2022", "Août  2022", " August 2022", "08/2022", "8.2022", "2022-08", "2022-08-01", "01/08/2022"],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_month_alone_is_read(typed, language):
    with translation.override(language):
        form = Form({"month": typed})
        assert form.is_valid()
        assert form.cleaned_data["month"] == AUGUST


@pytest.mark.parametrize("typed", ["courant août", "août", "13/2022", "00/2022", "août 0000", "2022-13-99", "é" * 99])
def test_what_is_no_month_is_kept_and_refused(typed):
    form = Form({"month": typed})
    assert not form.is_valid()
    assert f'value="{typed}"' in str(form["month"])


@pytest.mark.parametrize(("language", "shown"), [("fr", "août 2022"), ("en", "August 2022")])
def test_a_month_is_shown_as_it_is_written(language, shown):
    with translation.override(language):
        assert f'value="{shown}"' in str(Form(initial={"month": AUGUST})["month"])
        assert f'value="{shown}"' in str(Form({"month": shown})["month"])


def test_an_editor_writes_the_month_of_an_issue(client, site):
    client.force_login(UserFactory(is_superuser=True))
    html = client.get(f"/admin/pages/add/articles/issuepage/{site['magazine'].pk}/").content.decode()
    assert "octobre 2026" in html
