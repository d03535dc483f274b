"""Staff get into the administration by a second step: signing in by force gives it to them as it gives the first."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from members.models import User
from tests.doors.application import code_of

_by_force = Client.force_login


def current_code(secret: str) -> str:
    """What an application that knows this secret shows now."""
    return code_of(secret, time.time())


def with_application(user: User) -> str:
    """Give somebody an application for codes; answers its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def first_step_alone(client: Client, user: User) -> None:
    _by_force(client, user)


def both_steps(client: Client, user: User, backend: str | None = None) -> None:
    """In the place of `Client.force_login`: whoever may enter the administration has a second step and used it."""
    _by_force(client, user, backend)
    if not User.objects.get(pk=user.pk).has_perm("wagtailadmin.access_admin"):
        return
    authenticator = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if authenticator is None:
        with_application(user)
        authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    use(client, user, authenticator)


def use(client: Client, user: User, authenticator: Authenticator) -> None:
    session = client.session
    record = {"method": "mfa", "at": time.time(), "id": authenticator.pk, "type": authenticator.type}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
