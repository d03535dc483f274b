"""A secret word in every gated field, file name and file body of every page type, in both languages.

A page type without a factory here fails the suite, as does a block or a field that nothing knows how to fill.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from uuid import uuid4

from django.apps import apps
from django.db import models
from django.utils import timezone
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page

from articles.models import ArticlePage, DossierPage, IssuePage, Leaf, MagazinePage, NewsIndexPage, NewsPage, ReadPdf
from events.models import EventPage, EventsIndexPage, SessionFile
from members.models import DirectoryEntry
from portal.core.editing.tables import CaptionedTableBlock
from portal.core.files.media import PortalDocument, PortalImage, PortalRendition
from portal.core.pages.base import BasePage
from portal.home.models import ContactPage, HomePage, StandardPage
from portal.operations.site import find_site
from studies.models import StudiesIndexPage, StudyFile, StudyPage
from studies.survey.words import Words
from studies.tasks import write_workbooks
from tests.factories import media, pages, surveys
from tests.factories.events import SessionFactory
from tests.factories.members import member
from tests.factories.visitors import World

SECRET = "kanari"

Site = dict[str, BasePage]

FACTORIES: dict[type[BasePage], Callable[[Site], BasePage]] = {
    HomePage: lambda site: site["home"],
    StandardPage: lambda site: site["about"],
    ContactPage: lambda site: site["contact"],
    MagazinePage: lambda site: site["magazine"],
    NewsIndexPage: lambda site: site["news"],
    StudiesIndexPage: lambda site: site["studies"],
    EventsIndexPage: lambda site: site["events"],
    DossierPage: lambda site: pages.dossier(site, title="Un dossier"),
    IssuePage: lambda site: pages.issue(site, title="Un numéro"),
    ArticlePage: lambda site: pages.article(site, parent=_issue(site), title="Un article gardé"),
    NewsPage: lambda site: pages.news(site, title="Une actualité gardée"),
    StudyPage: lambda site: pages.study(site, title="Une étude gardée"),
    EventPage: lambda site: pages.event(site, title="Un atelier gardé"),
}


def page_types() -> list[type[BasePage]]:
    return [model for model in apps.get_models() if issubclass(model, BasePage)]


def gated_types() -> list[type[BasePage]]:
    return [model for model in page_types() if model.gated_fields]


def _issue(site: Site) -> IssuePage:
    return IssuePage.objects.filter(path__startswith=site["magazine"].path).first() or pages.issue(site)


@dataclass
class Planted:
    """One gated page in one language: its secret word, and the files only its gated part uses."""

    page: BasePage
    language: str
    secret: str
    document: PortalDocument
    image: PortalImage
    rendition: PortalRendition
    beside: PortalDocument | None = None
    """Of a shared row: a study's file, a session's."""
    leaves: tuple[PortalRendition, ...] = ()
    """Of an issue: the pictures of its printed pages. All but the last are leafed through."""

    def files(self) -> dict[str, str]:
        files = {"document": self.document.file.name}
        if self.is_text:
            files["rendition"] = self.rendition.file.name
        if self.beside is not None:
            files["file of a row"] = self.beside.file.name
        return files

    @property
    def is_text(self) -> bool:
        """Of an issue, a PDF alone is gated: no word of it is searched, and no picture is its own."""
        return not isinstance(self.page, IssuePage)

    def __str__(self) -> str:
        return f"{type(self.page).__name__} {self.language}"


@dataclass
class Garden:
    site: Site
    world: World
    planted: list[Planted] = field(default_factory=list)
    public: list[BasePage] = field(default_factory=list)

    @property
    def texts(self) -> list[Planted]:
        return [item for item in self.planted if item.is_text]

    @property
    def issues(self) -> list[Planted]:
        return [item for item in self.planted if item.leaves]

    def urls(self) -> list[str]:
        """Every live page of the tree, in both languages."""
        return [page.url for page in Page.objects.live().filter(depth__gt=1)]


def plant() -> Garden:
    """The whole tree with a page of every type, the gated ones holding secrets in French and in English."""
    site = find_site()
    preview, other = pages.event(site, title="La convention"), pages.event(site, title="Un autre atelier")
    planted: list[Planted] = []
    public: list[BasePage] = []
    for model in sorted(page_types(), key=lambda model: model not in (IssuePage, StudyPage)):
        page = FACTORIES[model](site)
        if not model.gated_fields:
            public.append(page)
            if page not in site.values():
                pages.translate(page, title=f"{model.__name__} in English")
            continue
        secrets = {language: f"{SECRET}{model.__name__.lower()}{language}" for language in ("fr", "en")}
        french = _hide(page, "fr", secrets["fr"])
        english = pages.translate(page, title=f"{model.__name__} in English")
        planted += [french, _hide(english, "en", secrets["en"])]
        if isinstance(page, StudyPage):
            _publish_survey(page, Words(secrets["fr"], secrets["en"]))
    site["home"].lead = next(item.page for item in planted if isinstance(item.page, ArticlePage))
    site["home"].save_revision().publish()
    DirectoryEntry.objects.create(
        user=member(), name=f"{SECRET}annuaire", role=SECRET, link=f"https://{SECRET}.exemple"
    )
    world = World(
        releases=tuple({item.page.release for item in planted}),
        preview_event=preview.event,
        other_event=other.event,
        tree=Page.get_first_root_node(),
        elsewhere=site["contact"],
    )
    return Garden(site, world, planted, public)


def _hide(page: BasePage, language: str, secret: str) -> Planted:
    document = media.document(name=f"{secret}.pdf", body=f"%PDF-1.7 {secret}".encode())
    image = media.image(name=f"{secret}.png")
    filling = Filling(secret, document, image, page)
    for name in page.gated_fields:
        setattr(page, name, filling.of_field(page._meta.get_field(name)))
    leaves = _leaf_through(page, document) if isinstance(page, IssuePage) else ()
    page.save_revision().publish()
    page.refresh_from_db()
    beside = None
    if isinstance(page, StudyPage):
        beside = media.document(name=f"{secret}-annexe.xlsx", body=secret.encode())
        page.study.files.add(StudyFile(document=beside, title_fr="Annexe", title_en="Annex"))
        page.study.save()
    elif isinstance(page, EventPage):
        beside = media.document(name=f"{secret}-diapositives.pdf", body=secret.encode())
        session = SessionFactory(event=page.event)
        session.files.add(SessionFile(document=beside, title_fr=secret, title_en=secret))
        session.save()
    return Planted(page, language, secret, document, image, media.rendition(image), beside, leaves)


def _leaf_through(page: IssuePage, document: PortalDocument) -> tuple[PortalRendition, ...]:
    """The first pages of its PDF as the worker draws them, one more than are leafed through."""
    read = ReadPdf.objects.create(document=document, file_name=document.file.name, pages=3)
    drawn = [Leaf.objects.create(read=read, number=number, image=media.image(f"p{number}.png")) for number in (1, 2, 3)]
    page.leafed = 2
    return tuple(leaf.image.get_rendition("format-webp|width-480|avifquality-45") for leaf in drawn)


def _publish_survey(page: StudyPage, secret: Words) -> None:
    """Results that tell the secret in each of their words: public, replaced, and waiting for their editors."""
    words = {"title": secret, "wording": secret, "asked_to": secret, "unit": secret, "segment_words": secret}
    options = tuple(replace(option, words=secret) for option in surveys.YES_NO)
    columns = [replace(surveys.column(code), words=secret) for code in ("a", "b")]
    tables = [
        surveys.table("q1", options=options, **words),
        surveys.table("q1", "age", columns, options=options, **words),
        surveys.table("q2", options=options, **words),
    ]
    surveys.publish_tables(page.study, tables, public=False)
    for _time in range(2):
        shown = surveys.publish_tables(page.study, tables, reason_fr=secret.fr, reason_en=secret.en)
    write_workbooks.call(publication_id=shown.pk)


@dataclass
class Filling:
    """A value that holds the secret for any field or block there is; an unknown kind fails."""

    secret: str
    document: PortalDocument
    image: PortalImage
    page: Page

    def of_field(self, target: models.Field):
        if isinstance(target, StreamField):
            children = target.stream_block.child_blocks
            stream = [{"type": name, "value": self.of_block(block)} for name, block in children.items()]
            return json.dumps(stream, default=str)
        if isinstance(target, models.CharField | models.TextField):
            return self.secret
        if isinstance(target, models.ForeignKey) and target.related_model in (PortalDocument, PortalImage):
            return self.document if target.related_model is PortalDocument else self.image
        raise NotImplementedError(f"How is a secret hidden in {target!r}?")

    def of_block(self, block: blocks.Block):  # noqa: C901 - one line a kind of block
        match block:
            case ImageBlock():
                return {"image": self.image.pk, "alt_text": self.secret, "decorative": False}
            case CaptionedTableBlock():
                return {"data": [[self.secret], [self.secret]], "table_caption": self.secret}
            case blocks.StreamBlock():
                return [{"type": name, "value": self.of_block(child)} for name, child in block.child_blocks.items()]
            case blocks.StructBlock():
                return {name: self.of_block(child) for name, child in block.child_blocks.items()}
            case blocks.ListBlock():
                return [{"type": "item", "id": str(uuid4()), "value": self.of_block(block.child_block)}]
            case blocks.RichTextBlock():
                link = f'<a linktype="document" id="{self.document.pk}">{self.secret}</a>'
                return f"<p>{self.secret} {link}</p>"
            case blocks.URLBlock():
                return f"https://exemple.fr/{self.secret}"
            case blocks.EmailBlock():
                return f"{self.secret}@exemple.fr"
            case DocumentChooserBlock():
                return self.document.pk
            case ImageChooserBlock():
                return self.image.pk
            case blocks.PageChooserBlock():
                fits = isinstance(self.page, block.target_model)
                return self.page.pk if fits else block.target_model.objects.earliest("pk").pk
            case blocks.ChoiceBlock():
                return next(value for value, _label in block.field.choices if value)
            case blocks.BooleanBlock():
                return True
            case blocks.IntegerBlock() | blocks.FloatBlock() | blocks.DecimalBlock():
                return 1
            case blocks.DateBlock():
                return timezone.localdate().isoformat()
            case blocks.CharBlock() | blocks.TextBlock() | blocks.RawHTMLBlock():
                return self.secret
        raise NotImplementedError(f"How is a secret hidden in {block!r}?")
