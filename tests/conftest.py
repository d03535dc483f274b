import gc
import pickle
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from wagtail.signals import page_published
from xdist.scheduler import LoadFileScheduling

from portal.following.signals import draw_picture_of_published_page
from portal.home.models import HomePage, StandardPage
from portal.operations.site import create_site, find_site
from tests.factories.databases import let_go
from tests.factories.emptiness import clear_site
from tests.factories.second_step import both_steps


class Scheduling(LoadFileScheduling):
    """A file's tests on one process, and a browser's all on one: their demonstration takes a minute to prepare."""

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector need not look through it for each test."""
    gc.collect()
    gc.freeze()


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> Scheduling:
    return Scheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def mail_backend(django_test_environment) -> None:
    """Django's test environment would have everything sent past the portal's own."""
    settings.EMAIL_BACKEND = "portal.core.mail.backend.QueueBackend"


@pytest.fixture(scope="session", autouse=True)
def staff_pass_the_second_step() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", both_steps)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The page tree of a new site stands in every test's database: making it anew each time would cost a second."""
    with django_db_blocker.unblock():
        if not HomePage.objects.exists():
            create_site(name="Prévenance", base_url="http://testserver", contact_email="bonjour@prevenance.exemple.fr")
            for page in StandardPage.objects.all():
                page.body = []
                page.save_revision().publish()
    yield
    let_go()


@pytest.fixture(scope="session", autouse=True)
def no_share_pictures(django_test_environment) -> Iterator[None]:
    """Each page that a test publishes would be drawn at once: tests/following does it where it is the matter."""
    page_published.disconnect(draw_picture_of_published_page)
    yield
    page_published.connect(draw_picture_of_published_page)


@pytest.fixture(scope="session")
def tree(django_db_setup, django_db_blocker) -> bytes:
    with django_db_blocker.unblock():
        return pickle.dumps(find_site())


@pytest.fixture
def site(db, tree):
    """The French pages of that tree by section, and "home"; the English ones are beside them. Read once: of ten queries
    each, thousands of tests would do little else."""
    return pickle.loads(tree)  # noqa: S301 - our own


@pytest.fixture
def nothing(db) -> None:
    """A database that was only migrated."""
    clear_site()


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    """A request leaves its language behind in the thread; each test starts in French."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def empty_cache(request) -> Iterator[None]:
    """What a test caches is rolled back with its other rows; but emptying the models' tables leaves the cache's."""
    yield
    if "transactional_db" in request.fixturenames:
        request.getfixturevalue("transactional_db")
        cache.clear()
