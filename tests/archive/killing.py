"""An old site imported by a process that is killed: `python -m tests.archive.killing '{"pieces": 4, "posts": 3}'`.

It runs apart from pytest, on a database that keeps what is committed, and prints what came of it as JSON.
"""

import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import close_old_connections  # noqa: E402
from wagtail.contrib.redirects.models import Redirect  # noqa: E402
from wagtail.models import Page, Revision  # noqa: E402

from portal.archive.models import Source, SourceState  # noqa: E402
from portal.core.files.media import PortalImage  # noqa: E402
from tests.factories import archives  # noqa: E402
from tests.factories.databases import let_go  # noqa: E402
from tests.factories.manuscripts import picture, table, word  # noqa: E402
from tests.factories.media import png  # noqa: E402

PATIENCE = 3600  # seconds
WORDS = "Une phrase de l’ancien site, assez longue pour que la page en soit une. "


def main(pieces: int, posts: int) -> dict:
    place = Path(settings.DATA_DIR)
    return {
        "folder": imported_thrice(a_folder(place / "site", pieces), "--publish"),
        "wordpress": imported_thrice(an_export(place, posts), "--publish", "--uploads", str(place / "uploads")),
        "megabytes": most_memory(),
    }


def most_memory() -> int:
    """Megabytes. Of this program alone: what `getrusage` tells begins with the memory of whoever started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def a_folder(at: Path, count: int) -> Path:
    """Articles, news and studies by turns, as web pages, Word and Markdown; the last one's day is none."""
    files: dict[str, bytes] = {}
    rows = []
    for number in range(count):
        suffix = ("html", "docx", "md")[number % 3]
        name = f"{number}.{suffix}"
        document = word(lambda document: document.add_paragraph(WORDS * 20), table, picture("Une classe", "Légende"))
        files[name] = {"html": archives.html(WORDS * 20), "docx": document, "md": WORDS.encode() * 20}[suffix]
        cells = {"fichier": name, "type": ("article", "actualité", "étude", "article")[number % 4]}
        cells |= {"ancienne adresse": f"/vieux/{number}.html", "auteurs": f"Léa Martin ; Zoé {number % 7}"}
        rows.append(archives.row(number, **cells, thèmes="Écoute"))
    rows[-1]["date"] = "jamais"
    return archives.folder(at, files, *rows)


def an_export(at: Path, count: int) -> Path:
    (at / "uploads" / "2014").mkdir(parents=True)
    (at / "uploads" / "2014" / "a.png").write_bytes(png())
    shown = '<p>Une phrase.</p><img src="https://ancien.exemple/wp-content/uploads/2014/a.png" alt="Une classe">'
    file = at / "export.xml"
    file.write_bytes(archives.export(*(archives.post(number, content=shown) for number in range(count))))
    return file


def imported_thrice(place: Path, *options: str) -> dict:
    """Looked at, then imported by a process that is killed in the middle, then to its end, then once more."""
    told = run(place, *options)
    before = counts()
    ready = Source.objects.filter(state=SourceState.READY).count()
    done_before = done()
    let_go()
    child = multiprocessing.get_context("fork").Process(target=run, args=(place, "--import", *options), daemon=True)
    child.start()
    wait_until(lambda: done() - done_before >= ready // 3)
    os.kill(child.pid, signal.SIGKILL)  # type: ignore[arg-type]
    child.join()
    killed_at = done() - done_before
    started = time.monotonic()
    run(place, "--import", *options)
    outcome = {"told": told, "before": before, "ready": ready, "killed_at": killed_at, "once": counts()}
    outcome["seconds"] = round(time.monotonic() - started, 1)
    outcome["last"] = run(place, "--import", *options)
    return {**outcome, "twice": counts()}


def run(*arguments: object) -> str:
    """What the command says last."""
    said = StringIO()
    with redirect_stdout(said):
        call_command("import_archive", *map(str, arguments))
    return said.getvalue().strip().splitlines()[-1]


def wait_until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline
        close_old_connections()
        time.sleep(0.02)


def done() -> int:
    return Source.objects.filter(state=SourceState.DONE).count()


def counts() -> dict[str, int]:
    models = {"pages": Page, "revisions": Revision, "redirects": Redirect, "pictures": PortalImage}
    return {name: model.objects.count() for name, model in models.items()} | {
        "live": Page.objects.filter(live=True).count()
    }


if __name__ == "__main__":
    json.dump(main(**json.loads(sys.argv[1])), sys.stdout)
