"""Which answers are the steps of a scale, with what score, and on which side."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from studies.survey.codebook import Option, Side
from studies.survey.doors.answers.missing import is_extreme
from studies.survey.doors.answers.scale_words import is_no_answer, level, levels
from studies.survey.words import Words

FEWEST_STEPS = 4
USUAL = {(0, 10), (1, 10), (1, 7), (1, 5)}
"""First and last step of the scales that are known without labels."""
HALVED = {(1, 5), (1, 7)}
"""Those whose lower and upper half are its two sides where only the ends have words."""
NET_PROMOTER = range(11)
"""From 0 to 10: 9 and 10 are promoters, up to 6 detractors (Reichheld, 2003)."""

_INTEGER = re.compile(r"-?[0-9]{1,3}")
_BEGINS_WITH_NUMBER = re.compile(r"([0-9]{1,2})(?:\s*[-–—:=./()]\s*\S.*)?")
_ARRAY_CODE = re.compile(r"(AO?0*)([1-9][0-9]?)")
_SIDES = {1: Side.POSITIVE, 0: Side.NEUTRAL, -1: Side.NEGATIVE}


def scale(labels: Mapping[str, Words], *, labelled: Collection[str], in_array: bool) -> tuple[Option, ...]:
    """The steps from the lowest score to the highest, those between that nobody chose included, then what is no step
    (« doesn't know »), without a score; none if it is no scale.

    `labelled` are the codes whose label the file gives. Scores are the codes' own numbers, turned round where the
    words go the other way.
    """
    beside = [code for code in labels if is_no_answer(labels[code].fr or code)]
    steps = {code: words for code, words in labels.items() if code not in beside}
    found = _steps(steps, labelled, in_array)
    if not found:
        extreme = [code for code in steps if code not in labelled and is_extreme(code)]
        steps = {code: words for code, words in steps.items() if code not in extreme}
        found = _steps(steps, labelled, in_array) if extreme else ()
        return found and (*found, *_beside(beside, labels), *_beside(extreme, labels, is_missing=True))
    return (*found, *_beside(beside, labels))


def _beside(codes: Sequence[str], labels: Mapping[str, Words], *, is_missing: bool = False) -> list[Option]:
    return [Option(code, labels[code] or Words(code), is_missing=is_missing) for code in codes]


def _steps(labels: Mapping[str, Words], labelled: Collection[str], in_array: bool) -> tuple[Option, ...]:
    if not labels:
        return ()
    if all(_INTEGER.fullmatch(code) for code in labels):
        return _numbered({int(code): code for code in labels}, labels, labelled)
    if in_array and not labelled and (steps := _array(labels)):
        return steps
    if all(_BEGINS_WITH_NUMBER.fullmatch(code) for code in labels):
        codes = {int(_BEGINS_WITH_NUMBER.fullmatch(code)[1]): code for code in labels}  # type: ignore[index]
        worded = [code for code in labels if not code.isdecimal()]
        if len(codes) == len(labels) and (steps := _numbered(codes, labels, worded)):
            return steps
    return _in_words(labels)


def _numbered(codes: Mapping[int, str], labels: Mapping[str, Words], labelled: Collection[str]) -> tuple[Option, ...]:
    first, last = min(codes), max(codes)
    worded = {
        step: found for step, code in codes.items() if code in labelled and (found := level(labels[code].fr or code))
    }
    is_usual = (first, last) in USUAL and len(codes) >= FEWEST_STEPS
    are_all_labelled = set(codes.values()) <= set(labelled)
    is_consecutive = len(codes) == last - first + 1 >= FEWEST_STEPS
    if not (is_consecutive and len(worded) >= 2) and not (is_usual and not are_all_labelled):
        return ()
    steps = range(first, last + 1)
    options = [_option(codes.get(step, str(step)), labels, step) for step in steps]
    if steps == NET_PROMOTER:
        return tuple(replace(option, side=_promoter(step)) for step, option in zip(steps, options, strict=True))
    is_reversed = len(worded) >= 2 and worded[min(worded)][0] > worded[max(worded)][0]
    options = [replace(option, side=_side(step, steps, worded)) for step, option in zip(steps, options, strict=True)]
    if is_reversed:
        options = [replace(option, score=first + last - (option.score or 0)) for option in reversed(options)]
    return tuple(options)


def _option(code: str, labels: Mapping[str, Words], score: float) -> Option:
    return Option(code, labels.get(code) or Words(code), float(score))


def _promoter(step: int) -> Side:
    return Side.POSITIVE if step >= 9 else Side.NEGATIVE if step <= 6 else Side.NEUTRAL


def _side(step: int, steps: range, worded: Mapping[int, tuple[float, int]]) -> Side:
    if step in worded:
        return _SIDES[worded[step][1]]
    ends = [worded[end][1] if end in worded else 0 for end in (steps[0], steps[-1])]
    if (steps[0], steps[-1]) in HALVED and ends[0] * ends[1] < 0:
        middle = (steps[0] + steps[-1]) / 2
        return _SIDES[0 if step == middle else ends[step > middle]]
    return Side.NEUTRAL


def _array(labels: Mapping[str, Words]) -> tuple[Option, ...]:
    found = [_ARRAY_CODE.fullmatch(code) for code in labels]
    steps = sorted(int(code[2]) for code in found if code)
    if len(steps) < max(len(labels), FEWEST_STEPS) or (steps[0], steps[-1]) not in USUAL:
        return ()
    width = len(next(iter(labels)))
    prefix = next(iter(labels))[:2].rstrip("0123456789")
    codes = [prefix + str(step).zfill(width - len(prefix)) for step in range(1, steps[-1] + 1)]
    if not labels.keys() <= set(codes):
        return ()
    return tuple(Option(code, Words(code), float(step)) for step, code in enumerate(codes, start=1))


def _in_words(labels: Mapping[str, Words]) -> tuple[Option, ...]:
    """« Very satisfied » to « very dissatisfied », « never » to « always », where the file holds the words."""
    found = levels(labels[code].fr or code for code in labels)
    if found is None:
        return ()
    signs = {sign for _rank, sign in found}
    if len(found) < FEWEST_STEPS and (len(found) < 3 or len(signs) < 3):
        return ()
    ordered = sorted(zip(found, labels, strict=True))
    return tuple(
        replace(_option(code, labels, score), side=_SIDES[sign])
        for score, ((_rank, sign), code) in enumerate(ordered, start=1)
    )
