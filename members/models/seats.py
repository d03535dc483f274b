from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from members.models.organisations import Organisation
from members.models.people import User
from members.querysets import InvitationQuerySet, SeatQuerySet, SeatRequestQuerySet
from portal.access.links import SecretLink


class Seat(models.Model):
    """A person's place in a member organisation; removed ones are kept, so that the wall can say why."""

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="seats", verbose_name=_("person"))
    is_delegate = models.BooleanField(_("delegate"), default=False, help_text=_("Speaks for the organisation."))
    given_at = models.DateTimeField(_("given on"), auto_now_add=True)
    removed_at = models.DateTimeField(_("removed on"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=models.Q(removed_at=None),
                name="seat_one_per_person",
                violation_error_message=_("This person already has a seat in this organisation."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"


class Invitation(SecretLink):
    """A seat kept for an address until its owner accepts by the link in the message, it expires, or it is withdrawn.

    Whether the address has an account is not asked before.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    is_delegate = models.BooleanField(_("delegate"), default=False)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(_("sent on"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires on"))
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    seat = models.OneToOneField(Seat, null=True, on_delete=models.SET_NULL, related_name="invitation")
    accepted_at = models.DateTimeField(_("accepted on"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["sent_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="invitation_email_lower_case"),
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_one_open_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.organisation}"

    def is_pending(self, at: datetime) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at


class SeatRequest(models.Model):
    """Somebody with an address at a verified domain asks for a seat; a delegate answers."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="seat_requests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="seat_requests", verbose_name=_("person"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(_("asked on"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    was_granted = models.BooleanField(_("granted"), default=False)

    objects = SeatRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a seat")
        verbose_name_plural = _("requests for a seat")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=models.Q(answered_at=None),
                name="seat_request_one_open_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"
