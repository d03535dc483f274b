"""A letter to many, its worker killed on the way: `python -m tests.letters.storm '{"readers": 120, "kills": 1}'`.

It runs apart from pytest, on a database that keeps what is committed, and prints what came of it as JSON.
"""

import json
import sys
import time
from datetime import timedelta

from tests.core.storm import wait_until, working  # first: it sets Django up

from django.test.utils import override_settings  # isort: skip

from portal.core.mail import sending
from portal.letters.models import Letter, LetterState
from portal.letters.services.sending import schedule_letter
from portal.operations import schedule
from portal.operations.site import find_site
from tests.factories.letters import letter, readers
from tests.factories.mail_server import MailServer, free_port, listening
from tests.factories.members import UserFactory
from tests.factories.pages import article
from tests.factories.tasks import QUEUED

SMTP = "django.core.mail.backends.smtp.EmailBackend"


def main(count: int, kills: int) -> dict:
    sending.LEASE = schedule.MAIL_LEASE = schedule.LEASE = timedelta(seconds=3)
    server, port = MailServer(), free_port()
    readers(count)
    one = letter(article(find_site()))
    began = time.monotonic()
    settings = {"TASKS": QUEUED, "MAIL_DELIVERY": SMTP, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port}
    with override_settings(**settings), listening(server, port):
        schedule_letter(letter_id=one.pk, at=None, by=UserFactory())
        with working() as kill_worker:
            for time_of_kill in range(1, kills + 1):
                wait_until(lambda part=time_of_kill: len(server.letters) >= count * part // (kills + 1))
                kill_worker()
            wait_until(lambda: len(set(server.recipients)) == count and is_sent())
    return {
        "letters": len(server.letters),
        "reached": len(set(server.recipients)),
        "addressed": Letter.objects.get().addressed,
        "seconds": time.monotonic() - began,
    }


def is_sent() -> bool:
    return Letter.objects.filter(state=LetterState.SENT).exists()


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    json.dump(main(asked["readers"], asked["kills"]), sys.stdout)
