"""What an old page belongs to and what belongs to it: found on the site, else made."""

from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Collection, Locale, Page

from articles.models import IssuePage
from portal.archive.checking import document_form
from portal.archive.material import Material
from portal.archive.models import Batch
from portal.archive.pieces import Kind, Piece
from portal.archive.surroundings import Surroundings
from portal.core.files.collections import SITE, STUDIES, create_collection
from portal.core.manuscripts import Unreadable
from portal.core.manuscripts.blocks import picture_form
from portal.core.manuscripts.pictures import picture_of
from portal.core.models import Person, PortalDocument, Topic
from studies.survey.problems import Problem, Refused
from studies.survey.sheets.values import fold


class Belongings:
    def __init__(self, batch: Batch, material: Material, around: Surroundings) -> None:
        self._batch, self._material, self._around = batch, material, around

    def person(self, name: str) -> int:
        key = fold(name)
        if key not in self._around.people:
            self._around.people[key] = Person.objects.create(name=name).pk
        return self._around.people[key]

    def topic(self, name: str) -> int:
        key = fold(name)
        if key not in self._around.topics:
            self._around.topics[key] = Topic.objects.create(label_fr=name).pk
        return self._around.topics[key]

    def issue(self, piece: Piece) -> IssuePage | None:
        """That it was printed in; made in French where its month is given."""
        if piece.issue is None or piece.issue in self._around.issues or piece.issue_month is None:
            return self._around.issues.get(piece.issue or 0)
        with override("fr"):
            title = _("Issue %(number)d") % {"number": piece.issue}
        issue = IssuePage(title=title, number=piece.issue, month=piece.issue_month, live=False, owner=self._batch.by)
        issue.locale = Locale.objects.get(language_code="fr")
        _locked(self._section(Kind.ARTICLE, "fr")).add_child(instance=issue)
        revision = issue.save_revision(user=self._batch.by)
        if self._batch.is_published:
            revision.publish(user=self._batch.by)
        self._around.issues[piece.issue] = issue
        return issue

    def parent(self, piece: Piece, issue: IssuePage | None) -> Page:
        """The issue, if it is there in the piece's language; else the section. Locked: pages below it are counted."""
        here = (
            issue
            and Page.objects.filter(
                translation_key=issue.translation_key, locale__language_code=piece.language, alias_of=None
            ).first()
        )
        return _locked(here or self._section(piece.kind, piece.language))

    def document(self, name: str, piece: Piece) -> PortalDocument:
        fields = {"collection": self.collection(piece), "uploaded_by_user": self._batch.by}
        form = document_form(name, self._material.file(name), **fields)
        if not form.is_valid():
            raise Refused(Problem(f"{name} : {form.errors.as_text()}"))
        return form.save()

    def cover(self, piece: Piece, notices: list[str]) -> int | None:
        """A picture that can't be taken is told, and the page goes without."""
        try:
            content = self._material.picture(piece, piece.cover)
            if content is None:
                raise Unreadable(_("The picture at %(address)s was not found.") % {"address": piece.cover[:200]})
            picture = picture_of(content, 1, PurePosixPath(piece.cover).name, piece.title)
            return picture_form(picture, 1, None, self.collection(piece)).save().pk
        except Unreadable as error:
            notices.append(str(error))
            return None

    def collection(self, piece: Piece) -> Collection:
        return create_collection(STUDIES if piece.kind is Kind.STUDY else SITE)

    def _section(self, kind: Kind, language: str) -> Page:
        section = self._around.section(kind, language)
        if section is None:
            raise Refused(Problem(_("There is no section for it in that language.")))
        return section


def _locked(page: Page) -> Page:
    return Page.objects.select_for_update().get(pk=page.pk)
