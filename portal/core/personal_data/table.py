"""What is kept of people, why and for how long: the one table that the daily job applies and that pages print."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Words = str | Promise
YEAR = 365

CONSENT = _("your consent, which you may withdraw")
CONTRACT = _("carrying out what was agreed with you")
INTEREST = _("the association’s legitimate interest")
DUTY = _("a legal duty")

TEAM = _("the association’s team")
ADMINISTRATORS = _("administrators")


@dataclass(frozen=True)
class Processing:
    """One line of the register (article 30 GDPR). `kept`: from when `after` counts, or how long where that is None."""

    key: str
    name: Words
    people: Words
    data: Words
    purpose: Words
    basis: Words
    readers: Words
    kept: Words
    after: timedelta | None = None

    def kept_for(self) -> str:
        return str(self.kept) if self.after is None else f"{_duration(self.after)} {self.kept}"


def _duration(span: timedelta) -> str:
    if not span.days:
        minutes = span.seconds // 60
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if span.days % YEAR == 0:
        years = span.days // YEAR
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    return ngettext("%(count)d day", "%(count)d days", span.days) % {"count": span.days}


TABLE = (
    Processing(
        "accounts",
        _("Accounts"),
        _("people who have an account"),
        _(
            "name, e-mail address, password and second step (unreadable to anybody), last sign-in, "
            "last visit to one’s page, preferences"
        ),
        _("sign-in, and opening what is for members"),
        CONTRACT,
        _("administrators and whoever keeps the memberships"),
        _(
            "after the last sign-in, unless you have a seat in a member organisation or a membership of your own; "
            "a message warns 30 days before. 7 days after the last code, if none was ever used and nothing else "
            "is tied to the account"
        ),
        timedelta(days=3 * YEAR),
    ),
    Processing(
        "memberships",
        _("Memberships and seats"),
        _("people with a seat, contacts of member organisations"),
        _("organisation, role in it, dates of the seat, contact’s name and address"),
        _("knowing who is a member"),
        CONTRACT,
        _("administrators, whoever keeps the memberships, and the delegate of your organisation"),
        _("As long as the account; the organisation’s own memberships stay, without your name."),
    ),
    Processing(
        "directory",
        _("Members’ directory"),
        _("members who chose to be in it"),
        _("name; role, organisation, link and e-mail address if they chose to show them"),
        _("letting members find each other"),
        CONSENT,
        _("members who are signed in"),
        _("Until you leave it, in your account. You are not shown in it while you are no member."),
    ),
    Processing(
        "applications",
        _("Applications for a membership"),
        _("whoever applies, and the people they name as delegate or for the invoice"),
        _("name, role, e-mail address, organisation, message, what was agreed to"),
        _("answering the application"),
        CONTRACT,
        _("administrators and whoever keeps the memberships"),
        _("after it was received; 30 days if its address was never confirmed"),
        timedelta(days=YEAR),
    ),
    Processing(
        "invitations",
        _("Seats offered and asked for"),
        _("colleagues whom a delegate invites, people who ask for a seat"),
        _("e-mail address, organisation, date, answer"),
        _("giving the seats of a member organisation to its people"),
        CONTRACT,
        _("administrators, whoever keeps the memberships, and the delegate of the organisation"),
        _("after they were sent or asked for, answered or not"),
        timedelta(days=YEAR),
    ),
    Processing(
        "registrations",
        _("Registrations for events"),
        _("people registered for an event"),
        _("name, e-mail address, organisation, answers to the organisers, consents, place or waiting list, presence"),
        _("holding the event and inviting to the next ones"),
        CONTRACT,
        _("administrators and organisers of events"),
        _("after the event; what remains is a number without a name"),
        timedelta(days=3 * YEAR),
    ),
    Processing(
        "needs",
        _("Allergies and access needs"),
        _("people registered for an event who chose to tell them"),
        _("meals, allergies, access needs; in no message, list or history of registrations"),
        _("receiving each person as they need"),
        _("your explicit consent (article 9.2.a GDPR), which you may withdraw by the link in your message"),
        _("organisers of events; whoever cooks, without names"),
        _("after the event, or after the registration was cancelled"),
        timedelta(days=7),
    ),
    Processing(
        "feedback",
        _("Opinions on events"),
        _("people who attended an event"),
        _("that they were asked and whether they answered; their answers, without a name"),
        _("holding the next events better"),
        _("our legitimate interest (article 6.1.f GDPR); answering is up to you"),
        _("organisers of events; as a survey, what the rules on small numbers let be shown"),
        _("after the event"),
        timedelta(days=YEAR),
    ),
    Processing(
        "printouts",
        _("Badges, attendance sheets and certificates"),
        _("people registered for an event"),
        _("name, organisation, the code of the badge"),
        _("welcoming people at an event, certifying that they came"),
        CONTRACT,
        _("administrators and organisers of events; your certificate, you too"),
        _("after they were made; they are made anew when asked for"),
        timedelta(days=7),
    ),
    Processing(
        "invoices",
        _("Invoices"),
        _("people to whom an invoice is made out"),
        _("name, organisation, address, e-mail address, what was sold and paid"),
        _("being paid, and keeping the books"),
        _("a legal duty: articles L. 123-22 of the Code de commerce and L. 102 B of the Livre des procédures fiscales"),
        _("administrators and whoever keeps the invoices"),
        _("after the end of the year in which they were issued, unchanged even where an account is deleted"),
        timedelta(days=10 * YEAR),
    ),
    Processing(
        "letters",
        _("Letters"),
        _("whoever subscribed to letters"),
        _("e-mail address, language, kinds of letter; the sentence agreed to, when and how; when it ended"),
        _("sending what was asked for, and proving that it was"),
        CONSENT,
        _("administrators and editors, as counts; nobody lists the addresses"),
        _("after the end of the last subscription"),
        timedelta(days=3 * YEAR),
    ),
    Processing(
        "letters_asked",
        _("Subscriptions not confirmed"),
        _("whoever’s address was typed into the form"),
        _("e-mail address, kinds of letter"),
        _("asking whether the address is theirs"),
        CONSENT,
        _("nobody"),
        _("after it was typed"),
        timedelta(days=7),
    ),
    Processing(
        "codes",
        _("Codes sent to registered addresses"),
        _("people registered for an event, without an account"),
        _("e-mail address, code (unreadable to anybody)"),
        _("opening what is for those who came"),
        CONTRACT,
        _("nobody"),
        _("after it was asked for"),
        timedelta(minutes=15),
    ),
    Processing(
        "messages",
        _("Messages that the portal sent"),
        _("whoever the portal writes to"),
        _("e-mail address, subject, date; the text is erased once it is sent"),
        _("knowing that a message arrived"),
        INTEREST,
        _("administrators and whoever keeps what the message is about, for those that did not arrive"),
        _("after they were sent"),
        timedelta(days=30),
    ),
    Processing(
        "undelivered",
        _("Messages that did not arrive"),
        _("whoever the portal writes to"),
        _("e-mail address, subject and text, reason"),
        _("sending them again"),
        INTEREST,
        _("administrators and whoever keeps what the message is about"),
        _("after the last try"),
        timedelta(days=90),
    ),
    Processing(
        "contact",
        _("Messages to the association"),
        _("whoever writes by the contact form"),
        _("name, e-mail address, subject and message"),
        _("answering"),
        INTEREST,
        _("the association’s team, in its mailbox"),
        _("The portal erases the text once it has passed it on, and the subject with the other messages."),
    ),
    Processing(
        "sessions",
        _("Sessions"),
        _("people who signed in or sent a form"),
        _("a number in a cookie, what proves who you are; once signed in, the network’s address and the browser"),
        _("staying signed in"),
        CONTRACT,
        _("you alone"),
        _("after sign-in"),
        timedelta(days=30),
    ),
    Processing(
        "limits",
        _("Counting of attempts"),
        _("whoever sends a form"),
        _("the network’s address, as a number from which it can’t be read"),
        _("keeping robots and intruders away"),
        INTEREST,
        _("nobody"),
        _("At most a day."),
    ),
    Processing(
        "history",
        _("History of what staff did"),
        _("staff, and the people whose files they changed"),
        _("who, what, when"),
        _("knowing who changed what, mending mistakes"),
        INTEREST,
        TEAM,
        _("after the change"),
        timedelta(days=3 * YEAR),
    ),
    Processing(
        "drafts",
        _("Forms being filled in by staff"),
        _("staff"),
        _("who has which page open, what they typed and have not saved"),
        _("losing nothing that was typed"),
        INTEREST,
        _("nobody else"),
        _("after the last change"),
        timedelta(days=30),
    ),
    Processing(
        "sheets",
        _("Lists of members being imported"),
        _("people of member organisations, as the association knew them before"),
        _("organisation, name, e-mail address, role"),
        _("opening the portal to them"),
        CONTRACT,
        _("the portal alone"),
        _("after the list was sent; at once, where it is imported or refused"),
        timedelta(days=30),
    ),
    Processing(
        "publications",
        _("Authors, speakers and contacts"),
        _("people named in what the association publishes"),
        _("name, role, biography, portrait; comments of staff on their texts"),
        _("saying who wrote, spoke or answers"),
        INTEREST,
        _("everybody"),
        _("As long as what was published. Write to us to be taken off."),
    ),
    Processing(
        "tasks",
        _("The portal’s own work"),
        _("people with an account or registered for an event"),
        _("numbers of files, no name"),
        _("doing what takes time, mending failures"),
        INTEREST,
        ADMINISTRATORS,
        _("after the work was done"),
        timedelta(days=30),
    ),
    Processing(
        "exports",
        _("Copies of one’s own data"),
        _("people who asked for one"),
        _("everything this page tells of, in one file"),
        _("giving it to you"),
        DUTY,
        _("you alone"),
        _("after it was made; it is given once, and erased then"),
        timedelta(days=7),
    ),
    Processing(
        "erasures",
        _("List of erased people"),
        _("people whose account was erased"),
        _("the e-mail address, as a number from which it can’t be read; the date"),
        _("erasing them once more if an old backup has to be put back"),
        DUTY,
        _("nobody"),
        _("after the deletion, longer than any backup"),
        timedelta(days=2 * YEAR),
    ),
)
BY_KEY = {processing.key: processing for processing in TABLE}
