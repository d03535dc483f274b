"""Surveys behind the demonstration's studies, put in as an editor does it: sent, read, computed, made public."""

from collections.abc import Callable

from django.core.files.base import ContentFile

from demo.survey.files import earlier_answers, latest_answers, observatory_tables
from demo.survey.questionnaire import NEW, REWORDED, Wave, questionnaire
from members.models import User
from studies.models import Study, Survey
from studies.models.survey import Door
from studies.services.codebook import confirm_codebook
from studies.services.editions import Pair, confirm_concordance
from studies.services.publishing import choose_open_chart, make_public, start_publication
from studies.services.sources import send_source
from studies.survey.tables import THRESHOLD, WHOLE
from studies.tasks import read_source, tabulate_publication

OPEN_QUESTION = "q09"
"""What makes a wait acceptable: the one chart that everybody sees."""


def publish_surveys(study_called: Callable[[str], Study], officer: User) -> None:
    """Both editions of the barometer from their answers, the observatory from its tables; `study_called` finds a study
    by the name of its texts. Not within a transaction: the services have their own."""
    answers, codebook = earlier_answers()
    earlier = _publish(
        study_called("barometre-precedent"),
        officer,
        ContentFile(answers, name="barometre-10.csv"),
        codebook=ContentFile(codebook, name="barometre-10-codes.xlsx"),
    )
    latest = _publish(study_called("barometre"), officer, ContentFile(latest_answers(), name="barometre-11.xlsx"))
    tables = ContentFile(observatory_tables(), name="observatoire-2.xlsx")
    _publish(study_called("observatoire"), officer, tables, door=Door.TABLES)
    asked_twice = (question.code for question in questionnaire(Wave.LATEST).questions if question.code != NEW)
    confirm_concordance(
        survey_id=latest.pk,
        earlier_survey_id=earlier.pk,
        pairs={code: Pair(code, wording_changed=code == REWORDED) for code in asked_twice},
        user=officer,
    )
    choose_open_chart(survey_id=latest.pk, question=OPEN_QUESTION, segment=WHOLE, user=officer)


def _publish(
    study: Study, officer: User, file: ContentFile, *, codebook: ContentFile | None = None, door: Door = Door.ANSWERS
) -> Survey:
    """The worker may not run yet: its tasks are done here, and find nothing left to do when it takes them up."""
    source = send_source(
        study_id=study.pk, door=door, file=file, codebook_file=codebook, threshold=THRESHOLD, user=officer
    )
    read_source.call(source_id=source.pk, language="fr")
    confirm_codebook(survey_id=source.survey_id, user=officer)
    publication = start_publication(survey_id=source.survey_id, user=officer)
    tabulate_publication.call(publication_id=publication.pk, language="fr")
    make_public(publication_id=publication.pk, user=officer)
    return source.survey
