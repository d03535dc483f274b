"""Acceptances that meet over one seat: `python -m tests.members.race '{"processes": 4, "each": 3}'`.

As tests.events.race: apart from pytest, on a database that keeps what is committed, telling what came of it as JSON.
"""

import json
import sys
from unittest.mock import patch

from tests.events.race import forking, together  # sets Django up

from django.db import OperationalError  # isort: skip
from members.models import Invitation, Organisation, Seat  # isort: skip
from members.services import invitations  # isort: skip
from members.services.seats import SeatRefused, seats_to_give  # isort: skip
from tests.factories.members import InvitationFactory, MembershipFactory  # isort: skip


def main(processes: int, each: int) -> dict:
    return {
        "locked": seats_given(processes, each, invitations.accept_invitation),
        "one_link": one_link(processes),
        "unlocked": unlocked(processes),
    }


def seats_given(processes: int, each: int, accept) -> dict:
    """Everybody accepts an invitation of their own, of an organisation that was left with one seat."""
    organisation = MembershipFactory(seats=1).organisation
    offered = [InvitationFactory.create_batch(each, organisation=organisation) for _process in range(processes)]

    def work(number: int) -> list[str]:
        return [outcome(accept, invitation) for invitation in offered[number]]

    answers = [answer for answers in together(processes, work) for answer in answers]
    return {"won": answers.count("won"), "seats": Seat.objects.current().filter(organisation=organisation).count()}


def outcome(accept, invitation: Invitation) -> str:
    try:
        accept(invitation=invitation)
    except SeatRefused:
        return "refused"
    except OperationalError:  # SQLite's writers wait for half a minute each
        return "not served"
    return "won"


def one_link(processes: int) -> dict:
    invitation = InvitationFactory(organisation=MembershipFactory(seats=5).organisation)
    answers = together(processes, lambda number: outcome(invitations.accept_invitation, invitation))
    return {"won": answers.count("won"), "seats": Seat.objects.filter(organisation=invitation.organisation).count()}


def unlocked(processes: int) -> dict:
    """Without transaction or lock; all processes decide on what they counted at the same moment."""
    barrier = forking.Barrier(processes)

    def read_then_meet(organisation: Organisation):
        barrier.wait(timeout=60)
        return seats_to_give(organisation)

    with (
        patch.object(invitations, "lock_organisation", lambda pk: Organisation.objects.get(pk=pk)),
        patch.object(invitations, "seats_to_give", read_then_meet),
    ):
        return seats_given(processes, 1, invitations.accept_invitation.__wrapped__)


if __name__ == "__main__":
    json.dump(main(**json.loads(sys.argv[1])), sys.stdout)
