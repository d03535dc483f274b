"""An article says where it stood in print."""

import re
from datetime import date

import pytest

from tests.factories import pages


@pytest.mark.parametrize(
    ("page_in_print", "credit"), [(12, "N° 42, octobre 2026, page 12"), (None, "N° 42, octobre 2026")]
)
def test_an_article_is_credited_to_its_issue_by_number_and_month(client, site, page_in_print, credit):
    issue = pages.issue(site, title="Le temps des autres", number=42, month=date(2026, 10, 1))
    article = pages.article(site, printed_issue=issue, printed_page=page_in_print)
    html = re.sub(r"<[^>]*>", "", client.get(article.url).content.decode()).replace("\xa0", " ")
    assert credit in html
