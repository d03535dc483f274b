"""Every message the portal sends, word for word as `tests/snapshots/emails` keeps it.

After a change that is meant: `UPDATE_SNAPSHOTS=1 pytest tests/core/test_mail_snapshots.py`, then read the difference.
"""

import os
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.utils.translation import override
from wagtail.models import Page

from events import emails as events_mail
from events.models import Booking, Event, EventLetter, EventReminder, FeedbackLink, Registration
from events.states import RegistrationState
from members.adapter import AccountAdapter
from members.emails import (
    invite,
    mail_account_changed,
    mail_application_accepted,
    mail_application_received,
    mail_application_refused,
    mail_request_declined,
    mail_welcome,
    offer_seat,
    remind_of_end,
    tell_delegates_of_request,
    tell_of_application,
)
from members.models import Application, Organisation, SeatRequest, User
from portal.account.emails import mail_copy_ready, mail_erased, mail_unused
from portal.account.models import DataCopy
from portal.billing.emails import mail_invoice, remind
from portal.billing.models import Invoice
from portal.core.mail.writing import post
from portal.core.models import SiteSettings
from portal.desk.emails import mail_remark
from portal.desk.models import DraftLink, Remark
from portal.home.emails import pass_on
from portal.letters.emails import mail_confirmation, write_letter
from portal.letters.models import AskedFor, Reader
from portal.operations.site import find_site
from tests.factories import pages
from tests.factories.billing import printed_nowhere
from tests.factories.events import RegistrationFactory, SessionFactory
from tests.factories.letters import letter
from tests.factories.members import (
    ApplicationFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    SeatFactory,
    UserFactory,
)

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "emails"
TEMPLATES = settings.BASE_DIR / "templates" / "emails"
PARTS = {"base", "events/badge", "events/facts", "events/invoiced"}
LANGUAGES = ("fr", "en")
PARIS = ZoneInfo("Europe/Paris")

MAY = {
    "starts_at": datetime(2027, 5, 11, 9, 30, tzinfo=PARIS),
    "ends_at": datetime(2027, 5, 11, 17, 0, tzinfo=PARIS),
}

CODE = "314159"
EMAIL = "zoe.oeuvrard@exemple.fr"
LETTER = """Bonjour,

Peut-on adhérer en cours d'année ? Nous sommes <douze> à "l'accueil".
Merci !"""

MESSAGES = sorted({str(path.relative_to(TEMPLATES)).split(".")[0] for path in TEMPLATES.rglob("*.*")} - PARTS)
"""Whatever lies in the folder, for no template to be left out."""


def registration(language: str, state: RegistrationState, **facts: object) -> Registration:
    facts = {
        "starts_at": datetime(2027, 3, 11, 9, 30, tzinfo=PARIS),
        "ends_at": datetime(2027, 3, 11, 17, 0, tzinfo=PARIS),
        "venue": "Maison des métiers",
        "address": "12 quai de l'Estacade, 44000 Nantes",
        **facts,
    }
    page = pages.event(find_site(), title="L'attente : que dire & quand ?", facts=facts)
    pages.translate(page, title="Waiting: what to say & when?")
    return RegistrationFactory(
        event=page.event,
        state=state,
        email=EMAIL,
        first_name="Zoë",
        last_name="Œuvrard-D'Été",
        language=language,
        token="un-jeton-fixe",
    )


def about(send: Callable[[Registration], None], state: RegistrationState, **facts: object) -> Callable[[str], None]:
    return lambda language: send(registration(language, state, **facts))


def offered(row: Registration) -> None:
    row.offer_expires_at = datetime(2027, 2, 3, 18, 15, tzinfo=PARIS)
    post([events_mail.write_place_freed(row)])


def declined(row: Registration) -> None:
    row.decline_reason = "Le colloque s'adresse aux mutuelles & aux assureurs."
    events_mail.mail_request_declined(row)


def of_account(name: str, **context: str) -> Callable[[str], None]:
    def send(language: str) -> None:
        with override(language):
            AccountAdapter().send_mail(f"account/email/{name}", EMAIL, context)

    return send


def estacade() -> Organisation:
    return OrganisationFactory(name="Mutuelle de l'Estacade & fils", contact_email="rh@estacade.exemple.fr")


def invitation(language: str) -> None:
    user = User.objects.create(email=EMAIL)
    invite(SeatFactory(organisation=estacade(), user=user), language)


def seat_offered(language: str) -> None:
    delegate = UserFactory(first_name="Nadège", last_name="D'Été", email="nadege@estacade.exemple.fr")
    expires_at = datetime(2027, 3, 11, 9, 30, tzinfo=PARIS)
    facts = {"email": EMAIL, "language": language, "invited_by": delegate, "expires_at": expires_at}
    offer_seat(InvitationFactory(organisation=estacade(), **facts), "un-jeton-fixe")


def application(language: str, **facts: object) -> Application:
    name = "Mutuelle de l'Estacade & fils"
    return ApplicationFactory(organisation_name=name, email=EMAIL, language=language, **facts)


