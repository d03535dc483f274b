from typing import Any

from django.core.management.base import BaseCommand

from portal.account.services.forgetting import apply_retention
from portal.core.personal_data.table import BY_KEY


class Command(BaseCommand):
    help = "Efface ce dont la durée de conservation est passée, et le dit."

    def handle(self, *args: Any, **options: Any) -> None:
        for key, count in apply_retention().items():
            self.stdout.write(f"{count:6} {BY_KEY[key].name}")
