from members.models.applications import Application, ApplicationState
from members.models.directory import DirectoryEntry
from members.models.identity import IdentityProvider
from members.models.memberships import PRECEDENCE, Membership, Plan, Reminder, current_of, strongest
from members.models.organisations import Domain, Organisation, Size, Tier
from members.models.people import User, UserManager
from members.models.seats import Invitation, Seat, SeatRequest
from members.models.usage import Taken

__all__ = [
    "PRECEDENCE",
    "Application",
    "ApplicationState",
    "DirectoryEntry",
    "Domain",
    "IdentityProvider",
    "Invitation",
    "Membership",
    "Organisation",
    "Plan",
    "Reminder",
    "Seat",
    "SeatRequest",
    "Size",
    "Taken",
    "Tier",
    "User",
    "UserManager",
    "current_of",
    "strongest",
]
