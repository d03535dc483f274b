"""Whose data: an account, and the addresses that its owner proved to be theirs."""

from allauth.account.models import EmailAddress

from members.models import User
from portal.core.personal_data.registry import Subject


def subject_of(user: User) -> Subject:
    """Somebody else's registrations never count, however one's account is called: only what was proved does."""
    proved = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return Subject(user.pk, frozenset(email.lower() for email in proved))
