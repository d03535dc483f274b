"""What this room writes, one function each."""

from django.conf import settings
from django.urls import reverse

from members.models import User
from portal.core.mail.writing import queue
from portal.desk.models import Remark


def mail_remark(remark: Remark) -> None:
    """To whoever lent the link and to the page's owner, where they may still edit the page."""
    page = remark.link.page
    context = {
        "title": page.get_admin_display_title(),
        "who": remark.link.note,
        "text": remark.text,
        "link": settings.BASE_URL + reverse("desk_drafts:links", args=[page.pk]),
    }
    both = User.objects.filter(pk__in={remark.link.created_by_id, page.owner_id} - {None}, is_active=True)
    addresses = [user.email for user in both if page.permissions_for_user(user).can_edit()]
    for email, language in User.objects.languages(addresses).items():
        queue("desk/remark", to=email, language=language, context=context, about=page)
