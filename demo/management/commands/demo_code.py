from django.core.management.base import BaseCommand, CommandError

from demo.people import second_step_code, second_step_file


class Command(BaseCommand):
    help = "Shows the code that the demonstration's staff are asked for now, as an application would."

    def handle(self, **options: object) -> None:
        if not second_step_file().exists():
            raise CommandError("La démonstration n’est pas chargée. / The demonstration is not loaded.")
        self.stdout.write(second_step_code())
