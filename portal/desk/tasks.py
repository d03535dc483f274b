"""Once a week, where the operator wants it: what the links in published pages lead to."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import islice
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_noop
from django_tasks import task
from wagtail.models import Page, Site

from portal.desk.asking import Answer, ask_one_by_one
from portal.desk.links import is_dead, references_to_nothing, stays_on, written_in
from portal.desk.models import LONGEST, Link, LinkState

AT_ONCE = 12
LAST = -50


@task(priority=LAST)
def check_links() -> None:
    """Those on the site at once; those elsewhere a few at a time, each host's one after the other."""
    site = Site.objects.get(is_default_site=True)
    found: dict[str, list[int]] = defaultdict(list)
    for page in Page.objects.live().filter(depth__gt=1).specific().iterator(chunk_size=100):
        for address in written_in(page):
            if len(address) <= LONGEST:
                found[address].append(page.pk)
    for source, target in references_to_nothing(Page.objects.live().values_list("pk", flat=True)):
        found[f"#{target}"].append(source)
    Link.objects.exclude(address__in=list(found)).delete()
    elsewhere = {}
    for address, pages in found.items():
        if address.startswith("#"):
            _note(address, pages, (LinkState.BROKEN, gettext_noop("a page that is not published")))
        elif stays_on(site, address):
            _note(address, pages, (LinkState.BROKEN, "404") if is_dead(site, address) else (None, ""))
        else:
            elsewhere[address] = pages
    for some in _batches(sorted(elsewhere, key=lambda address: (urlsplit(address).netloc, address))):
        check_elsewhere.enqueue({address: elsewhere[address] for address in some})


@task(priority=LAST)
def check_elsewhere(pages: dict[str, list[int]]) -> None:
    for address, answer in ask_one_by_one(pages):
        _note(address, pages[address], answer)


@transaction.atomic
def _note(address: str, pages: Collection[int], answer: Answer) -> None:
    """A link that was in the same state before keeps the moment since which it is."""
    state, said = answer
    rows = Link.objects.filter(address=address)
    if state is None:
        rows.delete()
        return
    rows.exclude(page__in=pages, state=state).delete()
    rows.update(found=said)
    known = set(rows.values_list("page_id", flat=True))
    new = Page.objects.filter(pk__in=set(pages) - known).values_list("pk", flat=True)
    Link.objects.bulk_create(Link(page_id=page, address=address, state=state, found=said) for page in new)


def _batches(addresses: list[str]) -> Iterator[list[str]]:
    left = iter(addresses)
    while some := list(islice(left, AT_ONCE)):
        yield some
