"""SPSS files. A C library reads them, from whatever bytes were sent: in a process of its own, with little memory and
little time, that writes plain JSON."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import gettext as _

from studies.survey.answers import Answer, Answers, Set
from studies.survey.doors.answers.grid import Memory, check_size
from studies.survey.limits import MOST_COLUMNS, MOST_RESPONDENTS
from studies.survey.problems import Problem, Refused
from studies.survey.sheets.values import from_text, from_value

MAX_SECONDS = 120
MAX_MEMORY = 4 * 1024**3
PROJECT = Path(__file__).parents[4]

Progress = Callable[[float], None]


def read_sav(path: Path, progress: Progress) -> Answers:
    """Raises Refused."""
    with TemporaryFile("w+", encoding="utf-8") as output:
        command = [sys.executable, "-m", "studies.survey.doors.answers.reading_sav", str(path.resolve())]
        try:
            done = subprocess.run(  # noqa: S603 - our own module, and a path that we made
                command, cwd=PROJECT, stdout=output, stderr=subprocess.DEVNULL, timeout=MAX_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            message = _("It took too long to read this SPSS file. Send it as .csv or .xlsx.")
            raise Refused(Problem(message)) from None
        progress(0.5)
        output.seek(0)
        if done.returncode:
            message = _("This SPSS file can't be read: it is damaged or isn't one. Save it again, or send it as .csv.")
            raise Refused(Problem(message))
        return _answers(output, progress)


def _answers(lines: IO[str], progress: Progress) -> Answers:
    about = json.loads(next(lines))
    check_size(about["respondents"], len(about["names"]))
    if not about["respondents"] or not all(name and name == name.strip() for name in about["names"]):
        raise Refused(Problem(_("The file holds no answers, or columns without a name.")))
    memory = Memory(lambda cell: cell)
    columns: dict[str, list[Answer]] = {}
    for done, (name, line) in enumerate(zip(about["names"], lines, strict=True), start=1):
        columns[name] = [memory[cell] for cell in json.loads(line)]
        progress(0.5 + 0.5 * done / len(about["names"]))
    by_name = {name.casefold(): name for name in columns}  # the sets have them in small letters
    sets = {
        name: Set(label, counted, tuple(by_name[each] for each in map(str.casefold, listed) if each in by_name))
        for name, (label, counted, listed) in about["sets"].items()
    }
    sets = {name: declared for name, declared in sets.items() if len(declared.columns) > 1}
    facts = {name: about[name] for name in ("labels", "value_labels", "missing", "measures")}
    return Answers(columns, **facts, sets=sets, first_row=1)


def _main(path: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    import pyreadstat  # noqa: PLC0415

    # As « dict », in each call: else it asks for pandas, which the portal doesn't bring.
    declared = pyreadstat.read_sav(path, metadataonly=True, output_format="dict")[1]
    claimed = declared.number_rows or 0
    is_small = (declared.number_columns or 0) <= MOST_COLUMNS and claimed <= MOST_RESPONDENTS
    limit = MOST_RESPONDENTS + 1 if is_small else 1
    data, about = pyreadstat.read_sav(path, output_format="dict", row_limit=limit, user_missing=True)
    rows = len(next(iter(data.values()), ())) if is_small else claimed
    for line in _lines(data, about, rows):
        sys.stdout.write(json.dumps(line) + "\n")


def _lines(data: dict[str, Any], about: Any, rows: int) -> Iterator[Any]:
    labels = about.variable_value_labels
    missing = {
        name: _missing(data[name], labels.get(name, {}), about.missing_ranges[name]) for name in about.missing_ranges
    }
    yield {
        "respondents": rows,
        "names": list(data),
        "labels": {name: label for name, label in about.column_names_to_labels.items() if label},
        "value_labels": {
            name: {
                code: label
                for value, label in each.items()
                if (code := _cell(value) or "") not in missing.get(name, {})
            }
            for name, each in labels.items()
        },
        "missing": missing,
        "measures": {name: measure for name, measure in about.variable_measure.items() if measure != "unknown"},
        "sets": {
            name: [
                found["label"],
                _cell(found["counted_value"]) if found["is_dichotomy"] else "",
                found["variable_list"],
            ]
            for name, found in about.mr_sets.items()
        },
    }
    for values in data.values():
        yield _cells(values)


def _missing(values: Iterable[Any], labels: dict[Any, str], ranges: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The codes that the file declares to be no answer, of those it holds or labels: « doesn't know », say."""

    def is_missing(code: Any) -> bool:
        return any(type(code) is type(ends["lo"]) and ends["lo"] <= code <= ends["hi"] for ends in ranges)

    held = dict.fromkeys([*labels, *sorted(value for value in set(_listed(values)) if is_missing(value))])
    return {code: labels.get(value, "") for value in held if is_missing(value) and (code := _cell(value))}


def _cells(values: Iterable[Any]) -> list[Answer]:
    memory = Memory(_cell)
    return [memory[value] for value in _listed(values)]


def _listed(values: Any) -> Iterable[Any]:
    return getattr(values, "tolist", lambda: values)()


def _cell(value: Any) -> Answer:
    """pyreadstat gives « nan » for a missing number."""
    if value != value:
        return None
    return from_text(value, decimal_comma=False) if isinstance(value, str) else from_value(value)


if __name__ == "__main__":
    _main(sys.argv[1])
