from pathlib import Path
from typing import cast

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.operations.demo.people import ACCOUNTS, read_password
from portal.operations.first_start import prepare
from portal.operations.supervisor import Server, Supervisor, keep_time, run_apart, stop_on_signals, work


class Command(BaseCommand):
    help = "Prepares what is missing, then serves the portal with its worker and its scheduler."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port: int, **options: object) -> None:
        stop_on_signals()
        if not run_apart(lambda: prepare(self._say)):
            raise CommandError(
                "La préparation a échoué : le message ci-dessus dit pourquoi. / "
                "The preparation failed: the message above says why."
            )
        # Django read the names of the static files when it started, perhaps before they were collected.
        names = cast(ManifestFilesMixin, staticfiles_storage)
        names.hashed_files, names.manifest_hash = names.load_manifest()  # type: ignore[assignment]
        children = {"web": lambda: Server(port, self._welcome).run(), "worker": work, "scheduler": keep_time}
        if status := Supervisor(children).run():
            raise SystemExit(status)

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _welcome(self) -> None:
        lines = [
            "",
            f"  {settings.WAGTAIL_SITE_NAME} : {settings.BASE_URL}/",
            f"  Administration : {settings.BASE_URL}/{settings.ADMIN_PATH}",
        ]
        if password := read_password():
            lines += ["", f"  Comptes de démonstration, mot de passe / demo accounts, password: {password}"]
            lines += [f"    {account.email:40} {account.what_fr} / {account.what_en}" for account in ACCOUNTS]
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            lines += ["", f"  Courriels / mail: {Path(settings.EMAIL_FILE_PATH)}"]
        self._say("\n".join([*lines, "", "  Ctrl-C pour arrêter / to stop", ""]))
