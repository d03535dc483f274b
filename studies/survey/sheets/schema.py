"""The form of a codebook in a spreadsheet: what each column is called, whose row it is on, what it holds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from studies.survey.codebook import Role, Side
from studies.survey.limits import (
    LONGEST_ASKED_TO,
    LONGEST_CELL,
    LONGEST_COLUMN,
    LONGEST_LABEL,
    LONGEST_OPTION,
    LONGEST_TITLE,
    LONGEST_UNIT,
)
from studies.survey.sheets.values import fold


class Kind(Enum):
    """How the text of a cell is understood; of WORDS there are two columns, in French and in English."""

    CODE = auto()
    TEXT = auto()
    WORDS = auto()
    NUMBER = auto()
    YES = auto()
    ROLE = auto()
    SIDE = auto()
    CONDITION = auto()


@dataclass(frozen=True)
class Fact:
    """One thing that is said of a variable or an option: its field there, and the column's name in English and in
    French. `also` are other names that are read. `is_given`: an institute's workbook has this column too."""

    field: str
    name: str
    french: str
    kind: Kind
    longest: int = LONGEST_CELL
    is_given: bool = True
    also: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """English and French name of each."""
        if self.kind is not Kind.WORDS:
            return ((self.name, self.french),)
        return tuple((f"{self.name}_{language}", f"{self.french}_{language}") for language in ("fr", "en"))


VARIABLE = (
    Fact("code", "variable", "code", Kind.TEXT, also=("question", "segment")),
    Fact("role", "role", "rôle", Kind.ROLE),
    Fact("column", "column", "colonne", Kind.TEXT, LONGEST_COLUMN, is_given=False),
    Fact("title", "title", "titre", Kind.WORDS, LONGEST_TITLE),
    Fact("wording", "wording", "formulation", Kind.WORDS),
    Fact("asked_to", "asked_to", "posée_à", Kind.WORDS, LONGEST_ASKED_TO),
    Fact("asked_if", "asked_if", "posée_si", Kind.CONDITION, is_given=False),
    Fact("asks_all", "asks_all", "posée_à_tous", Kind.YES, is_given=False),
    Fact("unit", "unit", "unité", Kind.WORDS, LONGEST_UNIT),
    Fact("battery", "battery", "batterie", Kind.WORDS, LONGEST_TITLE),
    Fact("is_segment", "is_segment", "est_segment", Kind.YES, is_given=False),
    Fact("is_sensitive", "is_sensitive", "sensible", Kind.YES),
)
OPTION = (
    Fact("code", "option", "modalité", Kind.CODE, LONGEST_OPTION, also=("category", "catégorie")),
    Fact("words", "label", "libellé", Kind.WORDS, LONGEST_LABEL),
    Fact("score", "score", "note", Kind.NUMBER),
    Fact("side", "side", "côté", Kind.SIDE),
    Fact("group", "group", "regroupement", Kind.WORDS, LONGEST_TITLE),
    Fact("is_missing", "missing", "sans_réponse", Kind.YES, is_given=False),
    Fact("column", "option_column", "colonne_modalité", Kind.TEXT, LONGEST_COLUMN, is_given=False),
)
FACTS = (*VARIABLE, *OPTION)
GIVEN = tuple(fact for fact in FACTS if fact.is_given)
OF_ANSWERS = tuple(fact for fact in FACTS if not fact.is_given)
MERGING = tuple(fact for fact in FACTS if fact.name == "group")
OF_SEGMENT = tuple(fact for fact in FACTS if fact.name in ("variable", "title", "option", "label"))

ROLES = {
    Role.SINGLE: "choix unique",
    Role.MULTIPLE: "choix multiple",
    Role.SCALE: "échelle",
    Role.NUMBER: "nombre",
    Role.OPEN: "ouverte",
    Role.SEGMENT: "segment",
    Role.WEIGHT: "poids",
    Role.IGNORED: "ignorée",
}
SIDES = {
    Side.POSITIVE: ("positive", "positif"),
    Side.NEGATIVE: ("negative", "négatif", "−"),
    Side.NEUTRAL: ("neutral", "neutre"),
}
YES = "yes"
YES_NAMES = {
    **dict.fromkeys(("yes", "oui", "1", "x", "true", "vrai"), True),
    **dict.fromkeys(("", "no", "non", "0", "false", "faux"), False),
}
ROLE_NAMES = {fold(name): role for role, french in ROLES.items() for name in (role.value, french)}
SIDE_NAMES = {fold(name): side for side, names in SIDES.items() for name in (side.value, *names)}


def known(facts: Iterable[Fact]) -> dict[str, str]:
    """The columns' English names by every name that is read, folded."""
    names: dict[str, str] = {}
    for fact in facts:
        for column in fact.columns:
            names |= dict.fromkeys(map(fold, (*column, *fact.also)), column[0])
    return names


