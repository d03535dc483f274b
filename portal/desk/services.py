"""Links by which a draft is read without an account, and what is said of it there."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from portal.desk.emails import mail_remark
from portal.desk.models import DraftLink, Remark


def make_draft_link(*, page: Page, note: str, expires_at: datetime, may_remark: bool, by: Any) -> tuple[DraftLink, str]:
    """A new link and its token, which is told this once and kept only as a hash."""
    link = DraftLink(page=page, note=note, expires_at=expires_at, may_remark=may_remark, created_by=by)
    token = link.make_token()
    with transaction.atomic(durable=True):
        link.save()
        log(instance=page, action="desk.draft_link", user=by, data={"note": note})
    return link, token


def end_draft_link(*, link_id: int, by: Any) -> None:
    """From now on nobody reads by this link; a second call changes nothing."""
    with transaction.atomic(durable=True):
        link = DraftLink.objects.select_for_update(of=("self",)).select_related("page").get(pk=link_id)
        if link.revoked_at is None:
            link.revoked_at = timezone.now()
            link.save(update_fields=["revoked_at"])
            log(instance=link.page, action="desk.draft_link_end", user=by, data={"note": link.note})


def note_opened(*, link: DraftLink) -> None:
    """The first time stands in the page's history; the last on the link."""
    with transaction.atomic(durable=True):
        if link.opened_at is None:
            log(instance=link.page, action="desk.draft_link_opened", data={"note": link.note})
        DraftLink.objects.filter(pk=link.pk).update(opened_at=timezone.now())


def leave_remark(*, link: DraftLink, text: str) -> Remark:
    with transaction.atomic(durable=True):
        remark = Remark.objects.create(link=link, text=text)
        log(instance=link.page, action="desk.remark", data={"note": link.note})
        mail_remark(remark)
    return remark


def settle_remark(*, remark_id: int, by: Any) -> None:
    """It was dealt with; a second call changes nothing."""
    with transaction.atomic(durable=True):
        remark = Remark.objects.select_for_update(of=("self",)).select_related("link__page").get(pk=remark_id)
        if remark.done_at is None:
            remark.done_at = timezone.now()
            remark.save(update_fields=["done_at"])
            log(instance=remark.link.page, action="desk.remark_done", user=by, data={"note": remark.link.note})
