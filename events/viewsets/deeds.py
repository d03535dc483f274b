"""What an organiser does with one registration, or with several at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from events.models import Registration
from events.services.approving import accept_request
from events.services.charging import invoice_place
from events.services.organising import mark_absent, resend
from events.services.registering import cancel_registration
from events.services.seating import reinstate
from events.services.waiting_list import confirm_from_waiting_list
from events.states import RegistrationState
from members.models import User

ACTIVE = frozenset(RegistrationState) - {RegistrationState.CANCELLED}


@dataclass(frozen=True)
class Deed:
    """`label` offers it for several, `done` says of one that it was done; it is for registrations in these `states`."""

    label: Any
    done: Any
    states: frozenset[RegistrationState]
    do: Callable[[int, User], object]

    def is_for(self, registration: Registration) -> bool:
        return registration.state in self.states


DEEDS = {
    "accept": Deed(
        gettext_lazy("Accept the requests"),
        gettext_lazy("The request is accepted; a message says whether there is a place."),
        frozenset({RegistrationState.PENDING}),
        lambda pk, by: accept_request(registration_id=pk, by=by),
    ),
    "confirm": Deed(
        gettext_lazy("Give a place"),
        gettext_lazy("Confirmed; a message says so."),
        frozenset({RegistrationState.WAITING, RegistrationState.OFFERED}),
        lambda pk, by: confirm_from_waiting_list(registration_id=pk, by=by),
    ),
    "resend": Deed(
        gettext_lazy("Send the message again"),
        gettext_lazy("The message is sent again."),
        ACTIVE,
        lambda pk, by: resend(registration_id=pk, by=by),
    ),
    "absent": Deed(
        gettext_lazy("Mark as absent"),
        gettext_lazy("Marked as absent."),
        frozenset({RegistrationState.CONFIRMED}),
        lambda pk, by: mark_absent(registration_id=pk, absent=True, by=by),
    ),
    "present": Deed(
        gettext_lazy("Mark as present"),
        gettext_lazy("Marked as present."),
        frozenset({RegistrationState.CONFIRMED}),
        lambda pk, by: mark_absent(registration_id=pk, absent=False, by=by),
    ),
    "cancel": Deed(
        gettext_lazy("Cancel the registrations"),
        gettext_lazy("Cancelled; a message says so."),
        ACTIVE,
        lambda pk, by: cancel_registration(registration_id=pk, by=by, by_organiser=True),
    ),
    "invoice": Deed(
        gettext_lazy("Issue the invoices"),
        gettext_lazy("The invoice is issued, and sent to the buyer."),
        frozenset({RegistrationState.CONFIRMED}),
        lambda pk, by: invoice_place(registration_id=pk, by=by),
    ),
    "reinstate": Deed(
        gettext_lazy("Undo the cancellations"),
        gettext_lazy("The cancellation is undone; a message says so."),
        frozenset({RegistrationState.CANCELLED}),
        lambda pk, by: reinstate(registration_id=pk, by=by),
    ),
}
