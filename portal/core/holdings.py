"""What the core, Wagtail and the libraries below every room hold of people."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from taggit.models import Tag
from wagtail import models as wagtail
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents.models import Document
from wagtail.embeds.models import Embed
from wagtail.images.models import Image
from wagtail.users.models import UserProfile
from wagtail_localize.models import SegmentOverride, StringTranslation

from portal.access.models import PreviewGrant
from portal.core.mail.models import Message, MessageState
from portal.core.models import PageReads, Person, PortalDocument, PortalImage, SiteSettings
from portal.core.personal_data.registry import (
    Find,
    Subject,
    about_nobody,
    delete,
    forgets,
    register,
    told,
    without_account,
)


def _sessions_of(subject: Subject) -> QuerySet:
    """Those listed under their account; whose any other is, such as one that a code opened, stands inside it alone."""
    listed = UserSession.objects.order_by()
    others = Session.objects.exclude(pk__in=listed.values("session_key"))
    theirs = [row.pk for row in others.iterator() if _is_of(row, subject)]
    of_account = listed.filter(user=subject.key).values("session_key")
    return Session.objects.filter(Q(pk__in=of_account) | Q(pk__in=theirs))


def _is_of(session: Session, subject: Subject) -> bool:
    values = session.get_decoded()
    return values.get("_auth_user_id") == str(subject.key) or any(
        told(email).search(str(values)) for email in subject.emails
    )


def _written_to(subject: Subject) -> QuerySet:
    return Message.objects.filter(subject.by_address("to") | subject.by_address("reply_to"))


def _erase_profile(rows: QuerySet, subject: Subject) -> None:
    for profile in rows:
        profile.avatar.delete(save=False)
    rows.delete()


def _keyed(model: type[Model], *keys: str) -> Find:
    """Rows with one of these keys to the account."""

    def find(subject: Subject) -> QuerySet:
        found = Q(pk__in=())
        for key in keys:
            found |= Q(**{key: subject.key})
        return model._base_manager.filter(found)

    return find


register(Message, under="messages", find=_written_to, export=("created_at", "subject"), erase=delete, theirs=True)
register(Session, under="sessions", find=_sessions_of, erase=delete)
register(
    UserProfile, under="accounts", find="user", export=("preferred_language", "theme", "density"), erase=_erase_profile
)
register(
    wagtail.Page, under="publications", find=_keyed(wagtail.Page, "owner", "locked_by"), export=("title", "url_path")
)
register(wagtail.Revision, under="history", find="user", export=("object_str", "created_at"))
register(wagtail.ModelLogEntry, under="history", find="user", export=("action", "timestamp"))
register(wagtail.PageLogEntry, under="history", find="user", export=("action", "timestamp"))
register(
    wagtail.Comment, under="publications", find=_keyed(wagtail.Comment, "user", "resolved_by"), export=("created_at",)
)
register(wagtail.CommentReply, under="publications", find="user", export=("text", "created_at"))
register(wagtail.PageSubscription, under="publications", find="user", export=("page",))
register(wagtail.WorkflowState, under="history", find="requested_by", export=("created_at", "status"))
register(wagtail.TaskState, under="history", find="finished_by", export=("finished_at", "comment"))
register(wagtail.UploadedFile, under="drafts", find="uploaded_by_user", erase=delete)
register(EditingSession, under="drafts", find="user", erase=delete)
register(FormState, under="drafts", find="user", export=("data", "last_updated_at"), erase=delete)
register(PortalImage, under="history", find="uploaded_by_user", export=("title", "created_at"))
register(PortalDocument, under="history", find="uploaded_by_user", export=("title", "created_at"))
register(StringTranslation, under="history", find="last_translated_by", export=("data", "updated_at"))
register(SegmentOverride, under="history", find="last_translated_by", export=("updated_at",))
register(PreviewGrant, under="history", find="created_by", export=("note", "created_at", "expires_at"))
without_account(Person, under="publications")
without_account(SiteSettings, under="publications")
register(Image, under="history", find="uploaded_by_user")
register(Document, under="history", find="uploaded_by_user")
without_account(Embed, under="publications")
about_nobody("How often a page was read, by anybody.", PageReads)
about_nobody("The name of a thing.", Tag, wagtail.Collection, wagtail.Workflow, wagtail.Task, Permission)


@forgets("messages")
def forget_sent(before: datetime) -> int:
    return Message.objects.filter(state=MessageState.SENT, sent_at__lt=before).delete()[0]


@forgets("undelivered")
def forget_undelivered(before: datetime) -> int:
    undelivered = Message.objects.filter(state__in=(MessageState.REFUSED, MessageState.FAILED))
    return undelivered.filter(next_try_at__lt=before).delete()[0]


@forgets("sessions")
def forget_sessions(before: datetime) -> int:
    """A session carries the moment at which it ends."""
    ended = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    listed = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return ended + listed.delete()[0]


@forgets("history")
def forget_history(before: datetime) -> int:
    logs = (wagtail.ModelLogEntry, wagtail.PageLogEntry)
    return sum(log.objects.filter(timestamp__lt=before).delete()[0] for log in logs)


@forgets("drafts")
def forget_drafts(before: datetime) -> int:
    typed = FormState.objects.filter(last_updated_at__lt=before).delete()[0]
    return typed + EditingSession.objects.filter(last_seen_at__lt=before).delete()[0]


@forgets("tasks")
def forget_tasks(before: datetime) -> int:
    return DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()[0]
