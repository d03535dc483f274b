"""The codebook as editors review and confirm it."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from studies.codebooks import insert_variables, lacking_options
from studies.models import Category, Survey, Variable
from studies.models.survey import Door
from studies.services.holding import NotChanged, Refusal, User, key, language, lock, log_deed, refuse_while_at_work
from studies.services.mending import mending
from studies.services.sources import latest_file, requeue
from studies.survey import codebook as plain
from studies.survey.codebook import Role
from studies.survey.doors.answers.drafting import free_code
from studies.survey.limits import LONGEST_TITLE
from studies.survey.words import Words
from studies.tasks import list_options


def review_codebook(*, survey_id: int, variables: Sequence[Variable], user: User = None) -> None:
    """Save roles and titles of all variables, in the order given; raises NotChanged where a file sent since then
    replaced them. What needs options from now on, and has none, gets those that the file holds, in the worker."""
    with transaction.atomic(durable=True):
        survey = lock(survey_id)
        refuse_while_at_work(survey)
        if set(survey.variables.values_list("pk", flat=True)) != {variable.pk for variable in variables}:
            raise NotChanged(Refusal.REPLACED)
        for place, variable in enumerate(variables):
            variable.sort_order = place
        with mending(survey):
            Variable.objects.bulk_update(variables, ["role", "title_fr", "title_en", "sort_order"], batch_size=100)
        log_deed(survey, "reviewed", user)
        list_missing_options(survey, user)


def may_read_answers(user: User) -> bool:
    """Whoever is nobody is the portal itself."""
    return user is None or (
        isinstance(user, PermissionsMixin | AnonymousUser) and user.has_perm("studies.read_answers")
    )


def list_missing_options(survey: Survey, user: User) -> None:
    """Have the worker list what the file holds where a question or segment has no options, for those alone who may read
    answers; within a transaction."""
    if not may_read_answers(user):
        return
    source = latest_file(survey)
    if source and source.door == Door.ANSWERS and lacking_options(survey).exists():
        requeue(source)
        list_options.enqueue(source_id=source.pk, language=language())


def review_variable(
    *, variable: Variable, categories: Sequence[Category], removed: Sequence[Category] = (), user: User = None
) -> None:
    """Save the words of one variable and its categories, in the order given; raises NotChanged as above, and
    while tables are computed. Words that readers see already are mended there too."""
    with transaction.atomic(durable=True):
        survey = lock(variable.survey_id)
        if not survey.variables.filter(pk=variable.pk).exists():
            raise NotChanged(Refusal.REPLACED)
        with mending(survey):
            variable.save()
            variable.categories.filter(pk__in=[category.pk for category in removed]).delete()
            for place, category in enumerate(categories):
                category.variable_id, category.sort_order = variable.pk, place
                category.save()
        log_deed(survey, "reviewed", user, variable=variable.code)


def confirm_codebook(
    *,
    survey_id: int,
    weight: str | None = None,
    threshold: int | None = None,
    file: int | None = None,
    user: User = None,
) -> None:
    """A person's word that the codebook is right, before which nothing is computed from it.

    `weight` is the code of the variable that weighs respondents, empty for none; `threshold` the smallest base shown;
    `file` the key of the latest file the person has seen. What isn't given stays. Raises NotChanged as above.
    """
    with transaction.atomic(durable=True):
        survey = lock(survey_id)
        refuse_while_at_work(survey)
        latest = survey.sources.first()
        if file is not None and (latest is None or latest.pk != file):
            raise NotChanged(Refusal.REPLACED)
        if weight is not None:
            survey.variables.filter(role=Role.WEIGHT).exclude(code=weight).update(role=Role.IGNORED)
            survey.variables.filter(code=weight).update(role=Role.WEIGHT)
        survey.threshold = survey.threshold if threshold is None else threshold
        survey.changes, survey.confirmed_at, survey.confirmed_by_id = [], timezone.now(), key(user)
        survey.full_clean(exclude=["study", "public"])
        survey.save(update_fields=["threshold", "changes", "confirmed_at", "confirmed_by"])
        log_deed(survey, "confirmed", user)


def add_columns(*, survey_id: int, user: User = None) -> None:
    """Put the columns that the codebook names nowhere at its end, left out until somebody gives them a role."""
    with transaction.atomic(durable=True):
        survey = lock(survey_id)
        refuse_while_at_work(survey)
        codes = set(survey.variables.values_list("code", flat=True))
        made = [
            plain.Variable(
                free_code(column, codes), Role.IGNORED, Words(Truncator(column).chars(LONGEST_TITLE)), column=column
            )
            for column in columns_named_nowhere(survey)
        ]
        last = survey.variables.last()
        insert_variables(survey, last.sort_order + 1 if last else 0, made, {})
        log_deed(survey, "reviewed", user)


def columns_named_nowhere(survey: Survey) -> list[str]:
    """Of the latest file, those that are neither a variable's nor an option's."""
    latest = latest_file(survey)
    named = set(survey.variables.values_list("column", flat=True))
    named.update(Category.objects.filter(variable__survey=survey).values_list("column", flat=True))
    return [column for column in (latest.columns if latest else {}) if column not in named]
