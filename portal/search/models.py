from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.access.models import Release
from portal.search.querysets import EntryQuerySet, Part, TitleWordQuerySet

__all__ = ["DATED", "Entry", "Kind", "Part", "TitleWord"]


class Kind(models.TextChoices):
    ARTICLE = "article", _("Articles")
    NEWS = "news", _("News")
    STUDY = "study", _("Studies")
    QUESTION = "question", _("Survey questions")
    EVENT = "event", _("Events")
    ISSUE = "issue", _("Issues of the magazine")
    DOSSIER = "dossier", _("Dossiers")
    PERSON = "person", _("People")
    PAGE = "page", _("Other pages")


DATED = (Kind.ARTICLE, Kind.NEWS, Kind.STUDY)
"""What is new on the day it bears, and not before."""


class Entry(models.Model):
    """What can be found of a page, of a question of its survey, or of somebody, in one language.

    The columns named keys hold words as `portal.search.words` writes them; the database keeps its full-text index of
    them up by itself (see the migrations). The long texts stand last. `day` is a proleptic ordinal, as dates have it.
    """

    page = models.ForeignKey(Page, null=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("core.Person", null=True, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=60, blank=True)
    part = models.CharField(max_length=6, choices=Part.choices)
    release = models.ForeignKey(Release, null=True, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    day = models.IntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    title_keys = models.TextField()
    lead_keys = models.TextField()
    title = models.TextField()
    text = models.TextField(blank=True)
    body_keys = models.TextField()
    topics = models.ManyToManyField("core.Topic", related_name="+")
    people = models.ManyToManyField("core.Person", related_name="+")

    gated_fields: ClassVar[tuple[str, ...]] = ("text",)
    release_lookup = "release"
    page_lookup = "page"
    parameters: ClassVar[tuple[str, ...]] = ("q", "kind", "topic", "year", "free", "page")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [
            models.UniqueConstraint("page", "question", "part", name="entry_once_a_part"),
            models.UniqueConstraint("person", "language", name="entry_once_a_person"),
        ]
        indexes = [models.Index("language", "day", name="entry_latest")]

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        """Of this one alone, where `get_kind_display` names them all."""
        return str(_ONE[Kind(self.kind)])


_ONE = {
    Kind.ARTICLE: _("article"),
    Kind.NEWS: _("piece of news"),
    Kind.STUDY: _("study"),
    Kind.QUESTION: _("survey question"),
    Kind.EVENT: _("event"),
    Kind.ISSUE: _("issue"),
    Kind.DOSSIER: _("dossier"),
    Kind.PERSON: _("person"),
    Kind.PAGE: _("page"),
}


class TitleWord(models.Model):
    """A word of a public title, folded, and as it is written there: for suggestions and for slips of the hand."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="title_words")
    word = models.CharField(max_length=40, db_index=True)
    written = models.CharField(max_length=40)

    objects = TitleWordQuerySet.as_manager()

    class Meta:
        verbose_name = _("word of a title")
        verbose_name_plural = _("words of titles")

    def __str__(self) -> str:
        return self.written
