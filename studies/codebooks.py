"""A survey's codebook in the database: as a person has it, beside what the file says."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from studies.models import Category, Concordance, PublishedTable, Survey, Variable
from studies.survey import codebook as plain
from studies.survey.codebook import Role
from studies.survey.merging import TEXTS, Change, merge
from studies.survey.problems import Problem, Refused
from studies.survey.words import Words


def take_codebook(survey: Survey, codebook: plain.Codebook, *, drafted: bool) -> None:
    """Put a new file's codebook in place, with what a person made of the one before; whatever it changes has to be
    confirmed. Raises Refused as below."""
    shown = survey.codebook()
    said = plain.Codebook(()) if drafted and not survey.is_drafted else survey.codebook_in_file()
    merged = merge(codebook, shown, said, drafted=drafted, settled=survey.confirmed_at is not None)
    store_codebook(survey, merged.codebook, merged.said)
    survey.is_drafted = drafted
    survey.changes = _together(survey.changes, merged.changes)
    if merged.changes or merged.codebook != shown:
        survey.confirmed_at = survey.confirmed_by = None
    survey.save(update_fields=["is_drafted", "changes", "confirmed_at", "confirmed_by"])


def _together(earlier: list[dict], changes: Sequence[Change]) -> list[dict]:
    """Of what changed several times, what was shown at first and what is shown at last."""
    together = {(change["variable"], change["option"], change["what"]): change for change in earlier}
    for change in changes:
        key = (change.variable, change.option, change.what)
        before = together[key]["before"] if key in together else change.before
        together[key] = {**asdict(change), "before": before}
    return list(together.values())


def lacking_options(survey: Survey) -> QuerySet[Variable]:
    """What became a question with options, or a segment, and has none but those that mean « no answer »."""
    with_answers = Category.objects.filter(is_missing=False).values("variable")
    of_roles = survey.variables.filter(role__in=(Role.SINGLE, Role.SCALE, Role.SEGMENT))
    return of_roles.exclude(pk__in=with_answers).prefetch_related("categories")


def add_options(variable: Variable, options: Sequence[plain.Option]) -> None:
    """Give a variable the options that its file holds, beside those it has. Whoever confirmed the codebook hasn't seen
    them."""
    own = variable.as_plain().options
    known = {option.code for option in own}
    replace_options({variable: [*(option for option in options if option.code not in known), *own]})
    if variable.in_file:
        variable.in_file["options"] = [asdict(option) for option in options]
        variable.save(update_fields=["in_file"])
    Survey.objects.filter(pk=variable.survey_id).update(confirmed_at=None, confirmed_by=None)


def replace_options(options: Mapping[Variable, Sequence[plain.Option]]) -> None:
    """Of each variable all categories, in a few queries."""
    Category.objects.filter(variable__in=options).delete()
    categories = []
    for variable, each in options.items():
        rows = [_category_row(place, option) for place, option in enumerate(each)]
        for row in rows:
            row.variable_id = variable.pk
        categories += rows
    Category.objects.bulk_create(categories, batch_size=200)


def insert_variables(survey: Survey, place: int, variables: Sequence[plain.Variable], in_file: dict) -> list[Variable]:
    """Put new variables among the others, from this place on."""
    survey.variables.filter(sort_order__gte=place).update(sort_order=F("sort_order") + len(variables))
    rows = [_variable_row(survey, place + rank, variable, in_file) for rank, variable in enumerate(variables)]
    Variable.objects.bulk_create(rows)
    replace_options({row: variable.options for row, variable in zip(rows, variables, strict=True)})
    return rows


def store_codebook(survey: Survey, codebook: plain.Codebook, said: plain.Codebook | None = None) -> None:
    """Replace a survey's variables and categories; those whose code stays keep their row, so that what somebody is
    writing meanwhile can be saved. `said`: as the file says it, if not the same. Raises Refused where a text is too
    long or a code unfit for an address."""
    in_file = {variable.code: asdict(variable) for variable in (said or codebook).variables}
    variables = [
        _variable_row(survey, place, variable, in_file.get(variable.code, {}))
        for place, variable in enumerate(codebook.variables)
    ]
    categories = [
        (row, _category_row(place, option))
        for row, variable in zip(variables, codebook.variables, strict=True)
        for place, option in enumerate(variable.options)
    ]
    problems = [*_twice(codebook), *(problem for row in variables for problem in _faults(row, row.code))]
    problems += [problem for row, category in categories for problem in _faults(category, row.code)]
    if problems:
        raise Refused(*problems)
    with transaction.atomic():
        survey.variables.exclude(code__in=[row.code for row in variables]).delete()
        Category.objects.filter(variable__survey=survey).delete()
        Variable.objects.bulk_create(
            variables, batch_size=50, update_conflicts=True, unique_fields=["survey", "code"], update_fields=UPDATED
        )
        for row, category in categories:
            category.variable_id = row.pk
        Category.objects.bulk_create([category for _row, category in categories], batch_size=200)


def forget_answers(survey: Survey) -> None:
    """Take out of the codebook what only the answers said: texts and values that somebody gave, that nobody described
    and that no reader has seen as an option; and out of concordances. A condition that names one of them is lost, which
    is told among the changes."""
    seen = _options_seen(survey)
    variables = list(survey.variables.prefetch_related("categories"))
    forgotten = {variable.code: _forget_options(variable, seen[variable.code], survey) for variable in variables}
    changes = []
    for variable in variables:
        if _names(forgotten, variable.asked_if_question, variable.asked_if_options):
            changes.append(asdict(Change(variable.code, "asked_if", before=variable.asked_if_question)))
            variable.asked_if_question, variable.asked_if_options = "", []
        said = variable.in_file.get("asked_if")
        if said and _names(forgotten, said["question"], said["options"]):
            variable.in_file["asked_if"] = None
    Variable.objects.bulk_update(variables, ["in_file", "asked_if_question", "asked_if_options"], batch_size=100)
    _forget_pairs(survey, forgotten)
    survey.changes = changes
    survey.save(update_fields=["changes"])


def _forget_options(variable: Variable, seen: set[str], survey: Survey) -> set[str]:
    """The codes of those that are gone."""
    options = list(variable.categories.all())
    answers = {each.code for each in options if not each.column and _is_an_answer(each, survey)} - seen
    if answers:
        variable.categories.filter(code__in=answers, column="").delete()
    if said := variable.in_file.get("options"):
        kept = {each.code for each in options} - answers
        variable.in_file["options"] = [option for option in said if option["column"] or option["code"] in kept]
    return answers


def _names(forgotten: Mapping[str, set[str]], question: str, options: Sequence[str]) -> bool:
    return not forgotten.get(question, set()).isdisjoint(options)


def _forget_pairs(survey: Survey, forgotten: Mapping[str, set[str]]) -> None:
    nothing: set[str] = set()
    of_survey = Q(survey=survey) | Q(earlier_survey=survey)
    for row in Concordance.objects.filter(of_survey, option_pairs__isnull=False):
        now = forgotten.get(row.code, nothing) if row.survey_id == survey.pk else nothing
        then = forgotten.get(row.earlier_code, nothing) if row.earlier_survey_id == survey.pk else nothing
        pairs = (row.option_pairs or {}).items()
        row.option_pairs = {code: earlier for code, earlier in pairs if code not in now and earlier not in then}
        row.save(update_fields=["option_pairs"])


def _is_an_answer(category: Category, survey: Survey) -> bool:
    """Without words of its own; or a text, of a codebook that was drafted from the answers."""
    return category.label_fr in ("", category.code[:200]) or (survey.is_drafted and not category.code.isdecimal())


def _options_seen(survey: Survey) -> defaultdict[str, set[str]]:
    """By variable, the codes of its options in tables that are, or were, public."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for row in PublishedTable.objects.filter(publication__survey=survey, publication__public_from__isnull=False):
        table = row.table()
        seen[table.question].update(option.code for option in table.options)
        seen[table.segment].update(column.code for column in table.columns)
    return seen


