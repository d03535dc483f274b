"""Two series and their editions, each open to others than the next: attendees, members, everyone."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from functools import partial
from html import unescape
from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.blocks import StreamValue
from wagtail.models import Collection

from demo.events import workshop_starts
from demo.pdf import lay_out, make_document
from demo.publication import Publisher
from demo.survey.questionnaire import Wave, questionnaire_in_plain_words
from demo.survey.simulate import RESPONDENTS
from events.models import Event
from portal.core.models import BasePage
from studies.models import Series, Study, StudyFile, StudyPage


@dataclass(frozen=True)
class Facts:
    """What every edition of a series says of itself; the names are the study's own fields."""

    carried_out_by: str
    academic_partner: str
    population_fr: str
    population_en: str
    link_url: str
    link_label_fr: str
    link_label_en: str
    mode_fr: str
    mode_en: str
    sampling_fr: str
    sampling_en: str
    weighting_fr: str
    weighting_en: str
    commissioned_by: str = "Prévenance"
    is_random: bool = False


@dataclass(frozen=True)
class Edition:
    """A study of `texts/`; days are counted from today, `everyone_in` None where it never opens to everyone."""

    name: str
    series: str
    number: int
    published_in: int
    sample_size: int
    fieldwork_days: int
    method_fr: str
    method_en: str
    everyone_in: int | None = None
    wave: Wave | None = None


SERIES = {
    "barometre": ("Baromètre des attentes", "Barometer of expectations"),
    "observatoire": ("Observatoire des équipes", "Observatory of teams"),
}

FACTS = {
    "barometre": Facts(
        carried_out_by="Institut Sondelle",
        academic_partner="Université de Brisse",
        population_fr="Personnes de 18 ans et plus résidant en France et ayant contacté un service client dans l’année",
        population_en="People aged 18 and over living in France who contacted a customer service in the year",
        link_url="https://example.org/sondelle/barometre",
        link_label_fr="Le baromètre chez notre institut",
        link_label_en="The barometer at our institute",
        mode_fr="En ligne et par téléphone",
        mode_en="Online and by phone",
        sampling_fr="Numéros de téléphone tirés au sort, puis une personne par foyer",
        sampling_en="Telephone numbers drawn at random, then one person in the household",
        weighting_fr="Sur le sexe, l’âge, la profession et la taille de la commune, d’après la population",
        weighting_en="On sex, age, occupation and size of town, by the population",
        is_random=True,
    ),
    "observatoire": Facts(
        carried_out_by="Cabinet Mésange",
        academic_partner="Université de Brisse",
        population_fr="Conseillers, tuteurs et encadrants de services clients en France",
        population_en="Advisers, tutors and team leaders of customer services in France",
        link_url="https://example.org/brisse/observatoire",
        link_label_fr="L’observatoire à l’université",
        link_label_en="The observatory at the university",
        mode_fr="En ligne, pendant le temps de travail",
        mode_en="Online, during working hours",
        sampling_fr="Volontaires d’organisations membres ou non, sans tirage au sort",
        sampling_en="Volunteers in organisations, members or not, not drawn at random",
        weighting_fr="Selon le secteur et la taille du service",
        weighting_en="By sector and size of the service",
    ),
}

BAROMETER_FR = (
    "Données simulées : personne n’a été interrogé. Un programme joint au portail invente 1 200 réponses à une "
    "trentaine de questions, toujours les mêmes, pour que la démonstration montre de vrais tableaux. Tout le reste est "
    "traité comme le serait une enquête."
)
BAROMETER_EN = (
    "Simulated data: nobody was interviewed. A program that comes with the portal makes up 1,200 answers to about "
    "thirty questions, always the same, so that the demonstration shows real tables. All else is done as for a survey."
)
PROFESSIONALS_FR = (
    "Pour la première fois, 412 professionnels du service ont répondu à un second questionnaire, en ligne. Leurs "
    "réponses sont présentées à part et n’entrent ni dans les résultats du public ni dans ses tableaux."
)
PROFESSIONALS_EN = (
    "For the first time, 412 service professionals filled in a second questionnaire, online. Their answers are shown "
    "separately and are part neither of the results for the public nor of its tables."
)
OBSERVATORY_FR = (
    "Chiffres inventés pour la démonstration. Questionnaire anonyme de quinze minutes, rempli dans {organisations} "
    "organisations. L’échantillon n’est pas tiré au sort : les écarts de moins de trois points ne sont pas commentés."
)
OBSERVATORY_EN = (
    "Figures made up for the demonstration. An anonymous fifteen-minute questionnaire, filled in at {organisations} "
    "organisations. The sample is not drawn at random: differences of less than three points are not commented on."
)

