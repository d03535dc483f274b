"""The messages this room sends, one function each."""

from django.conf import settings

from portal.core.mail.writing import queue


def pass_on(*, recipient: str, name: str, email: str, topic: str, message: str) -> None:
    """Give the association what a visitor wrote; its answer goes to the visitor."""
    queue(
        "home/contact",
        to=recipient,
        language=settings.LANGUAGE_CODE,
        context={"name": name, "email": email, "topic": topic, "message": message},
        reply_to=email,
    )
