"""Organisations and their memberships as officers keep them."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from members.models import Membership, Organisation, User
from portal.access.services import Actor
from portal.core.cache.changes import changed, tags_of
from portal.core.files.media import PortalImage, is_used

MEMBERSHIP_FACTS = (
    "plan",
    "starts_on",
    "ends_on",
    "accepted_on",
    "paid_on",
    "payment_reference",
    "seats",
    "fee",
    "grace_days",
    "suspended_on",
    "ended_on",
)


@transaction.atomic
def save_organisation(*, organisation: Organisation, save: Callable[[], Organisation], by: Actor) -> Organisation:
    """Have `save` write the form of an organisation and its memberships, in the caller's transaction, and log what
    changed of these."""
    Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
    before = _memberships(organisation)
    saved = save()
    after = _memberships(saved)
    if before != after:
        data = {"before": before, "after": after}
        log(instance=saved, action="members.memberships.changed", user=by, data=data)
    return saved


def _memberships(organisation: Organisation) -> list[dict[str, str]]:
    if organisation.pk is None:
        return []
    return [facts_of(row) for row in Membership.objects.filter(organisation=organisation.pk).order_by("pk")]


def facts_of(membership: Membership) -> dict[str, str]:
    """As the journal tells a membership."""
    return {name: str(getattr(membership, _attribute(name))) for name in MEMBERSHIP_FACTS}


def _attribute(name: str) -> str:
    return Membership._meta.get_field(name).attname  # type: ignore[union-attr]


@transaction.atomic(durable=True)
def suspend_organisation(*, organisation: Organisation, by: Actor) -> None:
    """From now on nobody in the organisation reads as a member."""
    if Organisation.objects.filter(pk=organisation.pk, suspended_at=None).update(suspended_at=timezone.now()):
        changed(*tags_of(organisation))
        log(instance=organisation, action="members.organisation.suspended", user=by)


@transaction.atomic(durable=True)
def resume_organisation(*, organisation: Organisation, by: Actor) -> None:
    if Organisation.objects.filter(pk=organisation.pk).exclude(suspended_at=None).update(suspended_at=None):
        changed(*tags_of(organisation))
        log(instance=organisation, action="members.organisation.resumed", user=by)


@transaction.atomic(durable=True)
def list_organisation(*, organisation: Organisation, is_listed: bool, by: Actor) -> None:
    """Show it among the members on the public page, or no longer."""
    if Organisation.objects.filter(pk=organisation.pk, is_listed=not is_listed).update(is_listed=is_listed):
        changed(*tags_of(organisation))
        log(instance=organisation, action=f"members.organisation.{'listed' if is_listed else 'unlisted'}", user=by)


@transaction.atomic(durable=True)
def give_logo(*, organisation: Organisation, save: Callable[[], PortalImage], by: User) -> None:
    """Show the picture that `save` keeps where the organisation is named; the one before goes if its people sent it."""
    _put_logo(organisation, save, by)


@transaction.atomic(durable=True)
def take_logo_off(*, organisation: Organisation, by: User) -> None:
    _put_logo(organisation, lambda: None, by)


def _put_logo(organisation: Organisation, save: Callable[[], PortalImage | None], by: User) -> None:
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    former = organisation.logo
    organisation.logo = save()
    if organisation.logo == former:
        return
    organisation.save(update_fields=["logo"])
    log(instance=organisation, action="members.organisation.logo", user=by)
    if former and organisation.seats.filter(user=former.uploaded_by_user_id).exists() and not is_used(former):
        former.delete()
