"""What this room holds of people."""

from portal.core.personal_data.registry import without_account
from portal.home.models import ContactPage

without_account(ContactPage, under="publications")
