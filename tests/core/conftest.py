import pytest

from tests.factories.visits import Door, committed


@pytest.fixture
def door(db) -> Door:
    """The portal behind its cache, where what a test writes counts as committed."""
    with committed():
        yield Door()
