"""A page of the portal out of a piece of an old site."""

from datetime import datetime, time
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue
from wagtail.log_actions import log
from wagtail.models import Locale, Page

from articles.models import ArticleByline, ArticlePage, IssuePage, NewsByline, NewsPage
from portal.access.models import Release
from portal.archive.belongings import Belongings
from portal.archive.checking import Checked, has_long_standfirst
from portal.archive.models import Batch
from portal.archive.pieces import Kind, Piece
from portal.core.manuscripts import Unreadable, blocks_of
from portal.core.models import BasePage
from portal.core.redirects.keeping import keep_address
from portal.home.models import StandardPage
from studies.models import Study, StudyFile, StudyPage
from studies.survey.problems import Problem, Refused

BYLINES = {ArticlePage: ArticleByline, NewsPage: NewsByline}
SHARED = ("release", "study", "web_date", "cover", "printed_issue", "printed_page")
"""What a translation takes from the page that it says in another language, as far as both have it."""


def make_page(piece: Piece, checked: Checked, batch: Batch, belongings: Belongings, translated: Any) -> BasePage:
    """A page as an editor's publication leaves it, or a draft; `translated` is that which it says in another language.

    It stands within a transaction. What is left to look at is added to the notices. Raises Refused.
    """
    issue = belongings.issue(piece) if piece.kind is Kind.ARTICLE else None
    parent = belongings.parent(piece, issue)
    page = _new_page(piece, checked, belongings)
    page.title, page.owner, page.live = checked.title, batch.by, False
    page.locale = Locale.objects.get(language_code=piece.language)
    if translated is None:
        _give_facts(page, piece, belongings, issue, checked.notices)
    else:
        _take_facts(page, translated)
    if isinstance(page, ArticlePage) and page.printed_issue and page.printed_issue.translation_key == _key(parent):
        page.printed_issue = None  # where it stands says so
    parent.add_child(instance=page)
    if isinstance(page, ArticlePage | NewsPage):
        told = [belongings.topic(name) for name in piece.topics]
        page.topics.set(translated.topics.all() if translated else told)
        page.save()
    if batch.is_published and not piece.is_draft:
        page.first_published_at = _moment(piece)
        page.save(update_fields=["first_published_at"])
        page.save_revision(user=batch.by).publish(user=batch.by)
    else:
        page.save_revision(user=batch.by)
    for old in piece.addresses:
        if not keep_address(old=old, page=page, by=batch.by):
            message = _("The address %(old)s is not kept: a published page stands there.")
            checked.notices.append(message % {"old": old[:200]})
    log(instance=page, action="archive.imported", user=batch.by, data={"batch": batch.name, "key": piece.key})
    return page


def _new_page(piece: Piece, checked: Checked, belongings: Belongings) -> Any:
    try:
        text = blocks_of(checked.manuscript, collection=belongings.collection(piece))
    except Unreadable as error:
        raise Refused(Problem(str(error))) from error
    if piece.kind is Kind.STUDY:
        return StudyPage(summary=piece.standfirst, results=text)
    for name in piece.attachments:
        text.append(("download", {"document": belongings.document(name, piece), "label": ""}))
    if piece.kind is Kind.PAGE:
        return StandardPage(introduction=piece.standfirst, body=text)
    return _written_page(piece, text)


def _written_page(piece: Piece, text: StreamValue) -> ArticlePage | NewsPage:
    fields: dict[str, Any] = {"kicker": piece.kicker, "standfirst": piece.standfirst, "body": text}
    if has_long_standfirst(piece):
        opening = f"<p>{escape(piece.standfirst, quote=False)}</p>"
        fields |= {"standfirst": "", "opening": [("paragraph", opening)]}
    return NewsPage(**fields) if piece.kind is Kind.NEWS else ArticlePage(**fields)


def _give_facts(page: Any, piece: Piece, belongings: Belongings, issue: IssuePage | None, notices: list[str]) -> None:
    """What is told once for all languages: release, date, authors, files."""
    opened = _moment(piece)
    page.release = Release(members_at=opened, everyone_at=opened if piece.is_open else None)
    if piece.cover and piece.kind is not Kind.PAGE:
        page.cover_id = belongings.cover(piece, notices)
    if piece.kind is Kind.STUDY:
        page.study = Study(published_on=piece.day)
        page.study.files = [
            StudyFile(document=document, title_fr=document.title[:120], is_public=piece.is_open)
            for document in (belongings.document(name, piece) for name in piece.attachments)
        ]
    if byline := BYLINES.get(type(page)):
        page.web_date = piece.day or timezone.localdate()
        people = [belongings.person(name) for name in piece.authors]
        page.bylines = [byline(person_id=person, sort_order=place) for place, person in enumerate(people)]
    if piece.kind is Kind.ARTICLE:
        page.printed_issue, page.printed_page = issue, piece.printed_page


def _take_facts(page: Any, translated: Any) -> None:
    page.translation_key = translated.translation_key
    for name in SHARED:
        if hasattr(translated, name):
            setattr(page, name, getattr(translated, name))
    if byline := BYLINES.get(type(page)):
        names = translated.bylines.values_list("person_id", "sort_order")
        page.bylines = [byline(person_id=person, sort_order=place) for person, place in names]
        if type(page) is ArticlePage and page.printed_issue is None:
            page.printed_issue = translated.printed_in()


def _moment(piece: Piece) -> datetime:
    """Midnight in Paris of the day it came out."""
    return timezone.make_aware(datetime.combine(piece.day, time())) if piece.day else timezone.now()


def _key(parent: Page) -> object:
    return parent.translation_key
