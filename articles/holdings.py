"""What this room holds of people."""

from articles.models import ManuscriptRemarks
from portal.core.personal_data.registry import without_account

without_account(ManuscriptRemarks, under="publications")
