"""One account for each kind of visitor, and the organisations they belong to. None of them exists."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from members.models import (
    Application,
    DirectoryEntry,
    Domain,
    Invitation,
    Membership,
    Organisation,
    Plan,
    Seat,
    SeatRequest,
    Tier,
    User,
)
from portal.core.models import PortalImage
from portal.desk.roles import create_roles

DOMAIN = "prevenance.example"
ORVELLE = "orvelle.example"


@dataclass(frozen=True)
class Account:
    """`organisation` gives a seat, `role` a group of `portal.desk.roles`, "administrator" everything."""

    name: str
    first_name: str
    last_name: str
    what_fr: str
    what_en: str
    organisation: str = ""
    is_delegate: bool = False
    seat_removed: bool = False
    is_individual: bool = False
    role: str = ""
    domain: str = DOMAIN

    @property
    def email(self) -> str:
        return f"{self.name}@{self.domain}"


ACCOUNTS = (
    Account("administration", "Camille", "Dorval", "administratrice", "administrator", role="administrator"),
    Account("edition", "Maëlle", "Garrigue", "éditrice", "editor", role="editor"),
    Account("redaction", "Noé", "Laffitte", "rédacteur", "writer", role="writer"),
    Account(
        "evenements", "Jeanne", "Offroy", "organisatrice d’événements", "events organiser", role="events_organiser"
    ),
    Account("etudes", "Hugo", "Lemerle", "responsable des études", "studies officer", role="studies_officer"),
    Account(
        "adhesions", "Aurélie", "Besnard", "responsable des adhésions", "membership officer", role="membership_officer"
    ),
    Account("tresorerie", "Bastien", "Roche", "trésorier", "treasurer", role="billing_officer"),
    Account("membre", "Hélène", "Marsan", "membre", "member", "Orvelle"),
    Account("referente", "Nadège", "Tournier", "membre et personne référente", "member and delegate", "Orvelle", True),
    Account("sursis", "Karim", "Belloc", "membre, délai de grâce", "member, days of grace", "Sésamel Mutuelle"),
    Account("attente", "Lucie", "Vasseur", "adhésion en attente", "pending membership", "Quorélia"),
    Account("echue", "Paul", "Roussel", "adhésion échue hier", "membership lapsed yesterday", "Mirandole"),
    Account("suspendue", "Inès", "Carpentier", "organisation suspendue", "suspended organisation", "Ourcade"),
    Account("place-retiree", "Rémi", "Delcourt", "place retirée", "seat removed", "Orvelle", seat_removed=True),
    Account("sans-adhesion", "Zoé", "Œuvrard", "compte sans adhésion", "account without a membership"),
    Account("individuelle", "Ada", "Fontaine", "membre à titre personnel", "individual member", is_individual=True),
    Account("candidate", "Élise", "Morvan", "demande une place", "asks for a seat", domain=ORVELLE),
    Account(
        "atelier", "Thomas", "Kerbrat", "inscrit à l’atelier d’avant-première", "registered for the preview workshop"
    ),
    Account("convention", "Agnès", "Pujol", "inscrite à la convention seulement", "registered for the convention only"),
)


@dataclass(frozen=True)
class DemoOrganisation:
    """Its membership runs over these days, counted from today."""

    name: str
    tier: str
    logo: str
    starts_in: int = -200
    ends_in: int = 165
    grace_days: int = 30
    confirmed: bool = True
    suspended: bool = False


ORGANISATIONS = (
    DemoOrganisation("Orvelle", Tier.FOUNDER, "logo-orvelle"),
    DemoOrganisation("Sésamel Mutuelle", Tier.FOUNDER, "logo-sesamel", starts_in=-370, ends_in=-6),
    DemoOrganisation("Voltaume", Tier.FOUNDER, "logo-voltaume", starts_in=-120, ends_in=244),
    DemoOrganisation("Cigalis", Tier.PARTNER, "logo-cigalis"),
    DemoOrganisation("Habitarène", Tier.PARTNER, "logo-habitarene", starts_in=-310, ends_in=54),
    DemoOrganisation("Quorélia", Tier.PARTNER, "logo-quorelia", starts_in=-1, ends_in=364, confirmed=False),
    DemoOrganisation("Rivolane", Tier.PARTNER, "logo-rivolane", starts_in=-45, ends_in=319),
    DemoOrganisation("Transbrise", Tier.PARTNER, "logo-transbrise", starts_in=-255, ends_in=109),
    DemoOrganisation("Aquémone", Tier.SUPPORTER, "logo-aquemone", starts_in=-88, ends_in=276),
    DemoOrganisation("Librécho", Tier.SUPPORTER, "logo-librecho", starts_in=-150, ends_in=214),
    DemoOrganisation("Mirandole", Tier.SUPPORTER, "logo-mirandole", starts_in=-366, ends_in=-1, grace_days=0),
    DemoOrganisation("Octavèle", Tier.SUPPORTER, "logo-octavele", starts_in=-30, ends_in=334),
    DemoOrganisation("Pharandelle", Tier.SUPPORTER, "logo-pharandelle", starts_in=-340, ends_in=24),
    DemoOrganisation("Solenzel", Tier.SUPPORTER, "logo-solenzel", starts_in=-210, ends_in=154),
    DemoOrganisation("Ourcade", Tier.NONE, "", suspended=True),
)


def password_file() -> Path:
    return Path(settings.DATA_DIR) / "demo-password"


def read_password() -> str:
    """The demonstration accounts' password, or "" where there are none."""
    return password_file().read_text().strip() if password_file().exists() else ""


