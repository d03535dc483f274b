"""What is read from a text written elsewhere."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

LARGEST = 50_000_000


class Unreadable(Exception):
    """A text that is refused as a whole: the message is for the editor, and says what is wrong and where."""


def check_size(content: bytes) -> None:
    """Raises Unreadable for a file that is empty or too large."""
    if not content:
        raise Unreadable(_("This file is empty."))
    if len(content) > LARGEST:
        raise Unreadable(_("This file is larger than %(size)s MB.") % {"size": LARGEST // 1_000_000})


def too_deep() -> str:
    return _("The elements of this text stand within each other more than a hundred deep.")


@dataclass(frozen=True)
class Picture:
    """`name` is its file's name; `alt` what it shows, "" where nobody said so."""

    name: str
    content: bytes
    alt: str = ""


@dataclass(frozen=True)
class Note:
    """A footnote or an endnote; the text calls it by `<a href="#note-MARK">MARK</a>`."""

    mark: str
    html: str


@dataclass(frozen=True)
class Comment:
    """What somebody remarked, and the words of the text it is about; never part of that text."""

    author: str
    text: str
    about: str = ""


@dataclass
class Manuscript:
    """A text in the few elements that an article's blocks know.

    `html` is a sequence of p, h2, h3, ul, ol, blockquote (with a footer), figure (of an img whose src is `picture:N`,
    N counting in `pictures`, and a figcaption) and table, with a, b, i, sub, sup and br within. `left_out` says in
    sentences, for the editor, what could not be carried.
    """

    title: str = ""
    html: str = ""
    pictures: list[Picture] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
