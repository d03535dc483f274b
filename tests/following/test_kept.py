"""Feeds among the pages that are kept for visitors."""

from tests.core.conftest import door  # noqa: F401 - the portal behind its cache
from tests.factories import pages

FEED = "/suivre/tout.xml"


def test_who_has_a_feed_already_is_not_sent_it_again(door, site):  # noqa: F811
    first = door.get(FEED)
    assert "Last-Modified" not in first.head  # what is taken off would not change it
    assert door.is_kept(FEED)
    again = door.get(FEED, HTTP_IF_NONE_MATCH=first.head["ETag"])
    assert (again.status, again.body) == (304, b"")


def test_a_feed_is_made_anew_once_something_joins_changes_or_leaves(door, site):  # noqa: F811
    seen = [door.get(FEED).head["ETag"]]
    article = pages.article(site, title="Un premier")
    seen.append(door.get(FEED).head["ETag"])
    article.title = "Un second"
    article.save_revision().publish()
    seen.append(door.get(FEED).head["ETag"])
    article.unpublish()
    seen.append(door.get(FEED).head["ETag"])
    assert len(set(seen[:3])) == 3
    assert "Un second" not in door.get(FEED).text