def new_password() -> str:
    """Made anew for each installation: a password in the source would open every demonstration put online."""
    password = "-".join(secrets.token_hex(2) for _part in range(4))
    password_file().touch(mode=0o600)
    password_file().write_text(f"{password}\n")
    return password


def second_step_file() -> Path:
    return Path(settings.DATA_DIR) / "demo-second-step"


def new_second_step() -> str:
    """The secret that the application of each member of staff would hold; made anew, as the password is."""
    secret = totp.generate_totp_secret()
    second_step_file().touch(mode=0o600)
    second_step_file().write_text(f"{secret}\n")
    return secret


def second_step_code() -> str:
    """What that application would show now."""
    secret = second_step_file().read_text().strip()
    counter = next(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def make_people(images: dict[str, PortalImage]) -> dict[str, User]:
    """Accounts, groups, organisations, memberships and seats; answers the accounts by name."""
    plans = _make_plans()
    plan = plans["organisation"]
    organisations = {row.name: _make_organisation(row, images.get(row.logo), plan) for row in ORGANISATIONS}
    groups = create_roles()
    password = make_password(new_password())  # once: hashing is slow on purpose
    secret = new_second_step()
    users = {}
    for account in ACCOUNTS:
        user = users[account.name] = _make_user(account, password)
        if account.role:
            totp.TOTP.activate(user, secret)
        if account.role and account.role != "administrator":
            user.groups.add(groups[account.role])
        if account.organisation:
            Seat.objects.create(
                organisation=organisations[account.organisation],
                user=user,
                is_delegate=account.is_delegate,
                removed_at=timezone.now() if account.seat_removed else None,
            )
        if account.is_individual:
            today = timezone.localdate()
            terms = {"plan": plans["individual"], "starts_on": today, "accepted_on": today, "paid_on": today}
            Membership.objects.create(user=user, ends_on=today + timedelta(days=364), **terms)
    _make_what_waits(organisations["Orvelle"], users)
    _make_application(plans["organisation"])
    for name, role in (("membre", "Responsable de la qualité d’écoute"), ("referente", "Directrice du service client")):
        DirectoryEntry.objects.create(user=users[name], name=users[name].get_full_name(), role=role)
    return users


def _make_plans() -> dict[str, Plan]:
    return {
        "organisation": Plan.objects.create(
            name_fr="Organisation", name_en="Organisation", seats=8, fee=1200, is_offered=True
        ),
        "individual": Plan.objects.create(
            name_fr="À titre personnel", name_en="Individual", seats=1, fee=60, is_individual=True, is_offered=True
        ),
    }


def _make_what_waits(organisation: Organisation, users: dict[str, User]) -> None:
    """An invitation that holds, one that expired, and somebody who asks for a seat by the domain of their address."""
    now = timezone.now()
    Domain.objects.create(organisation=organisation, domain=ORVELLE, verified_on=timezone.localdate())
    for name, days in (("nouvelle-collegue", 12), ("ancien-collegue", -3)):
        invitation = Invitation(organisation=organisation, email=f"{name}@{ORVELLE}", language="fr")
        invitation.make_token()
        invitation.invited_by = users["referente"]
        invitation.expires_at = now + timedelta(days=days)
        invitation.sent_at = invitation.expires_at - timedelta(days=14)
        invitation.save()
    SeatRequest.objects.create(organisation=organisation, user=users["candidate"], language="fr")


def _make_application(plan: Plan) -> None:
    """One that its applicant confirmed, for the membership officer to answer."""
    application = Application(
        plan=plan,
        organisation_name="Lavandière & Cie",
        website="https://example.org/",
        first_name="Samia",
        last_name="Kerouanton",
        email="samia@lavandiere.example",
        role="Directrice des relations clients",
        consent="J’accepte que l’association conserve ce que j’écris ici pour répondre à ma demande.",
        language="fr",
        confirmed_at=timezone.now(),
    )
    application.make_token()
    application.save()


def _make_organisation(row: DemoOrganisation, logo: PortalImage | None, plan: Plan) -> Organisation:
    today = timezone.localdate()
    starts_on = today + timedelta(days=row.starts_in)
    organisation = Organisation.objects.create(
        name=row.name,
        tier=row.tier,
        logo=logo,
        website="https://example.org/",
        is_listed=row.tier != Tier.SUPPORTER,
        contact_name="Nadège Tournier" if row.name == "Orvelle" else "",
        contact_email=f"referente@{DOMAIN}" if row.name == "Orvelle" else "",
        billing_name="Comptabilité" if row.name == "Orvelle" else "",
        billing_email=f"comptabilite@{DOMAIN}" if row.name == "Orvelle" else "",
        suspended_at=timezone.now() if row.suspended else None,
    )
    Membership.objects.create(
        organisation=organisation,
        plan=plan,
        starts_on=starts_on,
        ends_on=today + timedelta(days=row.ends_in),
        grace_days=row.grace_days,
        accepted_on=starts_on,
        paid_on=starts_on if row.confirmed else None,
    )
    return organisation


def _make_user(account: Account, password: str) -> User:
    is_administrator = account.role == "administrator"
    user = User.objects.create(
        email=account.email,
        password=password,
        first_name=account.first_name,
        last_name=account.last_name,
        is_staff=is_administrator,
        is_superuser=is_administrator,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
