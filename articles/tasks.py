"""The worker's part of an issue: the pictures of the pages that are leafed through."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from articles import pdf_pages
from articles.models import Leaf, Problem, ReadPdf
from portal.core.files.collections import create_collection
from portal.core.models import PortalDocument, PortalImage

SECONDS = 120
COLLECTION = "Pages des numéros"


@task
def read_pdf(document_id: int, most: int) -> None:
    """Count its pages and draw the first ones, unless that was done for this very file."""
    document = PortalDocument.objects.filter(pk=document_id).first()
    if document is None:
        return
    known = ReadPdf.objects.filter(document=document, file_name=document.file.name).first()
    if known and (known.problem or known.leaves.count() >= min(most, known.pages)):
        return
    with TemporaryDirectory() as folder:
        found = _drawn(document, folder, most)
        _store(document, Path(folder), found)


def _drawn(document: PortalDocument, folder: str, most: int) -> dict:
    command = [sys.executable, "-I", pdf_pages.__file__, document.file.path, folder, str(most)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)  # noqa: S603 - our own program
        return json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"problem": Problem.HEAVY}
    except (subprocess.CalledProcessError, ValueError):
        return {"problem": Problem.DAMAGED}


@transaction.atomic
def _store(document: PortalDocument, folder: Path, found: dict) -> None:
    ReadPdf.objects.filter(document=document).delete()
    facts = {"pages": found.get("pages", 0), "problem": found.get("problem", "")}
    read = ReadPdf.objects.create(document=document, file_name=document.file.name, **facts)
    if read.problem:
        return
    collection = create_collection(COLLECTION, within=document.collection)
    with override("fr"):
        for number in range(1, len(list(folder.iterdir())) + 1):
            picture = folder / f"{number}.jpg"
            title = _("%(document)s, page %(number)s") % {"document": document.title[:200], "number": number}
            file = ContentFile(picture.read_bytes(), name=f"page-{number}.jpg")
            image = PortalImage.objects.create(title=title, file=file, collection=collection)
            Leaf.objects.create(read=read, number=number, image=image)
