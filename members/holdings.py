"""What this room and its libraries hold of people."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet

from members.models import Invitation, Membership, Organisation, Seat, SeatRequest, User
from portal.core.personal_data.erasing import ERASED
from portal.core.personal_data.registry import Subject, about_nobody, delete, register


def keep_without_name(rows: QuerySet, subject: Subject) -> None:
    """What a person paid stays in the association's accounts, held by an account that is nobody's."""
    nobody = User(email=f"{subject.key}@efface.invalid", last_name=ERASED, is_active=False)
    nobody.set_unusable_password()
    nobody.save()
    rows.update(user=nobody)


def leave_contacts(rows: QuerySet, subject: Subject) -> None:
    for role in ("contact", "billing"):
        rows.filter(subject.by_address(f"{role}_email")).update(**{f"{role}_name": "", f"{role}_email": ""})


register(
    User,
    under="accounts",
    find="pk",
    export=("email", "first_name", "last_name", "date_joined", "last_login", "is_active", "is_staff"),
    theirs=True,
)
register(
    EmailAddress, under="accounts", find="user", export=("email", "verified", "primary"), erase=delete, theirs=True
)
register(Authenticator, under="accounts", find="user", export=("type", "created_at", "last_used_at"), erase=delete)
register(
    UserSession,
    under="sessions",
    find="user",
    export=("ip", "user_agent", "created_at", "last_seen_at"),
    erase=delete,
    theirs=True,
)
register(
    Seat,
    under="memberships",
    find="user",
    export=("organisation", "is_delegate", "given_at", "removed_at"),
    theirs=True,
)
register(SeatRequest, under="memberships", find="user", export=("organisation",), erase=delete, theirs=True)
register(
    Invitation,
    under="memberships",
    find=lambda subject: Invitation.objects.filter(subject.by_address("email") | Q(seat__user=subject.key)),
    export=("organisation", "email"),
    erase=delete,
    theirs=True,
)
register(
    Membership,
    under="memberships",
    find="user",
    export=("plan", "starts_on", "ends_on"),
    erase=keep_without_name,
    theirs=True,
)
register(
    Organisation,
    under="memberships",
    find=lambda subject: Organisation.objects.filter(
        subject.by_address("contact_email") | subject.by_address("billing_email")
    ),
    export=("name", "contact_name", "contact_email", "billing_name", "billing_email"),
    erase=leave_contacts,
)
about_nobody("Goes with its address, and none is made: addresses are confirmed by codes.", EmailConfirmation)
about_nobody("The name of a role.", Group)