def help_lines() -> Iterator[tuple[str, str, str, str]]:
    """What the help sheet of a codebook says: a heading, then a line a column."""
    yield "Colonne", "Column", "Ce qu’elle contient", "What it holds"
    for fact in FACTS:
        for place, (name, french) in enumerate(fact.columns):
            in_french, in_english = ("En anglais.", "In English.") if place else EXPLAINED[fact.name]
            yield french, name, in_french, in_english


EXPLAINED = {
    "variable": (
        "Le nom de la variable dans les adresses et les exports : lettres sans accent, chiffres, - et _. Laissé vide "
        "sur la ligne d’une modalité, c’est celui de la ligne au-dessus.",
        "The variable’s name in addresses and exports: letters without accents, digits, - and _. Left empty on an "
        "option’s row, it is that of the row above.",
    ),
    "role": (
        "single (choix unique), multiple (choix multiple), scale (échelle), number (nombre), open (ouverte, jamais "
        "publiée), segment, weight (poids) ou ignored (ignorée). Vide sur la ligne d’une modalité.",
        "single, multiple, scale, number, open (never published), segment, weight or ignored. Empty for an option.",
    ),
    "column": (
        "Le nom de la colonne dans le fichier de réponses. Vide pour un choix multiple, dont chaque modalité a la "
        "sienne.",
        "The name of the column in the file of answers. Empty for a multiple choice, whose options have one each.",
    ),
    "title": (
        f"Le titre, en quelques mots : {LONGEST_TITLE} caractères au plus.",
        f"The title, in a few words: {LONGEST_TITLE} characters at most.",
    ),
    "wording": ("La question telle qu’elle a été posée.", "The question as it was asked."),
    "asked_to": ("À qui elle a été posée ; vide : à tous.", "Whom it was asked; empty: everyone."),
    "asked_if": (
        "La même chose, en codes : celui d’une question, le signe =, puis ceux des modalités qui mènent ici, séparés "
        "par des virgules : q03=1,2. D’un choix multiple, les colonnes des modalités.",
        "The same in codes: a question’s, the sign =, then those of the options that lead here, with commas between "
        "them: q03=1,2. Of a multiple choice, the options’ columns.",
    ),
    "asks_all": (
        "oui pour un choix multiple où ne rien cocher veut dire « rien de cela ». Vide : qui n’a rien coché n’a pas "
        "répondu.",
        "yes for a multiple choice where to tick nothing means “none of these”. Empty: who ticked nothing has not "
        "answered.",
    ),
    "unit": ("L’unité d’un nombre.", "The unit of a number."),
    "battery": (
        "Les questions qui ont ici le même texte, et les mêmes modalités, paraissent ensemble sous ce texte.",
        "Questions with the same text here, and the same options, are shown together under it.",
    ),
    "is_segment": (
        "oui pour un choix unique ou une échelle par lesquels on lit aussi les autres questions.",
        "yes for a single choice or a scale by which the other questions are read too.",
    ),
    "is_sensitive": (
        "oui si l’on ne doit pas lire que tous ceux d’un groupe ont répondu la même chose.",
        "yes where nobody is to read that all of a group gave the same answer.",
    ),
    "option": (
        "Le code de la modalité, comme dans le fichier de réponses. Pour un choix multiple, la valeur qui signifie "
        "« choisie » : 1, Y, Oui…",
        "The option’s code, as in the file of answers. For a multiple choice, the value that means chosen: 1, Y, Yes…",
    ),
    "label": ("Le libellé de la modalité.", "The option’s label."),
    "score": (
        "Sur une échelle, la note qui entre dans la moyenne. Sans note, « ne sait pas » compte dans les parts, pas "
        "dans la moyenne.",
        "On a scale, the score that enters the mean. Without one, “don’t know” counts in the shares, not in the mean.",
    ),
    "side": (
        "Sur une échelle : + (positif), - (négatif) ou vide (neutre), pour le score net.",
        "On a scale: + (positive), - (negative) or empty (neutral), for the net score.",
    ),
    "group": (
        "Les modalités qui ont ici le même texte sont comptées ensemble sous ce texte : à côté d’elles dans une "
        "question (« satisfaits »), à leur place dans un segment.",
        "Options with the same text here are counted together under it: beside them in a question (“satisfied”), in "
        "place of them in a segment.",
    ),
    "missing": (
        "oui si ce code veut dire « pas de réponse » (refus, non posée). D’un nombre, on n’écrit que ces codes-là.",
        "yes if this code means “no answer” (refused, not asked). Of a number, only such codes are written.",
    ),
    "option_column": (
        "Pour un choix multiple : la colonne de cette modalité dans le fichier de réponses.",
        "For a multiple choice: this option’s column in the file of answers.",
    ),
}
