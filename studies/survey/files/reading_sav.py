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

from studies.survey.answers import Answers, Cell
from studies.survey.files.grid import MAX_COLUMNS, MAX_RESPONDENTS, Memory, check_size
from studies.survey.files.values import from_text, from_value
from studies.survey.problems import Problem, Refused

MAX_SECONDS = 120
MAX_MEMORY = 4 * 1024**3
PROJECT = Path(__file__).parents[3]

Progress = Callable[[float], None]


def read_sav(path: Path, progress: Progress) -> Answers:
    """Raises Refused. Answers that the file declares missing are none."""
    with TemporaryFile("w+", encoding="utf-8") as output:
        command = [sys.executable, "-m", "studies.survey.files.reading_sav", str(path.resolve())]
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
    columns: dict[str, list[Cell]] = {}
    for done, (name, line) in enumerate(zip(about["names"], lines, strict=True), start=1):
        columns[name] = [memory[cell] for cell in json.loads(line)]
        progress(0.5 + 0.5 * done / len(about["names"]))
    return Answers(columns, about["labels"], about["value_labels"], first_row=1)


def _main(path: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    import pyreadstat  # noqa: PLC0415

    declared = pyreadstat.read_sav(path, metadataonly=True, user_missing=True)[1]
    claimed = declared.number_rows or 0
    is_small = (declared.number_columns or 0) <= MAX_COLUMNS and claimed <= MAX_RESPONDENTS
    limit = MAX_RESPONDENTS + 1 if is_small else 1
    data, about = pyreadstat.read_sav(path, output_format="dict", row_limit=limit)
    rows = len(next(iter(data.values()), ())) if is_small else claimed
    for line in _lines(data, about, declared.missing_ranges, rows):
        sys.stdout.write(json.dumps(line) + "\n")


def _lines(data: dict[str, Any], about: Any, missing: dict[str, Any], rows: int) -> Iterator[Any]:
    yield {
        "respondents": rows,
        "names": list(data),
        "labels": {name: label for name, label in about.column_names_to_labels.items() if label},
        "value_labels": {
            name: _value_labels(labels, missing.get(name, ())) for name, labels in about.variable_value_labels.items()
        },
    }
    for values in data.values():
        yield _cells(values)


def _value_labels(labels: dict[Any, str], missing: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Without the codes that the file declares missing: an answer it labels « doesn't know », say."""

    def is_missing(code: Any) -> bool:
        return any(type(code) is type(ends["lo"]) and ends["lo"] <= code <= ends["hi"] for ends in missing)

    return {_cell(code) or "": label for code, label in labels.items() if not is_missing(code)}


def _cells(values: Iterable[Any]) -> list[Cell]:
    memory = Memory(_cell)
    return [memory[value] for value in getattr(values, "tolist", lambda: values)()]


def _cell(value: Any) -> Cell:
    """pyreadstat gives « nan » for a missing number."""
    if value != value:
        return None
    return from_text(value, decimal_comma=False) if isinstance(value, str) else from_value(value)


if __name__ == "__main__":
    _main(sys.argv[1])
