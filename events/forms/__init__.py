from events.forms.asking import OwnForm
from events.forms.buyers import BuyerForm
from events.forms.codes import AttendeeCodeForm, AttendeeEmailForm
from events.forms.door import DoorLinkForm, ScanForm
from events.forms.organising import AddByHandForm, CapacityForm, CategoryForm, DeclineForm, MoveForm, PersonForm
from events.forms.registering import RegistrationForm
from events.forms.sessions import OwnSessionsForm

__all__ = [
    "AddByHandForm",
    "AttendeeCodeForm",
    "AttendeeEmailForm",
    "BuyerForm",
    "CapacityForm",
    "CategoryForm",
    "DeclineForm",
    "DoorLinkForm",
    "MoveForm",
    "OwnForm",
    "OwnSessionsForm",
    "PersonForm",
    "RegistrationForm",
    "ScanForm",
]
