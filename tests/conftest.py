from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.utils import translation

from portal.home.models import HomePage
from portal.operations.site import create_site, find_site


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """The page tree of a new site stands in every test's database: making it anew each time would cost a second."""
    with django_db_blocker.unblock():
        if not HomePage.objects.exists():
            create_site(name="Prévenance", base_url="http://testserver", contact_email="bonjour@prevenance.exemple.fr")


@pytest.fixture
def site(db):
    """The French pages of that tree by section, and "home"; the English ones are beside them."""
    return find_site()


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    """A request leaves its language behind in the thread; each test starts in French."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def empty_caches() -> None:
    """What a rolled-back test cached must not meet the next one's rows of the same key."""
    for cache in caches.all():
        cache.clear()
