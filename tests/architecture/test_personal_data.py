"""Every model that may hold something of a person says what, under which line of the table, and how it is erased."""

import re

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from portal.core.personal_data.registry import HOLDINGS, NOBODYS, STEPS
from portal.core.personal_data.table import TABLE

ABOUT_PEOPLE = re.compile(
    r"^(e?mail|to|recipient|name|\w*(first|last|contact|billing|author)_name|person|\w*phone|address|\w*contact\w*|notes?"
    r"|comment|biography\w*|ip|user_agent|\w*(allerg|needs|diet)\w*)$"
)
TEXTS = (models.CharField, models.TextField, models.JSONField)
WHAT_TO_DO = """
{model} may hold something of people ({fields}), and nobody said what.
In holdings.py of its room (a module that the room's apps.py imports in ready()), with
    from portal.core.personal_data.registry import about_nobody, delete, overwrite, register, without_account
say one of these:
    register({name}, under="…", find="user", export=("…",), erase=delete, theirs=True)
        `under`: a line of portal/core/personal_data/table.py (add one for a new purpose: the privacy page and the
        register print it); `find`: the key to the account, or a function of a Subject such as
        lambda subject: {name}.objects.filter(subject.by_address("email")); `export`: the fields its person gets a
        copy of; `erase`: delete, overwrite(field="") or a function of your own, None where the key's on_delete does it;
        `theirs`: the row is about that person alone, so that what is logged and written about it goes too.
    without_account({name}, under="…")
        it names people whom no account tells of.
    about_nobody("why not", {name})
If it is kept for a while only, write its step: @forgets("…") in the same module.
"""


def suspects(model: type[models.Model]) -> list[str]:
    """Of a model's own fields, those that may be about a person."""
    found = []
    for field in model._meta.local_fields + model._meta.local_many_to_many:
        is_key = field.is_relation and field.related_model is get_user_model()
        is_text = isinstance(field, TEXTS) and not field.choices and ABOUT_PEOPLE.search(field.name)
        if is_key or isinstance(field, models.EmailField) or is_text:
            found.append(field.name)
    return found


def candidates() -> dict[type[models.Model], list[str]]:
    return {model: fields for model in apps.get_models() if model._meta.managed and (fields := suspects(model))}


@pytest.mark.parametrize("model", candidates(), ids=lambda model: model._meta.label)
def test_it_is_said_what_a_model_holds_of_people(model):
    fields = ", ".join(suspects(model))
    told = WHAT_TO_DO.format(model=model._meta.label, name=model.__name__, fields=fields)
    assert model in HOLDINGS or model in NOBODYS, told


def test_a_model_with_a_key_to_an_account_is_no_ones_business_never():
    keyed = {model for model, fields in candidates().items() if any(_is_key(model, name) for name in fields)}
    assert keyed.isdisjoint(NOBODYS)


def _is_key(model: type[models.Model], name: str) -> bool:
    return model._meta.get_field(name).related_model is get_user_model()


@pytest.mark.parametrize("model", HOLDINGS, ids=lambda model: model._meta.label)
def test_what_is_left_to_the_database_goes_or_loses_its_key(model):
    keys = [field for field in model._meta.local_fields if field.related_model is get_user_model()]
    holding = HOLDINGS[model]
    ways = {field.remote_field.on_delete for field in keys}
    assert holding.erase or ways <= {models.CASCADE, models.SET_NULL, models.DO_NOTHING}


@pytest.mark.parametrize("model", HOLDINGS, ids=lambda model: model._meta.label)
def test_what_is_exported_are_fields(model):
    for name in HOLDINGS[model].export:
        assert model._meta.get_field(name)


def test_each_line_of_the_table_that_ends_has_its_step_and_no_other():
    assert {processing.key for processing in TABLE if processing.after} == set(STEPS)
