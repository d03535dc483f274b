"""A file of answers, read by what its name says it is."""

from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _

from studies.survey.answers import Answers
from studies.survey.files.limesurvey import without_not_shown
from studies.survey.files.reading_csv import read_csv
from studies.survey.files.reading_sav import read_sav
from studies.survey.files.reading_xlsx import read_xlsx
from studies.survey.problems import Problem, Refused

READERS = {".csv": read_csv, ".xlsx": read_xlsx, ".sav": read_sav}


def read_answers(path: Path, name: str, progress: Callable[[float], None]) -> Answers:
    """`name` is the file's own, wherever it lies; `progress` is told the part done, from 0 to 1. Raises Refused."""
    reader = READERS.get(Path(name).suffix.lower())
    if reader is None:
        message = _("Answers are read from files that end in .sav, .xlsx or .csv. Save yours as one of these.")
        raise Refused(Problem(message))
    answers = without_not_shown(reader(path, progress))
    progress(1)
    return answers
