from django.db import transaction
from django.utils import timezone
from django_tasks import task

from portal.core.mail.writing import post
from portal.letters.emails import write_to_each
from portal.letters.models import Letter, LetterState

BATCH = 50
"""Messages of one turn. They leave before the next turn, for they pass first: so few lie in the database at a time."""


@task()
def write_next(letter_id: int) -> None:
    """Write to the next readers and leave the rest to a task of its own; a letter that is paused ends this."""
    letter = Letter.objects.filter(pk=letter_id, state=LetterState.SENDING).first()
    if letter is None or letter.begun_at is None:
        return
    batch = list(letter.readers(letter.begun_at).filter(pk__gt=letter.reached).select_related("reader")[:BATCH])
    messages = list(write_to_each(letter, batch))
    with transaction.atomic():
        held = Letter.objects.select_for_update().get(pk=letter_id)
        if held.state != LetterState.SENDING or held.reached != letter.reached:
            return
        if batch:
            held.reached, held.addressed = batch[-1].pk, held.addressed + len(batch)
        if len(batch) == BATCH:
            write_next.enqueue(letter_id=letter_id)
        else:
            held.state, held.sent_at = LetterState.SENT, timezone.now()
        held.save(update_fields=["reached", "addressed", "state", "sent_at"])
        post(messages)
