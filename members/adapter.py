from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.signals import authentication_step_completed
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from members.models import User
from portal.core.mail import queue


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in as allauth does it, with the portal's own mail."""

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """`account/email/<name>` is `templates/emails/account/<name>`, in the language of the page."""
        name = template_prefix.rpartition("/")[2].removesuffix("_signup")
        queue(f"account/{name}", to=email, language=get_language()[:2], context=context)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account:home")


@receiver(authentication_step_completed)
def drop_password_of_unproved_address(sender, user: User, method: str, **kwargs) -> None:
    """A password chosen before the address was proved may be a stranger's: whoever proves the address ends it."""
    if method != "code" or not user.has_usable_password():
        return
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        user.set_unusable_password()
        user.save(update_fields=["password"])
