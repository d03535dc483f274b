"""An import from its folder to its pages, as the worker does it."""

from pathlib import Path

from portal.archive.models import Batch, Form, Source, Work
from portal.archive.services import confirm_import, send_batch
from portal.archive.working import check_some, import_some, refusing


def never() -> bool:
    return False


def checked(place: Path, name: str = "Ancien site", **fields) -> Batch:
    told = {"form": Form.FOLDER, "posts_become": "article", "is_published": True, "by": None, **fields}
    batch = send_batch(name=name, place=str(place), by_worker=False, **told)
    with refusing(batch):
        check_some(batch, never)
    batch.refresh_from_db()
    return batch


def imported(place: Path, is_late=never, **fields) -> Batch:
    batch = checked(place, **fields)
    assert batch.state == Work.CHECKED, batch.problems
    batch = confirm_import(batch_id=batch.pk, by=batch.by, by_worker=False)
    with refusing(batch):
        import_some(batch, is_late)
    batch.refresh_from_db()
    return batch


def found(batch: Batch) -> dict[str, Source]:
    return {source.key: source for source in batch.sources.select_related("page")}


def sentences(source: Source) -> str:
    return " ".join([problem["message"] for problem in source.problems] + source.notices)
