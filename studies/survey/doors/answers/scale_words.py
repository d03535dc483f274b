"""How far an answer in words, French or English, says yes or no: « plutôt pas d'accord », « very likely »."""

import re
from collections.abc import Callable, Iterable

from studies.survey.sheets.values import slug

_NO_ANSWER = re.compile(
    r"nspp?|nr|dk|n-?a|s-?o"
    r"|.*(?<![a-z])(ne-sai[st]-pas|sai[st]-pas|ne-se-prononce-pas|sans-(opinion|avis|reponse|objet)"
    r"|pas-d-(opinion|avis)|pas-de-reponse|aucune?-(reponse|opinion|avis)|non-(reponse|renseignee?|concernee?|applicable)"
    r"|pas-concernee?|refus(e|ee|al|ed)?|ne-(souhaite|veut)-pas-(re|le-di).*|prefere-ne-pas.*"
    r"|don-?t-know|do-not-know|not-sure|unsure|no-(opinion|answer)|prefer-not.*|not-applicable|not-concerned|missing|manquante?)"
    r"(?![a-z]).*"
)

_NEUTRAL = re.compile(
    r"(ni|neither|neutre|neutral|moyennement|moderement|moderately|indifferente?|indecise?|undecided)(-.*)?"
)

_STEMS = (
    r"accord|desaccord|(in|mal)?satisf\w*|(dis|un)?satisf\w*|(im)?probable|important\w*|(un)?important|(in)?utiles?"
    r"|(dis)?agree|(un)?likely|(un)?useful|confian\w*|confident|(de)?favorables?|(un)?favou?rable|interess\w*"
    r"|interested|faciles?|difficiles?|easy|difficult|clairs?|claires?|(un)?clear|efficaces?|(un)?helpful"
    r"|pertinent\w*|relevant|optimistes?|pessimistes?|(un)?optimistic|motive\w*|recommand\w*|convaincu\w*|fier\w*"
)
_KNOWN = re.compile(rf"(?<![a-z])({_STEMS})(?![a-z])")
_AGAINST = re.compile(
    r"(?<![a-z])(desaccord|disagree|insatisf\w*|malsatisf\w*|dissatisf\w*|unsatisf\w*|improbable|unlikely|unimportant"
    r"|inutiles?|unuseful|unhelpful|defavorables?|unfavou?rable|difficiles?|difficult|unclear|pessimistes?|pas|not|non|no)(?![a-z])"
)
_NOT_AT_ALL = re.compile(r"(?<![a-z])(pas-(?:[a-z]+-)*du-tout|aucun\w*|not-(?:[a-z]+-)*at-all)(?![a-z])")
_WHOLLY = re.compile(
    r"(?<![a-z])(tout-a-fait|totalement|entierement|completement|absolument|extremement"
    r"|completely|totally|entirely|absolutely|extremely|fully)(?![a-z])"
)
_STRONG = re.compile(r"(?<![a-z])(tres|fortement|beaucoup|strongly|very|highly|a-lot)(?![a-z])")
_WEAK = re.compile(
    r"(?<![a-z])(plutot|assez|vraiment|tellement|pas-tres|un-peu|somewhat|rather|fairly|quite|slightly|really|not-very"
    r"|tend-to|a-little)(?![a-z])"
)
_LITTLE = re.compile(r"(?<![a-z])(tres-)?(peu|slightly(?!-(dis)?agree))(?![a-z])")

_ALONE = re.compile(
    r"(oui-|non-|yes-|no-)?"
    r"(tout-a-fait|plutot(-pas|-oui|-non)?|pas-du-tout|pas-vraiment|totalement|beaucoup|assez|un-peu|peu|not-at-all"
    r"|not-really|a-lot|a-little|somewhat)"
)

_LISTS = (
    (
        *("jamais|never", "presque-jamais|almost-never|hardly-ever", "rarement|rarely|seldom"),
        "parfois|quelquefois|occasionnellement|de-temps-en-temps|de-temps-a-autre|sometimes|occasionally",
        *("regulierement|assez-souvent|regularly", "souvent|frequemment|often|frequently"),
        *("tres-souvent|very-often", "presque-toujours|la-plupart-du-temps|almost-always|most-of-the-time"),
        "toujours|systematiquement|tout-le-temps|en-permanence|always|all-the-time",
    ),
    (
        *("jamais|never", "moins-souvent|less-often", "une-fois-par-an|once-a-year|yearly"),
        *(
            "plusieurs-fois-par-an|several-times-a-year",
            "une-fois-par-mois|tous-les-mois|chaque-mois|once-a-month|monthly",
        ),
        "plusieurs-fois-par-mois|several-times-a-month",
        "une-fois-par-semaine|toutes-les-semaines|chaque-semaine|once-a-week|weekly",
        "plusieurs-fois-par-semaine|several-times-a-week",
        "tous-les-jours|chaque-jour|quotidiennement|every-day|daily",
    ),
)
"""From the rarest to the most frequent: an order without sides."""

