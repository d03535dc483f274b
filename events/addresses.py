"""What an address is to this room: a person's registrations follow their account, and are reason enough for one."""

from django.dispatch import receiver
from wagtail.log_actions import log

from events.models import Registration
from members.models import User
from members.signals import address_asks_in, address_changed


@receiver(address_changed, sender=User)
def move_registrations(sender: type[User], user: User, old: str, new: str, **kwargs) -> None:
    """All but those for an event where the new address is registered itself."""
    theirs = Registration.objects.filter(email=old)
    there_already = Registration.objects.active().filter(email=new).values("event")
    for registration in theirs.exclude(event__in=there_already):
        registration.email = new
        registration.save(update_fields=["email"])
        log(instance=registration, action="events.registration.address", user=user)


@receiver(address_asks_in)
def is_registered(sender, address: str, **kwargs) -> bool:
    return Registration.objects.filter(email=address).exists()
