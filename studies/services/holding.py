"""Every change of a survey goes through these services, one at a time for each study. What they share is here."""

from datetime import timedelta
from typing import TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from studies.models import Publication, Source, Study, Survey
from studies.models.survey import Job, Work

User = AbstractBaseUser | AnonymousUser | None

J = TypeVar("J", Source, Publication)

LOST_AFTER = timedelta(minutes=30)
"""A job that is under way for longer lost its worker for good."""


class Refusal(TextChoices):
    AT_WORK = "at_work", _("Wait until the work under way is done, then try again.")
    NO_SOURCE = "no_source", _("There is no file to work from: send one first.")
    NOT_DONE = "not_done", _("These tables are not computed: compute them first.")
    REASON_MISSING = "reason_missing", _("Readers have seen other figures: say in French what was corrected.")
    REPLACED = "replaced", _("A new file replaced the codebook in the meantime. Look at it again, then save.")
    UNCONFIRMED = "unconfirmed", _("Confirm the codebook first: everything is computed from it.")
    NO_COLUMNS = "no_columns", _("Tick two lines or more that are one column each, for one question of them.")
    ONE_COLUMN = (
        "one_column",
        _("Tick questions with several answers, one column each: others are one line already."),
    )
    NO_TICK = "no_tick", _("Nothing tells which value of these columns means “chosen”: write it on each one’s page.")
    ANOTHER_FILE = "another_file", _("A later file took its place: send this one again instead.")
    IS_PUBLIC = "is_public", _("Readers see these tables: take them back or replace them first.")
    NO_SUCH_TABLE = "no_such_table", _("The results that are public have no such table to show.")
    NOT_EARLIER = "not_earlier", _("That study is no earlier edition of this series.")


class NotChanged(Exception):
    """What was asked for is not possible now, and why, in words. Nothing was changed."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.label)
        self.reason = reason


def is_lost(job: Job) -> bool:
    return job.is_under_way and job.created_at < timezone.now() - LOST_AFTER


def at_work(survey: Survey) -> Job | None:
    """The job that is being done on this survey, if there is one and it isn't lost."""
    under_way = Q(state__in=(Work.WAITING, Work.RUNNING), created_at__gte=timezone.now() - LOST_AFTER)
    return survey.sources.filter(under_way).first() or survey.publications.filter(under_way).first()


def lock(survey_id: int) -> Survey:
    """The survey, held until the transaction ends: by its study's row on PostgreSQL, by BEGIN IMMEDIATE on SQLite."""
    Study.objects.select_for_update().get(survey=survey_id)
    return Survey.objects.select_related("study", "public").get(pk=survey_id)


def locked(model: type[J], pk: int) -> J:
    lock(model.objects.values_list("survey_id", flat=True).get(pk=pk))
    return model.objects.select_related("survey__study").get(pk=pk)


def refuse_while_at_work(survey: Survey) -> None:
    if at_work(survey):
        raise NotChanged(Refusal.AT_WORK)


def log_deed(survey: Survey, what: str, user: User, **data) -> None:
    log(instance=survey.study, action=f"studies.survey.{what}", user=user, data=data)


def key(user: User) -> int | None:
    return user.pk if user else None


def language() -> str:
    return get_language() or "fr"
