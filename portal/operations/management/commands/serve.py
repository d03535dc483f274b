from collections.abc import Callable
from pathlib import Path
from typing import cast

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.home.models import HomePage
from portal.operations.first_start import prepare
from portal.operations.supervisor import Server, Supervisor, keep_time, run_apart, stop_on_signals, work


class Command(BaseCommand):
    help = "Prepares what is missing, then serves the portal with its worker and its scheduler."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port: int, **options: object) -> None:
        stop_on_signals()
        if not run_apart(lambda: self.make_ready(self._say)):
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

    def make_ready(self, say: Callable[[str], None]) -> None:
        """What has to be there before the first answer; a child process of its own does it."""
        prepare(say)
        if not HomePage.objects.exists():
            self.meet_empty_site(say)

    def meet_empty_site(self, say: Callable[[str], None]) -> None:
        say(
            "Le site est encore vide : créez-le avec manage.py start_site. /\n"
            "The site is still empty: make it with manage.py start_site."
        )

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _welcome(self) -> None:
        lines = self.welcome()
        if settings.MAIL_DELIVERY.endswith("filebased.EmailBackend"):
            lines += ["", f"  E-mails / mail: {Path(settings.EMAIL_FILE_PATH)}"]
        self._say("\n".join([*lines, "", "  Ctrl-C pour arrêter / to stop", ""]))

    def welcome(self) -> list[str]:
        """What to say, a line each, once the portal answers."""
        return [
            "",
            f"  {settings.WAGTAIL_SITE_NAME} : {settings.BASE_URL}/",
            f"  Administration : {settings.BASE_URL}/{settings.ADMIN_PATH}",
        ]
