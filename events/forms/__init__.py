from events.forms.codes import AttendeeCodeForm, AttendeeEmailForm
from events.forms.door import DoorLinkForm, ScanForm
from events.forms.organising import AddByHandForm, CapacityForm, MoveForm, PersonForm
from events.forms.registering import RegistrationForm

__all__ = [
    "AddByHandForm",
    "AttendeeCodeForm",
    "AttendeeEmailForm",
    "CapacityForm",
    "DoorLinkForm",
    "MoveForm",
    "PersonForm",
    "RegistrationForm",
    "ScanForm",
]
