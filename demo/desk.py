"""What the desk shows of an association at work: how often texts were read, and a draft that somebody outside reads."""

from datetime import timedelta

from django.utils import timezone

from members.models import User
from portal.core.models import BasePage
from portal.core.reads.models import PageReads
from portal.desk.models import DraftLink, Remark

DAYS = 30
READ = ("attente", "script", "nuit", "rappel", "reclamation", "programme", "distance", "prix", "places", "barometre")
"""From the most read to the least."""
REMARKS = (
    ("Dans le deuxième paragraphe, c’est « trente secondes », pas « trente minutes ».", True),
    ("Pourriez-vous citer l’équipe de nuit par son nom ?", False),
)


def make_desk(pages: dict[str, BasePage], editor: User) -> None:
    _make_reads(pages)
    link = DraftLink(
        page=pages["nuit"],
        note="Idriss Vauclin",
        created_by=editor,
        expires_at=timezone.now() + timedelta(days=14),
        opened_at=timezone.now() - timedelta(days=1),
    )
    link.make_token()
    link.save()
    for text, is_done in REMARKS:
        Remark.objects.create(link=link, text=text, done_at=timezone.now() if is_done else None)


def _make_reads(pages: dict[str, BasePage]) -> None:
    """More on the days after a text went online than later, fewer on Sundays."""
    today = timezone.localdate()
    rows = []
    for place, name in enumerate(READ, start=1):
        for days_ago in range(DAYS):
            day = today - timedelta(days=days_ago)
            count = (180 - 12 * place + 3 * days_ago) // (3 if day.weekday() == 6 else 1)
            rows.append(PageReads(page=pages[name].page_ptr, day=day, reads=count, by_members=count // (2 + place % 3)))
    PageReads.objects.bulk_create(rows)