def seat_request(language: str) -> SeatRequest:
    user = UserFactory(first_name="Zoë", last_name="D'Été", email=EMAIL)
    organisation = OrganisationFactory(
        pk=77, name="Mutuelle de l'Estacade & fils", contact_email="rh@estacade.exemple.fr"
    )
    return SeatRequest.objects.create(organisation=organisation, user=user, language=language)


def membership_ending(language: str) -> None:
    days = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31)}
    with override(language):
        remind_of_end(MembershipFactory(organisation=estacade(), **days), [EMAIL])


def moved(registration: Registration) -> None:
    before = Event(
        kind="workshop",
        starts_at=datetime(2027, 3, 9, 14, 0, tzinfo=PARIS),
        ends_at=datetime(2027, 3, 9, 18, 0, tzinfo=PARIS),
        venue="Maison des métiers",
        address="12 quai de l'Estacade, 44000 Nantes",
    )
    post([events_mail.write_event_changed(registration, before=before)])


def moved_elsewhere(row: Registration) -> None:
    there = pages.event(find_site(), title="L'écoute : qui & où ?", facts={"venue": "Quai des Brumes", **MAY})
    pages.translate(there, title="Listening: who & where?")
    facts = {name: getattr(row, name) for name in ("email", "first_name", "last_name", "language")}
    new = RegistrationFactory(event=there.event, token="un-autre-jeton", **facts)
    events_mail.mail_registration_moved(row, to=new, had_place=True)


def in_a_session(registration: Registration) -> Booking:
    hours = {
        "starts_at": datetime(2027, 3, 11, 14, 0, tzinfo=PARIS),
        "ends_at": datetime(2027, 3, 11, 15, 30, tzinfo=PARIS),
    }
    event = registration.event
    session = SessionFactory(event=event, title_fr="Lire une enquête & s'en servir", room="Quai", capacity=12, **hours)
    return Booking.objects.create(registration=registration, session=session, state="booked")


def session_moved(registration: Registration) -> None:
    booking = in_a_session(registration)
    before = SessionFactory.build(event=registration.event, room="Estacade")
    before.starts_at = datetime(2027, 3, 11, 10, 0, tzinfo=PARIS)
    before.ends_at = datetime(2027, 3, 11, 11, 30, tzinfo=PARIS)
    post([events_mail.write_session_moved(booking, before=before)])


def credit_note(language: str) -> None:
    corrected = printed_nowhere(language=language)
    facts = {"kind": "credit_note", "number": "A2027-0003", "corrects": corrected, "token": "un-autre-jeton"}
    mail_invoice(printed_nowhere(language=language, **facts))


def overdue(language: str) -> None:
    pk = printed_nowhere(language=language).pk
    remind(Invoice.objects.with_balance().get(pk=pk), step=15)


def event_letter(row: Registration) -> None:
    words = {"subject_fr": "La salle & l'accueil", "body_fr": "Nous serons <douze>.", "subject_en": "The room"}
    written = EventLetter.objects.create(event=row.event, audience="confirmed", body_en="There are twelve.", **words)
    post([events_mail.write_letter(written, row)])


def reminder(row: Registration) -> None:
    due = EventReminder.objects.create(event=row.event, days=7, starts_at=row.event.starts_at)
    post([events_mail.write_reminder(row, due)])


def letters_asked(language: str) -> None:
    mail_confirmation(AskedFor.objects.create(email=EMAIL, language=language, kinds=["letter", "studies"]), "un-jeton")


def a_letter(language: str) -> None:
    """Its piece is for members: title, standfirst and link."""
    page = pages.study(find_site(), title="L'attente : que dire & quand ?", summary="Ce qu'en pensent <douze> clients.")
    type(page.study).objects.update(published_on=date(2027, 3, 4))
    words = {"subject_fr": "Ce mois-ci : l'attente", "subject_en": "This month: waiting", "introduction_en": "Hello."}
    one = letter(page, pk=77, **words)
    post([write_letter(one, to=Reader(email=EMAIL, language=language, token="un-jeton-fixe"), key=one.key())])


def remark(language: str) -> None:
    author = UserFactory(email=EMAIL, is_superuser=True)
    page = Page(pk=77, title="L'attente", draft_title="L'attente : que dire & quand ?", owner=author)
    page.content_type = ContentType.objects.get_for_model(Page)
    link = DraftLink(page=page, note="Anne D'Été")
    mail_remark(Remark(link=link, text="Il manque <douze> sources.\n\nEt une date."))


CONFIRMED, OFFERED, WAITING, CANCELLED = (
    RegistrationState.CONFIRMED,
    RegistrationState.OFFERED,
    RegistrationState.WAITING,
    RegistrationState.CANCELLED,
)


def to_a_closed_account(language: str) -> None:
    UserFactory(email=EMAIL, is_active=False)
    of_account("unknown_account")(language)


