"""What this room and its libraries hold of people."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.utils import timezone

from members.models import (
    Application,
    DirectoryEntry,
    IdentityProvider,
    Invitation,
    Membership,
    Organisation,
    Seat,
    SeatRequest,
    User,
)
from portal.core.personal_data.erasing import ERASED, forget_what_is_told_of
from portal.core.personal_data.registry import Subject, about_nobody, delete, forgets, register


def keep_without_name(rows: QuerySet, subject: Subject) -> None:
    """What a person paid stays in the association's accounts, held by an account that is nobody's."""
    nobody = User(email=f"{subject.key}@efface.invalid", last_name=ERASED, is_active=False)
    nobody.set_unusable_password()
    nobody.save()
    rows.update(user=nobody)


def leave_contacts(rows: QuerySet, subject: Subject) -> None:
    for role in ("contact", "billing"):
        rows.filter(subject.by_address(f"{role}_email")).update(**{f"{role}_name": "", f"{role}_email": ""})


APPLICATION_ADDRESSES = ("email", "delegate_email", "billing_email")
APPLICATION_CONFIRMED_WITHIN = timedelta(days=30)


def applications_naming(subject: Subject) -> QuerySet:
    named = Q(pk__in=())
    for field in APPLICATION_ADDRESSES:
        named |= subject.by_address(field)
    return Application.objects.filter(named)


def leave_applications(rows: QuerySet, subject: Subject) -> None:
    """One's own go; those of others no longer name whom they wanted as a delegate or for the invoice."""
    rows.filter(subject.by_address("email")).delete()
    for role in ("delegate", "billing"):
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
register(SeatRequest, under="invitations", find="user", export=("organisation",), erase=delete, theirs=True)
register(
    Invitation,
    under="invitations",
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
register(
    Application,
    under="applications",
    find=applications_naming,
    export=(
        "organisation_name",
        "first_name",
        "last_name",
        *APPLICATION_ADDRESSES,
        "billing_address",
        "billing_postcode",
        "billing_city",
        "message",
        "consent",
        "received_at",
    ),
    erase=leave_applications,
    theirs=True,
)
register(
    DirectoryEntry,
    under="directory",
    find="user",
    export=("name", "role", "shows_organisation", "link", "shows_email"),
    erase=delete,
    theirs=True,
)
about_nobody("Goes with its address, and none is made: addresses are confirmed by codes.", EmailConfirmation)
register(SocialAccount, under="accounts", find="user", export=("provider", "uid", "date_joined"), erase=delete)
about_nobody("The name of a role.", Group)
about_nobody(
    "An organisation’s own sign-in, and allauth’s rows for it, of which none is made.", IdentityProvider, SocialApp
)


@forgets("applications")
def forget_applications(before: datetime) -> int:
    """Sooner, those that nobody confirmed."""
    unconfirmed = Application.objects.in_state("received")
    soon = unconfirmed.filter(received_at__lt=timezone.now() - APPLICATION_CONFIRMED_WITHIN)
    keys = list((soon | Application.objects.filter(received_at__lt=before)).values_list("pk", flat=True))
    forget_what_is_told_of(Application, keys)
    return Application.objects.filter(pk__in=keys).delete()[0]


@forgets("invitations")
def forget_offers(before: datetime) -> int:
    """The seats that came of them stay; who was declined, or not answered, may ask again."""
    offered = Invitation.objects.filter(sent_at__lt=before).delete()[0]
    return offered + SeatRequest.objects.filter(asked_at__lt=before).delete()[0]
