"""Thousands of damaged documents: each is read, or refused in a sentence."""

import copy
import random
import re
import time
from contextlib import suppress
from xml.etree import ElementTree

import pytest

from portal.core.manuscripts import Unreadable, read_word
from tests.factories import manuscripts as made

TAG = re.compile(rb"<[^>]+>")
VALUE = re.compile(rb'"[^"]*"')
VALUES = (b'"-1"', b'""', b'"99999999999"', b'"abc"', b'"../../x"')


def a_document() -> bytes:
    """A little of everything that is read."""
    call = '<w:r><w:footnoteReference w:id="5"/></w:r>'
    content = made.word(
        lambda document: document.add_heading("Titre", 0),
        made.paragraph(made.run("Un mot") + call + made.run("caché", "<w:vanish/>")),
        made.numbered("un", 0),
        made.numbered("deux", 1),
        made.table,
        made.picture("Une classe", "Légende"),
    )
    noted = made.with_notes(made.with_numbering(content), "footnotes", {5: made.run("La note")})
    return made.with_notes(noted, "comments", {0: made.run("À vérifier")})


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Bytes changed, an end cut off, or the tags or elements of one of its parts taken away, doubled and mixed."""
    kind = chance.randrange(5)
    if kind == 0:
        changed = bytearray(content)
        for _ in range(chance.randint(1, 20)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        return bytes(changed)
    if kind == 1:
        return content[: chance.randrange(len(content))]
    name = "word/" + chance.choice(("document", "document", "footnotes", "comments", "numbering")) + ".xml"
    part = made.part(content, name)
    if kind == 2:
        return made.with_parts(content, {name: rearranged(part, chance)})
    for _ in range(chance.randint(1, 4)):
        one, other = chance.choice(list(TAG.finditer(part))), chance.choice(list(TAG.finditer(part)))
        part = chance.choice(
            (
                part[: one.start()] + part[one.end() :],
                part[: one.start()] + other[0] + part[one.end() :],
                part[: other.end()] + part[one.start() : other.end()][:2000] + part[other.end() :],
                VALUE.sub(lambda match: chance.choice(VALUES) if chance.random() < 0.02 else match[0], part),
            )
        )
    return made.with_parts(content, {name: part})


def rearranged(part: bytes, chance: random.Random) -> bytes:
    """XML as well formed as before, with elements where none stand."""
    root = ElementTree.fromstring(part)  # noqa: S314 - our own
    for _ in range(chance.randint(1, 6)):
        parents = [element for element in root.iter() if len(element)] or [root]
        around, elsewhere = chance.choice(parents), chance.choice([*root.iter()])
        child = chance.choice([*around] or [ElementTree.Element("a")])
        if chance.random() < 0.5 and child in [*around]:
            around.remove(child)
        elsewhere.insert(chance.randint(0, len(elsewhere)), copy.deepcopy(child))
    return ElementTree.tostring(root)


@pytest.mark.parametrize("times", [40, pytest.param(10_000, marks=pytest.mark.drill)])
def test_what_is_damaged_is_read_or_refused(times):
    content = a_document()
    for seed in range(times):
        with suppress(Unreadable):
            read_word(damaged(content, random.Random(seed)))


BOX = "<w:r><w:pict><v:textbox><w:txbxContent><w:p/></w:txbxContent></v:textbox></w:pict></w:r>"
DRAWN = "<mc:AlternateContent><mc:Choice/></mc:AlternateContent>"
EMPTY = ("<w:del/>", "<w:fldSimple/>", DRAWN, BOX, "<m:oMath/>")


def of_many(times: int) -> bytes:
    """Everything that is taken out, put elsewhere or remarked upon, as often as that in one paragraph."""
    ranges = "".join(f'<w:commentRangeStart w:id="{key}"/>' for key in range(times))
    ends = "".join(f'<w:commentRangeEnd w:id="{key}"/>' for key in range(times))
    empty = "".join(shape * times for shape in EMPTY)
    words = made.run("a") * times
    content = made.word(made.paragraph(empty), made.paragraph(ranges + words + ends))
    return made.with_notes(content, "comments", dict.fromkeys(range(times), made.run("b")))


@pytest.mark.parametrize("times", [400, pytest.param(10_000, marks=pytest.mark.drill)])
def test_what_is_there_many_times_takes_no_longer_each(times):
    content = of_many(times)
    started = time.process_time()
    assert len(read_word(content).comments) == times
    assert time.process_time() - started < 10 + times / 200
