from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.load import OtherContent, load_demo
from demo.people import read_password


class Command(BaseCommand):
    help = "Loads the demonstration: a fictional association with its magazine, studies, events and accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="add it to the content that is already there")

    def handle(self, *, force: bool, **options: object) -> None:
        try:
            loaded = load_demo(self.stdout.write, force=force)
        except OtherContent as error:
            raise CommandError(
                "Cette base contient déjà autre chose que la démonstration ; --force l’y ajouterait. / "
                "This database already holds something else than the demonstration; --force would add to it."
            ) from error
        self.stdout.write(
            f"Démonstration chargée ; mot de passe des comptes / loaded; the accounts’ password: {read_password()}"
            if loaded
            else "La démonstration est déjà là. / The demonstration is already there."
        )
