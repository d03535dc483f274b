"""Django's sessions in the database, read at each request of who has one."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from portal.access.prepared import Prepared


@Prepared
def _kept(session_key: str) -> QuerySet:
    return Session.objects.filter(session_key=session_key).values_list("session_data", "expire_date")


class SessionStore(db.SessionStore):
    def load(self) -> dict:
        for data, expires in _kept(self.session_key or ""):
            if expires > timezone.now():
                return self.decode(data)
        self._session_key = None
        return {}
