"""What this room holds of people, and what it forgets."""

from datetime import datetime

from portal.account.models import DataCopy, LastVisit
from portal.account.services.erasing import forget_erasures
from portal.account.services.forgetting import forget_unused_accounts
from portal.core.personal_data.registry import delete, forgets, register

register(DataCopy, under="exports", find="user", export=("asked_at",), erase=delete, theirs=True)
register(LastVisit, under="accounts", find="user", export=("day", "before"), erase=delete)

forgets("accounts")(forget_unused_accounts)
forgets("erasures")(forget_erasures)


@forgets("exports")
def forget_copies(before: datetime) -> int:
    return DataCopy.objects.filter(made_at__lt=before).delete()[0]
