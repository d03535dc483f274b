"""What this room holds of people: nothing."""

from portal.core.personal_data.registry import about_nobody
from portal.desk.models import Link

about_nobody("The address that a link leads to.", Link)