UPDATED = [
    *("sort_order", "column", "role", "in_file", "asked_if_question", "asked_if_options"),
    *("asks_all", "is_segment", "is_sensitive"),
    *(f"{name}_{language}" for name in TEXTS for language in ("fr", "en")),
]


def _twice(codebook: plain.Codebook) -> Iterator[Problem]:
    for code, times in Counter(variable.code for variable in codebook.variables).items():
        if times > 1:
            message = _("%(times)s variables have the code “%(code)s”.")
            yield Problem(message % {"times": times, "code": code}, column=code)


def _variable_row(survey: Survey, place: int, variable: plain.Variable, in_file: dict) -> Variable:
    return Variable(
        survey=survey,
        in_file=in_file,
        sort_order=place,
        code=variable.code,
        column=variable.column,
        role=variable.role.value,
        asked_if_question=variable.asked_if.question if variable.asked_if else "",
        asked_if_options=list(variable.asked_if.options) if variable.asked_if else [],
        asks_all=variable.asks_all,
        is_segment=variable.is_segment,
        is_sensitive=variable.is_sensitive,
        **texts(**{name: getattr(variable, name) for name in TEXTS}),
    )


def _category_row(place: int, option: plain.Option) -> Category:
    return Category(
        sort_order=place,
        code=option.code,
        score=option.score,
        side=option.side.value,
        column=option.column,
        is_missing=option.is_missing,
        **texts(label=option.words, group=option.group),
    )


def texts(**words: Words) -> dict[str, str]:
    """Fields of a row: each of the words in both languages."""
    return {f"{name}_{language}": getattr(each, language) for name, each in words.items() for language in ("fr", "en")}


def _faults(row: Variable | Category, code: str) -> list[Problem]:
    try:
        row.clean_fields(exclude=["survey", "variable"])
    except ValidationError as error:
        return [
            Problem(f"{row._meta.get_field(name).verbose_name} : {' '.join(messages)}", column=code)
            for name, messages in error.message_dict.items()
        ]
    return []
