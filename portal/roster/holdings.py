"""What this room holds of people: the sheets that were sent, and in them their names and addresses."""

from portal.core.personal_data.registry import forgets, register
from portal.roster.models import Sheet
from portal.roster.working import forget_sheets

register(Sheet, under="sheets", find="by", export=("title", "sent_at"))
forgets("sheets")(forget_sheets)
