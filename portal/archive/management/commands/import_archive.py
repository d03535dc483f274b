from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from members.models import User
from portal.archive.models import Batch, Form, Source, SourceState, Work
from portal.archive.pieces import Kind
from portal.archive.services import NotChanged, confirm_import, send_batch
from portal.archive.working import check_some, import_some, refusing


class Command(BaseCommand):
    help = (
        "Check a folder (or a .zip) of articles with its sheet, or an export of WordPress (.xml), and tell what would "
        "become of each; with --import, make the pages. Run twice, it makes nothing twice; stopped, it goes on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--name", help="What the old site is called here; the folder's own name unless said.")
        parser.add_argument("--import", action="store_true", dest="imports", help="Make the pages that can be made.")
        parser.add_argument("--publish", action="store_true", help="Put them online; else every page is a draft.")
        parser.add_argument("--uploads", type=Path, help="WordPress: its folder wp-content/uploads, or a .zip of it.")
        parser.add_argument("--news", action="store_true", help="WordPress: posts become news, not articles.")
        parser.add_argument("--by", help="E-mail address of the account in whose name it is done.")

    def handle(self, folder: Path, **options: Any) -> None:
        with override("fr"):
            batch = self._sent(folder, options)
            self._do(batch, _("%(percent)d %% checked"), check_some)
            self._report(batch)
            if not options["imports"] or batch.state == Work.REFUSED:
                return
            confirm_import(batch_id=batch.pk, by=batch.by, by_worker=False)
            batch.refresh_from_db()
            self._do(batch, _("%(percent)d %% imported"), import_some)
            self._report(batch)

    def _sent(self, folder: Path, options: dict[str, Any]) -> Batch:
        places = [path for path in (folder, options["uploads"]) if path]
        if absent := [str(path) for path in places if not path.exists()]:
            raise CommandError(_("There is no such file: %(names)s.") % {"names": ", ".join(absent)})
        by = User.objects.filter(email=options["by"].lower()).first() if options["by"] else None
        if options["by"] and by is None:
            raise CommandError(_("No account has the address %(email)s.") % {"email": options["by"]})
        try:
            return send_batch(
                name=(options["name"] or folder.resolve().name)[:120],
                form=Form.WORDPRESS if folder.suffix.lower() == ".xml" else Form.FOLDER,
                posts_become=Kind.NEWS if options["news"] else Kind.ARTICLE,
                is_published=options["publish"],
                place=str(folder.resolve()),
                uploads_place=str(options["uploads"].resolve()) if options["uploads"] else "",
                by=by,
                by_worker=False,
            )
        except NotChanged as refused:
            raise CommandError(str(refused)) from refused

    def _do(self, batch: Batch, told_as: str, work: Any) -> None:
        """To the end, telling how far it is."""
        told = 0

        def tell() -> bool:
            nonlocal told
            if (percent := batch.progress) >= told + 10:
                told = percent
                self.stderr.write(told_as % {"percent": percent})
            return False

        with refusing(batch):
            work(batch, tell)
        batch.refresh_from_db()

    def _report(self, batch: Batch) -> None:
        for problem in batch.problems:
            self.stdout.write(problem["message"])
        for notice in batch.notices:
            self.stdout.write(notice)
        for source in batch.sources.filter(round=batch.round).iterator():
            self._tell(source)
        counts = {state: batch.sources.filter(round=batch.round, state=state).count() for state in SourceState}
        told = ", ".join(f"{count} {state.label}" for state, count in counts.items())
        self.stdout.write(f"{batch} : {told}.")

    def _tell(self, source: Source) -> None:
        row = _("row %(row)d") % {"row": source.row} if source.row else ""
        where = f"{row}, {source.name}" if row and row != source.name else source.name
        for problem in source.problems:
            column = f" ({problem['column']})" if problem["column"] else ""
            self.stdout.write(f"{where}{column} : {problem['message']}")
        for notice in source.notices:
            self.stdout.write(f"{where} : {notice}")
