from events.viewsets.events import EventViewSet
from events.viewsets.programme import SessionViewSet
from events.viewsets.registrations import RegistrationViewSet

__all__ = ["EventViewSet", "RegistrationViewSet", "SessionViewSet"]
