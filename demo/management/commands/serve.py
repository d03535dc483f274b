from collections.abc import Callable

from demo.load import load_demo
from demo.people import ACCOUNTS, read_password
from portal.operations.management.commands.serve import Command as ServeCommand


class Command(ServeCommand):
    """As the portal is served, with the demonstration loaded into an empty database and its accounts told."""

    def meet_empty_site(self, say: Callable[[str], None]) -> None:
        say("Contenus de démonstration… / Demonstration content…")
        load_demo(say)

    def welcome(self) -> list[str]:
        password = read_password()
        if not password:
            return super().welcome()
        return [
            *super().welcome(),
            "",
            f"  Comptes de démonstration, mot de passe / demo accounts, password: {password}",
            "  Pour l’équipe, code de la seconde étape / for staff, code of the second step: "
            ".venv/bin/python manage.py demo_code",
            *(f"    {account.email:40} {account.what_fr} / {account.what_en}" for account in ACCOUNTS),
        ]
