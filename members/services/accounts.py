"""Accounts as staff make and change them; their owners sign in and change them through allauth."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db import transaction
from wagtail.log_actions import log
from wagtail.users.models import UserProfile

from members.emails import mail_account_changed, mail_welcome
from members.models import User
from members.signals import address_asks_in, address_changed
from portal.access.services import Actor


def open_account(*, email: str, first_name: str = "", last_name: str = "", by: Actor) -> User:
    """The account of this address, made if need be: without a password, its owner gets in by a code sent there.

    A row-level function: within the caller's transaction.
    """
    user, made = User.objects.get_or_create(
        email=email.strip().lower(), defaults={"first_name": first_name, "last_name": last_name}
    )
    if made:
        settle_address(user=user)
        log(instance=user, action="members.account.made", user=by)
    return user


@transaction.atomic
def account_to_sign_in(*, address: str, opens: bool) -> User | None:
    """The open account of this address. Where there is none, it is made if the form `opens` one or another room knows
    the address: it is theirs once they prove it.

    Whatever the address, the same is read and written, and taken back where nothing is made: the time must not tell.
    """
    address = address.lower()
    answers = [answer for _receiver, answer in address_asks_in.send(User, address=address)]
    user = User.objects.filter(email=address).first()
    if user is None and (opens or any(answers)):
        return open_account(email=address, by=None)
    with transaction.atomic():
        open_account(email=f"{uuid4()}@nowhere.invalid", by=None)
        transaction.set_rollback(True)
    return user if user and user.is_active else None


def choose_language(*, user: User, language: str) -> None:
    """Of what is written to them from now on. A row-level function, of which nothing is logged: it opens nothing."""
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})


def settle_address(*, user: User) -> EmailAddress | None:
    """Make the account's address its only one, for its owner to prove; answers the one it replaced, if any."""
    if not user.password:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    addresses = EmailAddress.objects.filter(user=user)
    if addresses.filter(email__iexact=user.email, primary=True).exists():
        return None
    replaced = addresses.filter(primary=True).first()
    addresses.delete()
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    return replaced


@transaction.atomic
def settle_account(*, user: User, made: bool, language: str, by: Actor) -> None:
    """After staff saved an account, in the same transaction: a new owner is told how to sign in, an old address
    that it no longer opens the account."""
    replaced = settle_address(user=user)
    if made:
        log(instance=user, action="members.account.made", user=by)
        mail_welcome(user, language)
    elif replaced:
        old = replaced.email.lower()
        log(instance=user, action="members.account.address", user=by)
        mail_account_changed(to=old, what="email_changed", language=language)
        if replaced.verified:
            address_changed.send(User, user=user, old=old, new=user.email)


def standing(users: Iterable[User]) -> dict[int, dict[str, Any]]:
    """What each of these accounts that still exists may do here: whether it is open, and its roles."""
    stored = User.objects.filter(pk__in=[user.pk for user in users]).prefetch_related("groups")
    return {
        user.pk: {
            "open": user.is_active,
            "administrator": user.is_superuser,
            "roles": sorted(group.name for group in user.groups.all()),
        }
        for user in stored
    }


def log_standing(*, users: Iterable[User], before: dict[int, dict[str, Any]], by: Actor) -> None:
    """Put on record what became of these accounts since `before`, in the transaction that changed them."""
    now = standing(users)
    for user in users:
        if user.pk not in before:
            continue
        was, now_is = before[user.pk], now.get(user.pk)
        if now_is is None:
            log(instance=user, action="wagtail.delete", user=by)
            continue
        if was["open"] != now_is["open"]:
            log(instance=user, action=f"members.account.{'reopened' if now_is['open'] else 'closed'}", user=by)
        if {**was, "open": None} != {**now_is, "open": None}:
            log(instance=user, action="members.account.roles", user=by, data={"before": was, "after": now_is})
