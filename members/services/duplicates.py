"""What an application may double: organisations that are known already, other applications."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from members.models import Application, Organisation
from members.models.organisations import MAIL_PROVIDERS


@dataclass(frozen=True)
class Known:
    """An organisation, and what it has in common with the application."""

    organisation: Organisation
    likenesses: list[Promise | str]


def known_like(application: Application) -> list[Known]:
    """Organisations of the same name, SIRET number or domain."""
    rows = Organisation.objects.prefetch_related("domains").only(
        "name", "siret", "website", "contact_email", "billing_email"
    )
    found = ((row, list(_likenesses(application, row))) for row in rows)
    return [Known(row, likenesses) for row, likenesses in found if likenesses]


def _likenesses(application: Application, organisation: Organisation) -> Iterator[Promise | str]:
    if slugify(application.organisation_name) == slugify(organisation.name) != "":
        yield _("same name")
    if application.siret and application.siret == organisation.siret:
        yield _("same SIRET number")
    theirs = {domain.domain for domain in organisation.domains.all()}
    theirs |= _domains(organisation.website, organisation.contact_email, organisation.billing_email)
    asked = _domains(application.website, application.email, application.delegate_email, application.billing_email)
    yield from sorted(theirs & asked)


def _domains(website: str, *emails: str) -> set[str]:
    """Of a site and of addresses, without those that are everybody's."""
    host = (urlsplit(website).hostname or "").removeprefix("www.")
    return {host, *(email.rpartition("@")[2].lower() for email in emails)} - MAIL_PROVIDERS - {""}


def others_like(application: Application) -> QuerySet[Application]:
    """Applications from the same address or of the same name that wait too."""
    same = Q(email=application.email)
    if application.organisation_name:
        same |= Q(organisation_name__iexact=application.organisation_name)
    return Application.objects.open().filter(same).exclude(pk=application.pk)
