import pytest
from django.test import Client

from members.models import User
from tests.studies.screens import sign_in


@pytest.fixture
def officer(client: Client, site: dict) -> User:
    """Somebody who does everything with studies, signed in."""
    return sign_in(client, "studies_officer")
