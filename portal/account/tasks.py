from django.db import transaction
from django.utils import timezone
from django_tasks import task

from portal.account.copying import archive
from portal.account.emails import mail_copy_ready
from portal.account.models import DataCopy
from portal.core.mail.sending import FIRST


@task(priority=FIRST)
def make_copy(copy_id: int) -> None:
    """Make the copy that somebody asked for, and send them its link; done twice, the first link no longer works."""
    copy = DataCopy.objects.select_related("user").filter(pk=copy_id, content=b"").first()
    if copy is None:
        return
    content = archive(copy)
    with transaction.atomic():
        copy.content, copy.made_at, token = content, timezone.now(), copy.new_link()
        copy.save(update_fields=["content", "made_at", "token_hash"])
        mail_copy_ready(copy, token)