SENDERS: dict[str, Callable[[str], None]] = {
    "account/closed_account": to_a_closed_account,
    "account/email_confirmation": of_account("email_confirmation_signup", code=CODE),
    "account/login_code": of_account("login_code", code=CODE),
    "account/password_reset_key": of_account(
        "password_reset_key", password_reset_url="http://testserver/compte/mot-de-passe/1-jeton-fixe/"
    ),
    "account/unknown_account": of_account("unknown_account"),
    "billing/credit_note": credit_note,
    "billing/invoice": lambda language: mail_invoice(printed_nowhere(language=language)),
    "billing/reminder": overdue,
    "desk/remark": remark,
    "events/already_registered": about(lambda row: post([events_mail.write_already_registered(row)]), WAITING),
    "events/attendee_code": lambda language: post(
        [events_mail.write_attendee_code(email=EMAIL, code=CODE, language=language)]
    ),
    "events/confirmed": about(lambda row: post([events_mail.write_about_place(row)]), CONFIRMED),
    "events/event_cancelled": about(
        lambda registration: post([events_mail.write_event_cancelled(registration)]),
        CONFIRMED,
        cancelled_at=datetime(2027, 3, 1, tzinfo=PARIS),
    ),
    "events/event_changed": about(moved, CONFIRMED),
    "events/place_freed": about(lambda registration: post([events_mail.write_place_freed(registration)]), CONFIRMED),
    "events/place_offered": about(offered, OFFERED),
    "events/letter": about(event_letter, CONFIRMED),
    "events/feedback": about(
        lambda row: post([events_mail.write_feedback(FeedbackLink(registration=row, token="un-jeton-fixe"))]), CONFIRMED
    ),
    "events/reminder": about(reminder, CONFIRMED),
    "events/offer_over": about(events_mail.mail_offer_over, CANCELLED),
    "events/registration_cancelled": about(partial(events_mail.mail_registration_cancelled, had_place=True), CANCELLED),
    "events/registration_moved": about(moved_elsewhere, CANCELLED),
    "events/session_given": about(
        lambda registration: post([events_mail.write_session_given(in_a_session(registration))]), CONFIRMED
    ),
    "events/session_moved": about(session_moved, CONFIRMED),
    "events/request_declined": about(declined, CANCELLED),
    "events/request_received": about(lambda row: post([events_mail.write_about_place(row)]), RegistrationState.PENDING),
    "events/waiting": about(lambda row: post([events_mail.write_about_place(row)]), WAITING),
    "home/contact": lambda language: pass_on(
        recipient="bonjour@prevenance.exemple.fr", name="Zoë Œuvrard", email=EMAIL, topic="Adhésion", message=LETTER
    ),
    "letters/confirm": letters_asked,
    "letters/letter": a_letter,
    "members/account_changed": lambda language: mail_account_changed(to=EMAIL, what="password_set", language=language),
    "members/application_accepted": lambda language: mail_application_accepted(
        application(language),
        MembershipFactory(starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31), pending=True),
    ),
    "members/application_refused": lambda language: mail_application_refused(
        application(language, refusal="Votre plan d'accueil manque.\n\n<Écrivez-nous>.")
    ),
    "members/application_waits": lambda language: tell_of_application(application(language, pk=77)),
    "members/application_received": lambda language: mail_application_received(application(language), "un-jeton-fixe"),
    "members/invitation": invitation,
    "members/membership_ending": membership_ending,
    "members/seat_asked": lambda language: tell_delegates_of_request(seat_request(language)),
    "members/seat_declined": lambda language: mail_request_declined(seat_request(language)),
    "members/seat_offered": seat_offered,
    "personal/copy_ready": lambda language: mail_copy_ready(
        DataCopy(
            user=User.objects.create(email=EMAIL), language=language, made_at=datetime(2027, 3, 4, 9, 30, tzinfo=PARIS)
        ),
        "un-jeton-fixe",
    ),
    "personal/erased": lambda language: mail_erased(to=EMAIL, language=language),
    "personal/unused": lambda language: mail_unused(
        User.objects.create(email=EMAIL), on=datetime(2027, 3, 11, tzinfo=PARIS), language=language
    ),
    "members/welcome": lambda language: mail_welcome(User.objects.create(email=EMAIL), language),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_says_what_its_snapshot_says(site, monkeypatch, name, language):
    # The message to the association itself is in the site's language; changing that changes every address too.
    # So are those to whoever has not chosen one.
    for module in ("portal.home.emails", "members.models.people"):
        monkeypatch.setattr(f"{module}.settings", SimpleNamespace(LANGUAGE_CODE=language))
    SiteSettings.objects.update(address="8 rue des Deux-Rives\n44000 Nantes")

    SENDERS[name](language)

    [message] = mail.outbox
    [html] = message.alternatives
    assert_as_kept(f"{name}.{language}.txt", f"{message.subject}\n\n{message.body}")
    assert_as_kept(f"{name}.{language}.html", html.content)


def assert_as_kept(name: str, text: str) -> None:
    path = SNAPSHOTS / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


def test_each_snapshot_is_a_message_there_is():
    kept = {str(path.relative_to(SNAPSHOTS)) for path in SNAPSHOTS.rglob("*") if path.is_file()}
    assert kept == {
        f"{name}.{language}.{kind}" for name in MESSAGES for language in LANGUAGES for kind in ("txt", "html")
    }
