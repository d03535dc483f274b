"""What an old site says of one page, whichever way it is told."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from studies.survey.problems import Problem


class Kind(StrEnum):
    ARTICLE = "article"
    NEWS = "news"
    STUDY = "study"
    PAGE = "page"


@dataclass(frozen=True)
class Piece:
    """One page to make. `key` names it for good within its batch; `row` is that of its sheet.

    Its text is that of the file `file`, or `html`. `addresses` are those it had; `cover` and `attachments` are files.
    `translation_of` is the key of the piece that it says in another language. What is wrong with what was said of it
    is in `problems`: it is then no use to make it.
    """

    key: str
    name: str
    row: int | None = None
    kind: Kind = Kind.ARTICLE
    title: str = ""
    day: date | None = None
    kicker: str = ""
    standfirst: str = ""
    issue: int | None = None
    issue_month: date | None = None
    printed_page: int | None = None
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    is_open: bool = True
    is_draft: bool = False
    language: str = "fr"
    translation_of: str = ""
    addresses: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    cover: str = ""
    file: str = ""
    html: str = ""
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