# The oldest first: a study may point at an earlier one
EDITIONS = (
    Edition(
        name="observatoire-premier",
        series="observatoire",
        number=1,
        published_in=-440,
        sample_size=1208,
        fieldwork_days=32,
        method_fr=OBSERVATORY_FR.format(organisations=46),
        method_en=OBSERVATORY_EN.format(organisations=46),
        everyone_in=-410,
    ),
    Edition(
        name="barometre-precedent",
        series="barometre",
        number=10,
        published_in=-400,
        sample_size=RESPONDENTS,
        fieldwork_days=11,
        method_fr=BAROMETER_FR,
        method_en=BAROMETER_EN,
        wave=Wave.EARLIER,
    ),
    Edition(
        name="observatoire",
        series="observatoire",
        number=2,
        published_in=-75,
        sample_size=1486,
        fieldwork_days=29,
        method_fr=OBSERVATORY_FR.format(organisations=58),
        method_en=OBSERVATORY_EN.format(organisations=58),
        everyone_in=21,
    ),
    Edition(
        name="barometre",
        series="barometre",
        number=11,
        published_in=-4,
        sample_size=RESPONDENTS,
        fieldwork_days=11,
        method_fr=f"{BAROMETER_FR}\n\n{PROFESSIONALS_FR}",
        method_en=f"{BAROMETER_EN}\n\n{PROFESSIONALS_EN}",
        wave=Wave.LATEST,
    ),
)

QUESTIONNAIRE = "questionnaire"
FICTION = "Document fictif, composé pour la démonstration du portail."


def make_studies(publisher: Publisher, studies_list: BasePage, collection: Collection) -> None:
    series = {key: Series.objects.create(name_fr=french, name_en=english) for key, (french, english) in SERIES.items()}
    for edition in EDITIONS:
        complete = partial(_complete, edition=edition, series=series[edition.series], collection=collection)
        cover = publisher.library.images[edition.name]
        publisher.publish(studies_list, StudyPage, edition.name, complete=complete, cover=cover)


def study_called(name: str) -> Study:
    """The demonstration's study whose texts have this name."""
    edition = next(edition for edition in EDITIONS if edition.name == name)
    french, _english = SERIES[edition.series]
    return Study.objects.filter(series__name_fr=french, edition=edition.number).latest("pk")


def open_step_by_step(page: BasePage, preview_event: Event, now: datetime) -> None:
    """Attendees of the workshop read already, members once it has taken place, everyone never."""
    release = page.release
    release.preview_event, release.preview_at = preview_event, now - timedelta(days=2)
    release.members_at, release.everyone_at = workshop_starts() + timedelta(days=2), None
    release.save()


def _complete(page: StudyPage, *, edition: Edition, series: Series, collection: Collection) -> None:
    page.first_published_at = min(_morning(edition.published_in), timezone.now())  # type: ignore[assignment]
    page.save(update_fields=["first_published_at"])
    page.release.members_at = _morning(edition.published_in)
    page.release.everyone_at = None if edition.everyone_in is None else _morning(edition.everyone_in)
    page.release.save()
    study = page.study
    published_on = timezone.localdate() + timedelta(days=edition.published_in)
    began_on = published_on - timedelta(days=60 + edition.fieldwork_days)
    fields = {
        **asdict(FACTS[edition.series]),
        "series": series,
        "edition": edition.number,
        "published_on": published_on,
        "fieldwork_from": began_on,
        "fieldwork_to": began_on + timedelta(days=edition.fieldwork_days),
        "sample_size": edition.sample_size,
        "method_fr": edition.method_fr,
        "method_en": edition.method_en,
    }
    for field, value in fields.items():
        setattr(study, field, value)
    _add_files(study, page, edition, collection)
    study.save()


def _add_files(study: Study, page: StudyPage, edition: Edition, collection: Collection) -> None:
    """Its own text as two files: what everyone reads, and all of it; then what was asked, where that is known."""
    summary = [page.summary, *_in_plain_words(page.key_figures), *_in_plain_words(page.findings)]
    report = [*summary, *_in_plain_words(page.results), "Méthode", *edition.method_fr.split("\n\n")]
    texts = [
        ("synthese", "Synthèse", "Summary (in French)", summary, True),
        ("rapport", "Rapport complet", "Full report (in French)", report, False),
    ]
    if edition.wave:
        asked = questionnaire_in_plain_words(edition.wave)
        texts.append((QUESTIONNAIRE, "Questionnaire", "Questionnaire (in French)", asked, True))
    for kind, title_fr, title_en, paragraphs, is_public in texts:
        title, paragraphs = f"{page.title} : {title_fr.lower()}", [*paragraphs, FICTION]
        document = make_document(
            title=title,
            filename=f"{kind}-{edition.name}.pdf",
            paragraphs=paragraphs,
            language="fr",
            collection=collection,
        )
        pages = len(lay_out(title, paragraphs))
        study.files.add(
            StudyFile(
                document=document,
                title_fr=title_fr,
                title_en=title_en,
                pages=pages,
                is_public=is_public,
                is_questionnaire=kind == QUESTIONNAIRE,
            )
        )


def _in_plain_words(body: StreamValue) -> list[str]:
    return [words for block in body for words in _block_in_plain_words(block.block_type, block.value)]


def _block_in_plain_words(kind: str, value: Any) -> Sequence[str]:
    match kind, value:
        case "heading", _:
            return [str(value).upper()]
        case "paragraph", _:
            return [unescape(strip_tags(str(value)))]
        case "quote", {"quote": quote, "source": source}:
            return [f"« {quote} » {source}"]
        case "figure", {"caption": caption}:
            return [caption]
        case "key_figure", {"number": number, "unit": unit, "sentence": sentence}:
            return [f"{number} {unit} {sentence}".replace("  ", " ")]
        case "key_figures", _:
            return [words for figure in value for words in _block_in_plain_words("key_figure", figure)]
    return []


def _morning(days: int) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(8)))
