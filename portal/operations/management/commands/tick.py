from django.core.management.base import BaseCommand

from portal.operations.schedule import tick


class Command(BaseCommand):
    help = "One minute's scheduled work: run it every minute."
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        tick()
