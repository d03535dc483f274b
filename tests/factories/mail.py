from portal.core.mail.models import Message, MessageState


def refused(to: str = "lea@exemple.fr", **fields) -> Message:
    """A message that its server did not take, with what it said."""
    return Message.objects.create(
        **{
            "to": to,
            "template": "events/confirmed",
            "language": "fr",
            "subject": "Votre inscription",
            "text": "http://testserver/un-jeton/",
            "state": MessageState.REFUSED,
            "error": "550 no such user",
            **fields,
        }
    )
