"""What this room holds of people: for whom links to drafts were made, and what these said."""

from portal.core.personal_data.registry import about_nobody, register, without_account
from portal.desk.models import DraftLink, Link, Remark

about_nobody("The address that a link leads to.", Link)
register(DraftLink, under="history", find="created_by", export=("note", "created_at", "expires_at"))
without_account(Remark, under="publications")
