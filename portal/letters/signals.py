"""What happens elsewhere to an address that letters go to."""

from django.dispatch import receiver

from members.models import User
from members.signals import address_changed
from portal.core.mail.models import Message
from portal.core.mail.signals import address_refused
from portal.letters.models import Letter, Reader
from portal.letters.services.subscribing import end_refused


@receiver(address_changed, sender=User)
def move_letters(sender: type[User], user: User, old: str, new: str, **kwargs) -> None:
    """Letters follow the account, unless the new address gets its own."""
    if not Reader.objects.filter(email=new).exists():
        Reader.objects.filter(email=old).update(email=new)


@receiver(address_refused, sender=Message)
def stop_refused(sender: type[Message], message: Message, **kwargs) -> None:
    end_refused(email=message.to, letter=message.about if isinstance(message.about, Letter) else None)
