from typing import Any

from django.core.management.base import BaseCommand

from portal.account.services.erasing import replay_erasures


class Command(BaseCommand):
    help = "Efface de nouveau les personnes effacées qu’une ancienne sauvegarde a ramenées."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{replay_erasures()}")
