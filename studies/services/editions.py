"""What comes back from one edition of a series to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from studies.models import Concordance, Study, Survey
from studies.services.holding import NotChanged, Refusal, User, lock, log_deed
from studies.survey.codebook import Variable
from studies.survey.rewording import propose_options


@dataclass(frozen=True)
class Pair:
    """A question's counterpart in the earlier edition."""

    earlier_code: str
    wording_changed: bool


def confirm_concordance(
    *, survey_id: int, earlier_survey_id: int, pairs: Mapping[str, Pair], user: User = None
) -> None:
    """Say which questions come back from an earlier edition, in place of all that was said before. Their answers are
    paired by label, as long as nobody paired them otherwise."""
    with transaction.atomic(durable=True):
        survey = lock(survey_id)
        earlier = Survey.objects.select_related("study").get(pk=earlier_survey_id)
        if earlier.study not in earlier_editions(survey.study):
            raise NotChanged(Refusal.NOT_EARLIER)
        said = {
            (row.code, row.earlier_code): row.option_pairs for row in survey.concordances.filter(earlier_survey=earlier)
        }
        now, then = ({question.code: question for question in each.codebook().questions} for each in (survey, earlier))
        survey.concordances.all().delete()
        Concordance.objects.bulk_create(
            Concordance(
                survey=survey,
                code=code,
                earlier_survey=earlier,
                earlier_code=pair.earlier_code,
                wording_changed=pair.wording_changed,
                option_pairs=_kept_or_proposed(said, now, then, code, pair.earlier_code),
            )
            for code, pair in pairs.items()
        )
        log_deed(survey, "concordance", user, pairs=len(pairs))


def _kept_or_proposed(
    said: Mapping[tuple[str, str], dict | None],
    now: Mapping[str, Variable],
    then: Mapping[str, Variable],
    code: str,
    earlier_code: str,
) -> dict[str, str] | None:
    if (kept := said.get((code, earlier_code))) is not None:
        return kept
    question, earlier = now.get(code), then.get(earlier_code)
    return propose_options(question, earlier) if question and earlier else None


def pair_options(*, concordance_id: int, option_pairs: Mapping[str, str], user: User = None) -> None:
    """Say which answers of a question come back, and as which of the earlier edition's."""
    with transaction.atomic(durable=True):
        row = Concordance.objects.get(pk=concordance_id)
        survey = lock(row.survey_id)
        row.option_pairs = dict(option_pairs)
        row.save(update_fields=["option_pairs"])
        log_deed(survey, "concordance", user, question=row.code, pairs=len(option_pairs))


def earlier_editions(study: Study) -> list[Study]:
    """Those of its series that have a survey with a codebook, the latest first."""
    if study.series_id is None:
        return []
    others = Study.objects.filter(series=study.series_id, survey__variables__isnull=False).exclude(pk=study.pk)
    before = [other for other in others.select_related("survey").distinct() if _edition(other) < _edition(study)]
    return sorted(before, key=_edition, reverse=True)


def _edition(study: Study) -> tuple:
    return study.edition or 0, study.published_on or date.max, study.pk
