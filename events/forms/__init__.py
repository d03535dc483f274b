from events.forms.asking import OwnForm
from events.forms.buyers import BuyerForm
from events.forms.codes import AttendeeCodeForm, AttendeeEmailForm
from events.forms.door import DoorLinkForm, ScanForm
from events.forms.organising import (
    AddByHandForm,
    CapacityForm,
    CategoryForm,
    CompareForm,
    DeclineForm,
    LetterForm,
    MoveForm,
    PersonForm,
    PrintForm,
)
from events.forms.questions import QuestionsForm
from events.forms.registering import RegistrationForm
from events.forms.sessions import OwnSessionsForm

__all__ = [
    "AddByHandForm",
    "AttendeeCodeForm",
    "AttendeeEmailForm",
    "BuyerForm",
    "CapacityForm",
    "CategoryForm",
    "CompareForm",
    "DeclineForm",
    "DoorLinkForm",
    "LetterForm",
    "MoveForm",
    "OwnForm",
    "OwnSessionsForm",
    "PersonForm",
    "PrintForm",
    "QuestionsForm",
    "RegistrationForm",
    "ScanForm",
]
