"""Pages of each type in the tree that `create_site` makes, published in French, with an English version beside."""

from datetime import date, timedelta

from django.utils import timezone

from articles.models import ArticlePage, DossierPage, DossierPiece, IssuePage, NewsPage
from events.models import Event, EventPage
from portal.core.models import BasePage
from portal.operations.site import translate
from studies.models import Study, StudyPage


def publish(parent: BasePage, page: BasePage) -> BasePage:
    """Add `page` under `parent`, live, as an editor's publication leaves it."""
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def text(sentence: str) -> list[tuple[str, str]]:
    return [("paragraph", f"<p>{sentence}</p>")]


def issue(site: dict, **fields) -> IssuePage:
    fields = {"title": "Numéro 12", "number": 12, "month": date(2026, 4, 1), **fields}
    return publish(site["magazine"], IssuePage(**fields))


def dossier(site: dict, *texts: BasePage, **fields) -> DossierPage:
    page = DossierPage(**{"title": "Un dossier", "introduction": "Ce qui les relie.", **fields})
    page.pieces = [DossierPiece(page=text, sort_order=place) for place, text in enumerate(texts)]
    return publish(site["magazine"], page)


def article(site: dict, parent: BasePage | None = None, **fields) -> ArticlePage:
    fields = {"title": "Un article", "standfirst": "Un chapeau.", "body": text("Le corps."), **fields}
    return publish(parent or site["magazine"], ArticlePage(**fields))


def news(site: dict, **fields) -> NewsPage:
    return publish(site["news"], NewsPage(**{"title": "Une actualité", "body": text("La suite."), **fields}))


def study(site: dict, **fields) -> StudyPage:
    facts = Study(published_on=timezone.localdate())
    fields = {"title": "Une étude", "results": text("Les résultats."), "study": facts, **fields}
    return publish(site["studies"], StudyPage(**fields))


def event(site: dict, *, facts: dict | None = None, **fields) -> EventPage:
    """A workshop of thirty places a month from now, open to registration, whose freed places are given at once; `facts`
    change its shared row."""
    start = timezone.now() + timedelta(days=30)
    facts = {"starts_at": start, "ends_at": start + timedelta(hours=3), "offer_hours": 0, **(facts or {})}
    row = fields.pop("event", None) or Event()
    for name, value in facts.items():
        setattr(row, name, value)
    return publish(site["events"], EventPage(**{"title": "Un atelier", "event": row, **fields}))


def release(page: BasePage, **steps) -> BasePage:
    """Change the page's timeline: preview_event, preview_at, members_at, everyone_at; what is not named is empty."""
    for name in ("preview_event", "preview_at", "members_at", "everyone_at"):
        setattr(page.release, name, steps.get(name))
    page.release.save()
    return page


__all__ = ["article", "dossier", "event", "issue", "news", "publish", "release", "study", "text", "translate"]
