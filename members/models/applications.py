import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models.memberships import Membership, Plan
from members.models.organisations import Size, siret
from members.models.postal import PostalAddress
from members.querysets import ApplicationQuerySet
from portal.access.links import SecretLink
from portal.core.mail.names import no_web_address, single_line

NAME = [single_line, no_web_address]


class ApplicationState(models.TextChoices):
    RECEIVED = "received", _("address not confirmed")
    CONFIRMED = "confirmed", _("to be answered")
    ACCEPTED = "accepted", pgettext_lazy("application", "accepted")
    REFUSED = "refused", pgettext_lazy("application", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")


class Application(SecretLink, PostalAddress):
    """Somebody asks that their organisation, or they themselves where it has no name, become a member.

    Its state is that of its last step.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="applications", verbose_name=_("plan"))
    organisation_name = models.CharField(_("organisation"), max_length=120, blank=True, validators=NAME)
    website = models.URLField(_("website"), blank=True)
    sector = models.CharField(_("sector"), max_length=80, blank=True, validators=NAME)
    size = models.CharField(_("size"), max_length=12, choices=Size, blank=True)
    siret = models.CharField(_("SIRET number"), max_length=14, blank=True, validators=[siret])
    first_name = models.CharField(_("first name"), max_length=80, validators=NAME)
    last_name = models.CharField(_("last name"), max_length=80, validators=NAME)
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(pgettext_lazy("at work", "role"), max_length=120, blank=True, validators=NAME)
    delegate_name = models.CharField(_("delegate"), max_length=120, blank=True, validators=NAME)
    delegate_email = models.EmailField(_("delegate’s address"), blank=True)
    billing_name = models.CharField(_("billing contact"), max_length=120, blank=True, validators=NAME)
    billing_email = models.EmailField(_("billing address"), blank=True)
    billing_address = models.TextField(_("postal address for the invoice"), max_length=400, blank=True)
    message = models.TextField(_("message"), max_length=2000, blank=True)
    consent = models.TextField(_("what was agreed to"), editable=False)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    form_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    received_at = models.DateTimeField(_("received on"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("address confirmed on"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted on"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refused on"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True)
    refusal = models.TextField(_("reason of the refusal"), max_length=2000, blank=True)
    membership = models.OneToOneField(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="application"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="application_email_lower_case")
        ]

    def __str__(self) -> str:
        return self.organisation_name or self.applicant

    @property
    def applicant(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def delegate_address(self) -> str:
        """Whom the delegate's seat is offered to: whoever applies, if nobody else is named."""
        return self.delegate_email.lower() or self.email

    @property
    def state(self) -> ApplicationState:
        for state in (ApplicationState.ACCEPTED, ApplicationState.REFUSED, ApplicationState.WITHDRAWN):
            if getattr(self, f"{state}_at"):
                return state
        return ApplicationState.CONFIRMED if self.confirmed_at else ApplicationState.RECEIVED

    @property
    def is_open(self) -> bool:
        return self.state in (ApplicationState.RECEIVED, ApplicationState.CONFIRMED)
