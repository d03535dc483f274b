"""Which answers are the steps of a scale, with what score, and on which side."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from django.utils.text import slugify

from studies.survey.codebook import Option, Side
from studies.survey.words import Words

FEWEST_STEPS = 4
USUAL = {(0, 10), (1, 10), (1, 7), (1, 5)}
"""First and last step of the scales that are known without labels."""
NET_PROMOTER = range(11)
"""From 0 to 10: 9 and 10 are promoters, up to 6 detractors (Reichheld, 2003)."""

_INTEGER = re.compile(r"-?[0-9]{1,3}")
_ARRAY_CODE = re.compile(r"(AO?0*)([1-9][0-9]?)")
_ORDERED = re.compile(
    r"(?<![a-z])(pas-du-tout|plutot|tout-a-fait|tres|assez|peu|moyennement|extremement|jamais|rarement|parfois|souvent"
    r"|toujours|accord|satisf\w+|insatisf\w+|dissatisf\w+|not-at-all|rather|fairly|very|somewhat|never|rarely|sometimes"
    r"|often|always|agree|disagree|strongly|poor|excellent|mauvais|bon|good|bad)(?![a-z])"
)


def scale(labels: Mapping[str, Words], *, labelled: Collection[str], in_array: bool) -> tuple[Option, ...]:
    """The steps from the lowest score to the highest, those between that nobody chose included; none if it is no scale.

    `labelled` are the codes whose label the file gives. Scores are the codes' own numbers.
    """
    if all(_INTEGER.fullmatch(code) for code in labels):
        return _numbered(labels, labelled)
    if in_array and not labelled and (steps := _array(labels)):
        return steps
    return _in_words(labels)


def _numbered(labels: Mapping[str, Words], labelled: Collection[str]) -> tuple[Option, ...]:
    codes = sorted(map(int, labels))
    first, last = codes[0], codes[-1]
    is_usual = (first, last) in USUAL and len(codes) >= FEWEST_STEPS
    are_all_labelled = len(labelled) == len(codes)
    is_consecutive = len(codes) == last - first + 1 >= FEWEST_STEPS
    looks_ordered = sum(bool(_ORDERED.search(slugify(str(labels[code].fr)))) for code in labelled) >= 2
    if not (is_consecutive and looks_ordered) and not (is_usual and not are_all_labelled):
        return ()
    steps = range(first, last + 1)
    options = [Option(str(step), labels.get(str(step)) or Words(str(step)), float(step)) for step in steps]
    if steps == NET_PROMOTER:
        return tuple(replace(option, side=_promoter(step)) for step, option in zip(steps, options, strict=True))
    return _with_sides(options)


def _promoter(step: int) -> Side:
    return Side.POSITIVE if step >= 9 else Side.NEGATIVE if step <= 6 else Side.NEUTRAL


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
    """« Very satisfied » to « very dissatisfied » where the file holds the words themselves."""
    levels = {code: satisfaction(str(words.fr) or code) for code, words in labels.items()}
    found = [level for level in levels.values() if level is not None]
    if len(found) < len(labels) or len(set(found)) < len(found) or len(found) < FEWEST_STEPS:
        return ()
    options = [Option(code, labels[code] or Words(code)) for code in sorted(labels, key=lambda code: levels[code] or 0)]
    return _with_sides([replace(option, score=float(step)) for step, option in enumerate(options, start=1)])


def _with_sides(options: list[Option]) -> tuple[Option, ...]:
    levels = [satisfaction(option.words.fr) for option in options]
    if not any(levels):
        return tuple(options)
    side = {1: Side.POSITIVE, 0: Side.NEUTRAL, -1: Side.NEGATIVE}
    signs = [(level or 0) and (1 if (level or 0) > 0 else -1) for level in levels]
    return tuple(replace(option, side=side[sign]) for option, sign in zip(options, signs, strict=True))


def satisfaction(label: str) -> int | None:
    """From -2 (very dissatisfied) to 2 (very satisfied), 0 for neither; None for anything else."""
    words = slugify(label)
    if re.match(r"(ni-|neither-|neutre|neutral)", words):
        return 0
    if "satisf" not in words:
        return None
    if re.search(r"insatisf|dissatisf|unsatisf|pas-|peu-|not-", words):
        return -2 if re.search(r"tres-|pas-du-tout|very-|not-at-all|extremely-|completely-", words) else -1
    return 2 if re.search(r"tres-|tout-a-fait|very-|extremely-|completely-", words) else 1
