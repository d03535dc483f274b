from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.organisations import Organisation
from members.querysets import IdentityProviderQuerySet


class IdentityProvider(models.Model):
    """The sign-in of an organisation itself, by OpenID Connect: it proves addresses at the organisation's verified
    domains, and nothing else."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="identity_provider")
    issuer = models.URLField(
        _("issuer"),
        help_text=_(
            "The address of the provider, as its documentation gives it: https://sign-in.organisation.example."
        ),
    )
    client_id = models.CharField(_("client ID"), max_length=191)
    secret = models.CharField(_("client secret"), max_length=191)
    vouches = models.BooleanField(
        _("its addresses count as proved"),
        default=False,
        help_text=_(
            "For a provider that doesn’t say whether an address is verified, such as Microsoft Entra ID. Only if the "
            "organisation confirms that its administrators alone give its people their addresses."
        ),
    )

    objects = IdentityProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity provider")
        verbose_name_plural = _("identity providers")

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def key(self) -> str:
        """By which the address that the provider leads back to names it."""
        return str(self.organisation_id)

    def is_of(self, email: str) -> bool:
        """Whether it may prove this lower-cased address."""
        domain = email.rpartition("@")[2]
        return self.organisation.domains.filter(domain=domain, verified_on__isnull=False).exists()
