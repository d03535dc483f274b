"""What the tables leave out, and on account of which small groups: for the editors' eyes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from studies.survey.codebook import Variable
from studies.survey.tables import Table

Sizes = Mapping[str, Mapping[str, int]]
"""By segment and category, how many respondents a group has that is too small to be shown."""


def withheld(tables: Iterable[Table], segments: Iterable[Variable], small: Sizes) -> list[dict]:
    """Of each segment that hides anything, how many of its tables are not shown at all, and each category with the
    number of tables that leave it out, and its size where that is the reason."""
    by_segment: dict[str, list[Table]] = defaultdict(list)
    for table in tables:
        by_segment[table.segment].append(table)
    told = (_of_segment(segment, by_segment[segment.code], small.get(segment.code, {})) for segment in segments)
    return [each for each in told if each["absent"] or any(category["hidden"] for category in each["categories"])]


def _of_segment(segment: Variable, tables: list[Table], small: Mapping[str, int]) -> dict:
    hidden = Counter(column.code for table in tables for column in table.columns if column.base is None)
    return {
        "segment": segment.code,
        "fr": segment.title.fr,
        "en": segment.title.en,
        "tables": len(tables),
        "absent": sum(not table.columns for table in tables),
        "categories": [
            {
                "code": option.code,
                "fr": option.words.fr,
                "en": option.words.en,
                "hidden": hidden[option.code],
                "size": small.get(option.code),
            }
            for option in segment.options
        ],
    }
