"""Several answers in one column, or in columns that each hold any of them, given a column each."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import replace

from studies.survey.answers import Answer, Answers, Set
from studies.survey.doors.answers.columns import is_number, read_column, tick
from studies.survey.doors.answers.limesurvey import TICKED, heading
from studies.survey.sheets.values import slug
from studies.survey.tables import THRESHOLD

SEPARATORS = (";", ", ", "|", "\n")
"""Those of Microsoft's and Google's forms, and of Sphinx."""
OTHER = re.compile(r"(other|autres?)(-.*)?")
MOST_OPTIONS = 30
FEWEST_TOGETHER = 0.05
"""Of the answers, those that hold several of the options."""
MOST_BESIDE = 0.2
"""Of the answers, those that hold other words than the options."""


def with_others_ticked(answers: Answers) -> Answers:
    """Who wrote something beside « other » chose it: a column of ticks says so, beside those of the other options."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in answers.columns:
        groups[heading(name).group].append(name)
    written = [name for group, names in groups.items() if group for name in names if _is_other(name, names, answers)]
    if not written:
        return answers
    columns = {}
    for name, cells in answers.columns.items():
        columns[name] = cells
        if name in written:
            columns[f"{name[:-1]}{TICKED}]"] = ["1" if cell else None for cell in cells]
    return replace(answers, columns=columns)


def _is_other(name: str, group: list[str], answers: Answers) -> bool:
    if not name.endswith("]") or not OTHER.fullmatch(slug(heading(name).label or heading(name).part)):
        return False
    if not any(answers.columns[name]) or tick(read_column(name, answers)) is not None:
        return False
    ticks = [tick(read_column(other, answers)) for other in group if other != name]
    return sum(found is not None for found in ticks) > 1 and any(ticks)


def with_a_column_each(answers: Answers) -> Answers:
    """Beside such columns, one for each option, « 1 » where it was chosen and « 0 » where another was; what else was
    written goes to a column of its own. The columns themselves stay, named in `split`."""
    columns, labels, sets = dict(answers.columns), dict(answers.labels), dict(answers.sets)
    split: list[str] = []
    made: dict[str, list[str]] = {}
    for name, declared in answers.sets.items():
        if not declared.counted:
            known = len(columns)
            sets[name] = _of_categories(name, declared, answers, columns, labels)
            split += declared.columns
            made.setdefault(declared.columns[-1], []).extend(list(columns)[known:])
    for name, cells in answers.columns.items():
        if not answers.value_labels.get(name) and (options := _options(cells)):
            known = len(columns)
            sets[name] = _of_texts(name, options, cells, columns, labels)
            split.append(name)
            made.setdefault(name, []).extend(list(columns)[known:])
    if not split:
        return answers
    order = [column for name in answers.columns for column in (name, *made.get(name, ()))]
    columns = {column: columns[column] for column in order}
    return replace(answers, columns=columns, labels=labels, sets=sets, split=frozenset(split))


def _of_categories(
    name: str, declared: Set, answers: Answers, columns: dict[str, list[Answer]], labels: dict[str, str]
) -> Set:
    """SPSS's sets of columns that hold the first answer, the second and so on."""
    held = [answers.columns[column] for column in declared.columns]
    no_answer = {code for column in declared.columns for code in answers.missing.get(column, ())}
    words = {code: label for column in declared.columns for code, label in answers.value_labels.get(column, {}).items()}
    given = [{cell for cell in cells if cell and cell not in no_answer} for cells in zip(*held, strict=True)]
    codes = [*words, *sorted({code for chosen in given for code in chosen} - words.keys())]
    made = {_unlike(columns, f"{name}_{code}"): code for code in codes}
    for column, code in made.items():
        columns[column] = [str(int(code in chosen)) if chosen else None for chosen in given]
        labels[column] = words.get(code, code)
    return Set(declared.label, "1", tuple(made))


def _options(cells: list[Answer]) -> tuple[str, list[str]] | None:
    """The separator and the options of a column that holds several answers a cell."""
    counts = Counter(cell for cell in cells if cell)
    for separator in SEPARATORS:
        if any(separator in cell for cell in counts) and (found := _parts(counts, separator)):
            return separator, found
    return None


def _parts(counts: Counter[str], separator: str) -> list[str]:
    """What is given as often as the threshold, alone or with others; most of it has to stand alone somewhere, since
    « Oui, plutôt » is one answer."""
    parts: Counter[str] = Counter()
    for cell, times in counts.items():
        parts.update(dict.fromkeys(_split(cell, separator), times))
    options = [part for part, times in parts.most_common() if times >= THRESHOLD]
    alone = {cell.strip(separator + " ") for cell in counts}
    chosen = {cell: found for cell in counts if (found := set(_split(cell, separator))) <= set(options)}
    together = [cell for cell, found in chosen.items() if len(found) > 1]
    beside = sum(times for cell, times in counts.items() if cell not in chosen)
    are_options = (
        2 <= len(options) <= MOST_OPTIONS
        and not all(map(is_number, options))
        and len(alone & set(options)) * 2 >= len(options)
        and len({frozenset(chosen[cell]) for cell in together}) > 1
        and sum(counts[cell] for cell in together) >= counts.total() * FEWEST_TOGETHER
        and beside <= counts.total() * MOST_BESIDE
    )
    return options if are_options else []


def _split(cell: str, separator: str) -> list[str]:
    return [part for text in cell.split(separator) if (part := text.strip())]


def _of_texts(
    name: str,
    found: tuple[str, list[str]],
    cells: list[Answer],
    columns: dict[str, list[Answer]],
    labels: dict[str, str],
) -> Set:
    separator, options = found
    given = [_split(cell, separator) if cell else [] for cell in cells]
    made = {_unlike(columns, f"{name} [{option}]"): option for option in options}
    for column, option in made.items():
        columns[column] = [str(int(option in chosen)) if chosen else None for chosen in given]
        labels[column] = option
    rest = [separator.join(part for part in chosen if part not in options) or None for chosen in given]
    if any(rest):
        columns[_unlike(columns, f"{name} [Autre]")] = rest
    return Set(name, "1", tuple(made))


def _unlike(columns: Collection[str], name: str) -> str:
    """A name that none of the columns has."""
    while name in columns:
        name += "_"
    return name
