"""Each door of the portal, opened over HTTP where only requirements.txt is installed.

`python -m tests.doors PYTHON FOLDER`: PYTHON serves the demonstration, from data in the new FOLDER; this process, which
may have the development packages, visits it.
"""

import re
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.doors.served import Served, served
from tests.doors.visitor import Broken, Visitor
from tests.studies.survey.answer_files import HEADER, answer_rows, csv_bytes, write_sav, xlsx_bytes

WORKER_SECONDS = 150
Door = Callable[[Served], str]


def main(python: str, folder: str) -> int:
    failed = 0
    with served(python, Path(folder)) as portal:
        for door in DOORS:
            started = time.monotonic()
            name = door.__name__.replace("_", " ")
            try:
                said = door(portal)
            except (Broken, OSError) as broken:
                failed += 1
                said = f"FAILED: {broken}"
            _say(f"{name:28} {time.monotonic() - started:5.1f} s  {said}")
        if complaints := portal.complaints():
            failed += 1
            _say("The log tells of errors:", *complaints)
    if failed:
        _say((Path(folder) / "portal.log").read_text()[-20_000:])
    return 1 if failed else 0


def pages_for_visitors(portal: Served) -> str:
    return f"{len(Visitor(portal.url).crawl(['/', '/en/'], alike=2))} addresses"


def pages_and_files_for_members(portal: Served) -> str:
    """What the wall hides from visitors: documents, calendars, the explorer with its exports, one's own pages."""
    visited = _signed_in(portal, "membre").crawl(["/", "/compte/"], alike=2)
    for wanted in (".pdf", ".ics", "format=xlsx", "format=csv"):
        if not any(wanted in address for address in visited):
            raise Broken(f"no {wanted} was found by a member")
    return f"{len(visited)} addresses"


def pages_of_the_administration(portal: Served) -> str:
    visited = _signed_in(portal, "administration").crawl(["/admin/"], within="/admin/", alike=2, status=None)
    return f"{len(visited)} addresses"


def answers_by_file(portal: Served) -> str:
    """A survey file of each kind is received, read by the worker and its codebook written."""
    officer = _signed_in(portal, "etudes")
    rows = [HEADER, *answer_rows()]
    with tempfile.TemporaryDirectory() as folder:
        columns = dict(zip(HEADER, zip(*answer_rows(), strict=True), strict=True))
        sav = write_sav(Path(folder) / "a.sav", {name: list(map(float, cells)) for name, cells in columns.items()})
        files = {"sav": sav.read_bytes(), "csv": csv_bytes(rows), "xlsx": xlsx_bytes({"Réponses": rows})}
    studies = sorted(set(re.findall(r"/admin/studies/study/edit/(\d+)/|/study/edit/(\d+)/", _studies(officer))))
    study = max(int(next(filter(None, found))) for found in studies)
    address = f"/admin/surveys/{study}/"
    for kind, content in files.items():
        fields = {"door": "answers", "threshold": "10"}
        officer.send(f"{address}send/", fields, {"file": (f"reponses.{kind}", content)})
        _wait_for(lambda: "refresh" not in {name.lower() for name in officer.get(address).headers}, f".{kind} read")
        if f"reponses.{kind}" not in (page := officer.get(address).text) or "w-text-critical" in page:
            raise Broken(f"the file reponses.{kind} was refused")
        book = officer.get(f"{address}codebook/file/")
        officer.get(f"{address}template/")
        if not book.content.startswith(b"PK"):
            raise Broken("the codebook is no workbook")
    return ", ".join(files)


def tables_of_registrations(portal: Served) -> str:
    organiser = _signed_in(portal, "evenements")
    plain = organiser.get("/admin/registration/?export=csv")
    book = organiser.get("/admin/registration/?export=xlsx")
    if "@prevenance.example" not in plain.text or not book.content.startswith(b"PK"):
        raise Broken("the list of registrations is not exported")
    return "csv, xlsx"


def pictures_and_documents(portal: Served) -> str:
    editor = _signed_in(portal, "administration")
    for kind in ("PNG", "JPEG", "WEBP", "AVIF", "GIF"):
        buffer = BytesIO()
        Image.new("RGB", (640, 480), (44, 38, 210)).save(buffer, kind)
        name = f"essai.{kind.lower()}"
        _upload(editor, "images", name, buffer.getvalue())
    _upload(editor, "documents", "essai.pdf", b"%PDF-1.7\n%%EOF\n")
    return "png, jpeg, webp, avif, gif, pdf"


def registration_and_its_message(portal: Served) -> str:
    visitor = Visitor(portal.url)
    home = visitor.get("/").text + visitor.get("/evenements/").text
    for page in dict.fromkeys(re.findall(r'href="(/evenements/[^"#?]+/)"', home)):
        if found := re.search(r'href="(/inscriptions/\d+/)"', visitor.get(page).text):
            person = {"first_name": "Zoë", "last_name": "Œuvrard", "email": "porte@prevenance.example"}
            visitor.send(found[1], {**person, "organisation_name": ""})
            _wait_for(lambda: "porte@prevenance.example" in portal.mail(), "message sent")
            return "registered, written to"
    raise Broken("no event takes registrations")


DOORS: tuple[Door, ...] = (
    registration_and_its_message,
    tables_of_registrations,
    pictures_and_documents,
    pages_for_visitors,
    pages_and_files_for_members,
    answers_by_file,
    pages_of_the_administration,
)


def _signed_in(portal: Served, account: str) -> Visitor:
    visitor = Visitor(portal.url)
    visitor.sign_in(f"{account}@prevenance.example", portal.password, portal.application)
    return visitor


def _upload(editor: Visitor, kind: str, name: str, content: bytes) -> None:
    root = {"collection": "1"}
    if editor.send(f"/admin/{kind}/add/", {"title": name, **root}, {"file": (name, content)}).url.endswith("/add/"):
        raise Broken(f"{name} was not taken")


def _studies(officer: Visitor) -> str:
    return officer.get("/admin/study/").text


def _wait_for(is_done: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + WORKER_SECONDS
    while not is_done():
        if time.monotonic() > deadline:
            raise Broken(f"not within {WORKER_SECONDS} s: {what}")
        time.sleep(0.3)


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
