"""The questions that come back from the edition before."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from studies.forms.editions import OptionPairsForm, PairForm
from studies.models import Study
from studies.services.editions import Pair, confirm_concordance, earlier_editions, pair_options
from studies.survey.codebook import Codebook, Option
from studies.survey.rewording import misleading, option_key, propose_options, propose_pairs
from studies.views.frame import may_change, show, stored_survey, study_view


@study_view()
def concordance(request: HttpRequest, study: Study) -> HttpResponse:
    """The questions that come back from the edition before: proposed, then as the editor says."""
    survey = stored_survey(study)
    earlier = next((each for each in earlier_editions(study) if may_change(request.user, each)), None)
    if earlier is None:
        raise Http404
    questions, before = survey.codebook(), earlier.survey.codebook()
    confirmed = survey.concordances.filter(earlier_survey=earlier.survey)
    said = {row.code: (row.earlier_code, row.wording_changed) for row in confirmed}
    pairs = said or propose_pairs(questions, before)
    empty = ("", False)
    rows = [
        (
            question,
            PairForm(request.POST or None, question=question, said=pairs.get(question.code, empty), earlier=before),
        )
        for question in questions.questions
    ]
    told = _answers_told(questions, before, pairs, {row.code: row.option_pairs for row in confirmed})
    if request.method == "POST" and all(form.is_valid() for _question, form in rows):
        chosen = {
            question.code: Pair(**form.cleaned_data) for question, form in rows if form.cleaned_data.get("earlier_code")
        }
        confirm_concordance(survey_id=survey.pk, earlier_survey_id=earlier.survey.pk, pairs=chosen, user=request.user)
        messages.success(request, _("The concordance is saved: trends are drawn from it."))
        return redirect("survey_admin:overview", study.pk)
    lines = [(question, form, told.get(question.code)) for question, form in rows]
    context = {
        "earlier": earlier,
        "rows": lines,
        "proposed": not said,
        "has_faults": any(form.errors for _question, form in rows),
    }
    return show(request, study, "concordance", _("Concordance"), context)


@dataclass(frozen=True)
class Told:
    """Of a question's answers: how many of how many come back, and those whose code agrees and whose label doesn't."""

    paired: int
    count: int
    misleading: list[tuple[Option, Option]]
    is_stored: bool


def _answers_told(
    now: Codebook, then: Codebook, pairs: Mapping[str, tuple[str, bool]], stored: Mapping[str, dict | None]
) -> dict[str, Told]:
    earlier = {question.code: question for question in then.questions}
    told = {}
    for question in now.questions:
        before = earlier.get(pairs[question.code][0]) if question.code in pairs else None
        if before and question.options:
            said = stored.get(question.code)
            paired = propose_options(question, before) if said is None else said
            doubtful = [each for each in misleading(question, before) if _is_doubtful(each, paired)]
            told[question.code] = Told(len(paired), len(question.options), doubtful, question.code in stored)
    return told


def _is_doubtful(each: tuple[Option, Option], paired: Mapping[str, str]) -> bool:
    """Somebody who paired a code with itself has looked at its labels; who paired it with another one too."""
    return option_key(each[0]) not in paired


@study_view()
def option_pairs(request: HttpRequest, study: Study, code: str) -> HttpResponse:
    """The answers of one question that come back, each as one of the earlier edition's."""
    survey = stored_survey(study)
    row = get_object_or_404(survey.concordances.select_related("earlier_survey__study"), code=code)
    if not may_change(request.user, row.earlier_survey.study):
        raise Http404
    books = (survey.codebook(), code), (row.earlier_survey.codebook(), row.earlier_code)
    found = [next((each for each in book.questions if each.code == wanted), None) for book, wanted in books]
    question, earlier = found
    if question is None or earlier is None:
        raise Http404
    form = OptionPairsForm(request.POST or None, question=question, earlier=earlier, pairs=row.option_pairs)
    if request.method == "POST" and form.is_valid():
        pair_options(concordance_id=row.pk, option_pairs=form.pairs(), user=request.user)
        messages.success(request, _("The answers are paired: trends are drawn from it."))
        return redirect("survey_admin:concordance", study.pk)
    text = _("Which answers come back from “%(earlier)s”? They are joined in trends, whatever their codes.")
    context = {"form": form, "text": text % {"earlier": earlier.title}, "button": _("Pair the answers")}
    return show(request, study, "form", str(question.title), context)
