"""What this room holds of people."""

from portal.archive.models import Batch, Source
from portal.core.personal_data.registry import about_nobody, register

register(Batch, under="history", find="by", export=("name", "worked_at"))
about_nobody("The name of a file.", Source)
