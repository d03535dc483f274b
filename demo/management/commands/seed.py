import time

from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.seed import AlreadySeeded, InTheWay, remove_seed, seed


class Command(BaseCommand):
    help = "Adds content for measuring (news, articles, studies, events), or takes it away again."

    def add_arguments(self, parser: CommandParser) -> None:
        deed = parser.add_mutually_exclusive_group(required=True)
        deed.add_argument("--pages", type=int, help="how many pages to add, translations included")
        deed.add_argument("--remove", action="store_true", help="delete all that this command has added")

    def handle(self, *, pages: int | None, remove: bool, **options: object) -> None:
        if not remove and (pages or 0) < 1:
            raise CommandError("Combien de pages ? / How many pages? --pages 20000")
        began = time.monotonic()
        try:
            done = remove_seed(self._tell) if remove else seed(pages or 0, self._tell)
        except AlreadySeeded as error:
            raise CommandError(
                "De telles pages sont déjà là : retirez-les d’abord avec --remove. / "
                "Such pages are here already: remove them with --remove first."
            ) from error
        except InTheWay as error:
            raise CommandError(
                "D’autres contenus tiennent à ces pages (placés dessous, traduits ou réservés à leurs participants) : "
                "déplacez-les ou supprimez-les d’abord. / Other content depends on these pages (placed below them, "
                "translated, or open to their attendees first): move or delete it first."
            ) from error
        self.stdout.write(f"{self._line_start}{done} pages, {time.monotonic() - began:.0f} s")

    @property
    def _line_start(self) -> str:
        return "\r\033[K" if self.stdout.isatty() else ""

    def _tell(self, done: int) -> None:
        self.stdout.write(f"{self._line_start}  {done} pages", ending="" if self.stdout.isatty() else "\n")
        self.stdout.flush()