_GRADES = {
    3: "excellente?s?|excellent|tres-bonn?e?s?|tres-bien|very-good|outstanding",
    2: "bonn?e?s?|bien|good",
    1: "plutot-bonn?e?s?|plutot-bien|assez-bonn?e?s?|assez-bien|fairly-good",
    0: "moyenn?e?s?|passables?|correcte?s?|average|fair|acceptable",
    -1: "plutot-mauvaise?s?|plutot-mal|assez-mauvaise?s?|mediocres?|insuffisante?s?|fairly-poor|fairly-bad",
    -2: "mauvaise?s?|mal|poor|bad",
    -3: "tres-mauvaise?s?|tres-mal|very-poor|very-bad|terrible",
}
_CHANCES = {
    3: "(oui-)?(certainement|surement)|(yes-)?definitely|certain",
    1: "(oui-)?probablement|(yes-)?probably",
    0: "peut-etre|maybe|perhaps|might-or-might-not|possibly",
    -1: "(non-)?probablement-pas|non-probablement|probably-not",
    -3: "(non-)?(certainement|surement)-pas|non-certainement|definitely-not",
}
_EXCELLENT = re.compile("excellente?s?|outstanding")
_NUMBERED = re.compile(r"[0-9]{1,2}-")

Level = tuple[float, int] | None


def is_no_answer(label: str) -> bool:
    """« Ne sait pas », « Refus » and the like, which no scale has among its steps."""
    return bool(_NO_ANSWER.fullmatch(slug(label)))


def level(label: str) -> tuple[float, int] | None:
    """As `levels`, of one label alone."""
    found = levels([label])
    return found[0] if found else None


def levels(labels: Iterable[str]) -> list[tuple[float, int]] | None:
    """For each label its rank among the others of its kind and its sign (-1, 0, 1); None unless all are of one kind
    and differ."""
    words = [_NUMBERED.sub("", slug(label)) for label in labels]
    for read in (*(_in(order) for order in _LISTS), _grade, _chance, _degree):
        found = [read(each) for each in words]
        ranks = [level for level in found if level is not None]
        if len(ranks) == len(words) and len({rank for rank, _sign in ranks}) == len(words):
            return ranks
    return None


def _in(order: tuple[str, ...]) -> Callable[[str], Level]:
    patterns = [re.compile(each) for each in order]

    def read(words: str) -> Level:
        return next(((rank, 0) for rank, pattern in enumerate(patterns) if pattern.fullmatch(words)), None)

    return read


def _signed(rank: float) -> tuple[float, int]:
    return rank, (rank > 0) - (rank < 0)


def _grade(words: str) -> Level:
    if _EXCELLENT.fullmatch(words):
        return _signed(4)
    return _listed(_GRADES, words)


def _chance(words: str) -> Level:
    return _listed(_CHANCES, words)


def _listed(ranks: dict[int, str], words: str) -> Level:
    return next((_signed(rank) for rank, pattern in ranks.items() if re.fullmatch(pattern, words)), None)


def _degree(words: str) -> Level:
    """Of agreement, satisfaction, importance…: a known stem, or an adverb alone, with how much of it."""
    if _NEUTRAL.fullmatch(words):
        return _signed(0)
    if not (_KNOWN.search(words) or _ALONE.fullmatch(words)):
        return None
    if _NOT_AT_ALL.search(words):
        return _signed(-3)
    if little := _LITTLE.search(words):
        if words.startswith("un-peu") or "-un-peu" in words:
            return _signed(0.5)
        return _signed(-2.5 if little[1] else -1.5)
    strengths = ((1, _WEAK), (4, _WHOLLY), (3, _STRONG))
    strength = next((strength for strength, pattern in strengths if pattern.search(words)), 2)
    return _signed(-strength if _AGAINST.search(words) else strength)
