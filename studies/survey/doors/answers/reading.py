"""A file of answers, read by what its name says it is."""

from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _

from studies.survey.answers import Answers
from studies.survey.doors.answers.limesurvey import without_not_shown
from studies.survey.doors.answers.reading_csv import read_csv
from studies.survey.doors.answers.reading_sav import read_sav
from studies.survey.doors.answers.reading_xlsx import read_xlsx
from studies.survey.doors.answers.several import with_a_column_each, with_others_ticked
from studies.survey.problems import Problem, Refused

READERS = {".xlsx": read_xlsx, ".sav": read_sav, ".zsav": read_sav}
"""Beside text files, which have an encoding."""


def read_answers(path: Path, name: str, progress: Callable[[float], None], encoding: str = "") -> Answers:
    """`name` is the file's own, wherever it lies; `progress` is told the part done, from 0 to 1; `encoding` is that of
    a text file, UTF-8 where it is empty. Raises Refused."""
    kind = Path(name).suffix.lower()
    if kind == ".csv":
        read = read_csv(path, progress, encoding)
    elif kind in READERS:
        read = READERS[kind](path, progress)
    else:
        message = _("Answers are read from files that end in .sav, .xlsx or .csv. Save yours as one of these.")
        raise Refused(Problem(message))
    answers = with_others_ticked(with_a_column_each(without_not_shown(read)))
    progress(1)
    return answers
