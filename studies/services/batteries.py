"""Several variables of a codebook at once: items that share their answers, columns that are one question."""

from collections.abc import Collection, Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils.text import Truncator

from studies.codebooks import insert_variables, replace_options
from studies.models import Survey, Variable
from studies.services.codebook import list_missing_options
from studies.services.holding import NotChanged, Refusal, User, lock, log_deed, refuse_while_at_work
from studies.services.mending import mending
from studies.services.sources import latest_file
from studies.survey import codebook as plain
from studies.survey.batteries import beginning, chosen_code, grouped, takes, ungrouped
from studies.survey.codebook import Role
from studies.survey.doors.answers.drafting import free_code
from studies.survey.limits import LONGEST_TITLE
from studies.survey.words import Words


def copy_to_battery(*, variable: Variable, items: Collection[int], user: User = None) -> None:
    """Give other questions of its survey, by their keys, a question's answers, use and battery."""
    with transaction.atomic(durable=True):
        survey = lock(variable.survey_id)
        rows = _rows(survey, items)
        source = _rows(survey, [variable.pk])[0].as_plain()
        for row in rows:
            row.role, row.battery_fr, row.battery_en = source.role.value, source.battery.fr, source.battery.en
        options = {row: takes(row.as_plain(), source).options for row in rows}
        with mending(survey):
            Variable.objects.bulk_update(rows, ["role", "battery_fr", "battery_en"], batch_size=100)
            replace_options(options)
        log_deed(survey, "reviewed", user, variable=variable.code, items=len(rows))


def group_columns(
    *, survey_id: int, columns: Collection[int], reads_answers: bool = False, user: User = None
) -> Variable:
    """Make one question with several answers of single columns, by their keys; raises NotChanged where they aren't two
    columns at least, or where nothing tells which of a column's values says chosen. Free text and what is left out
    comes into a question by those alone who may read answers."""
    with transaction.atomic(durable=True):
        survey = lock(survey_id)
        refuse_while_at_work(survey)
        rows = _rows(survey, columns)
        are_open = any(row.role in (Role.OPEN, Role.IGNORED) for row in rows)
        if len(rows) < 2 or not all(row.column for row in rows) or (are_open and not reads_answers):
            raise NotChanged(Refusal.NO_COLUMNS)
        samples = _samples(survey)
        chosen = [chosen_code(row.as_plain().options or samples.get(row.column, ())) for row in rows]
        ticks = [tick for tick in chosen if tick is not None]
        if len(ticks) < len(rows):
            raise NotChanged(Refusal.NO_TICK)
        code = free_code(_stem(rows), set(survey.variables.values_list("code", flat=True)))
        made = grouped([row.as_plain() for row in rows], code, ticks)
        said = [plain.Variable.from_json(row.in_file) for row in rows if row.in_file]
        in_file = asdict(grouped(said, code, ticks)) if len(said) == len(rows) else {}
        survey.variables.filter(pk__in=columns).delete()
        [row] = insert_variables(survey, rows[0].sort_order, [made], in_file)
        log_deed(survey, "reviewed", user, variable=code)
    return row


def _samples(survey: Survey) -> dict[str, list[plain.Option]]:
    """For columns without options, a few of their values."""
    source = latest_file(survey)
    columns = source.columns if source else {}
    return {name: [plain.Option(value, Words(value)) for value in values] for name, values in columns.items()}


def _stem(rows: Sequence[Variable]) -> str:
    """What the codes begin with: « q5 » of q5_1, q5_2."""
    codes = [row.code for row in rows]
    return beginning(codes).rstrip("-_") or codes[0]


def ungroup(*, survey_id: int, questions: Collection[int], reads_answers: bool, user: User = None) -> None:
    """Make a variable of each column of multiple choices, by their keys; raises NotChanged where they aren't. What
    these columns hold is listed for those alone who may read answers: others leave them out until somebody who may
    gives them a use."""
    with transaction.atomic(durable=True):
        survey = lock(survey_id)
        refuse_while_at_work(survey)
        options = {row: row.as_plain().options for row in _rows(survey, questions)}
        if not options or not all(each and all(option.column for option in each) for each in options.values()):
            raise NotChanged(Refusal.ONE_COLUMN)
        taken = set(survey.variables.values_list("code", flat=True))
        role = Role.SINGLE if reads_answers else Role.IGNORED
        survey.variables.filter(pk__in=questions).delete()
        for row, columns in reversed(options.items()):  # from the end: none of those before moves
            made = [ungrouped(option, free_code(option.column, taken), role) for option in columns]
            insert_variables(survey, row.sort_order, made, {})
            log_deed(survey, "reviewed", user, variable=row.code)
        list_missing_options(survey, user)


def merge_categories(*, variable: Variable, codes: Collection[str], user: User = None) -> None:
    """Count parts of a segment as one, named by all: codes of its categories, what they were grouped from included."""
    with transaction.atomic(durable=True):
        survey = lock(variable.survey_id)
        refuse_while_at_work(survey)
        segment = _rows(survey, [variable.pk])[0].as_plain()
        parts = [part for part in segment.categories if part.code in codes]
        if len(parts) < 2:
            raise NotChanged(Refusal.REPLACED)
        merged = [segment.answers[place].code for part in parts for place in part.places]
        variable.categories.filter(code__in=merged).update(
            group_fr=_joined([part.words.fr for part in parts]), group_en=_joined([part.words.en for part in parts])
        )
        log_deed(survey, "reviewed", user, variable=variable.code)


def _joined(labels: Sequence[str]) -> str:
    return Truncator(" + ".join(labels)).chars(LONGEST_TITLE) if all(labels) else ""


def _rows(survey: Survey, keys: Collection[int]) -> list[Variable]:
    """In the codebook's order; raises NotChanged where one is gone."""
    rows = list(survey.variables.filter(pk__in=keys).prefetch_related("categories"))
    if len(rows) < len(set(keys)):
        raise NotChanged(Refusal.REPLACED)
    return rows
