"""An empty workbook of tables for an institute to fill: documented, with a small worked example that can be read."""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from studies.survey.codebook import Role, Side
from studies.survey.doors.tables.codebook import BASE, EFFECTIVE, MEAN, MEASURES, QUARTILES
from studies.survey.sheets.schema import GIVEN, OF_SEGMENT, ROLES, SIDES, Fact

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ROWS_READY = 2_000
"""How far down the lists of roles and sides are offered."""

EXAMPLE_QUESTIONS = (
    {
        "variable": "q1",
        "role": Role.SCALE,
        "title_fr": "Satisfaction",
        "title_en": "Satisfaction",
        "wording_fr": "Êtes-vous satisfait de votre dernier échange ?",
        "wording_en": "How satisfied are you with your last contact?",
        "asked_to_fr": "Clients ayant contacté un service depuis un an",
        "asked_to_en": "Customers who contacted a service in the past year",
    },
    {"option": 4, "label_fr": "Très satisfait", "label_en": "Very satisfied", "score": 4, "side": Side.POSITIVE},
    {"option": 3, "label_fr": "Plutôt satisfait", "label_en": "Fairly satisfied", "score": 3, "side": Side.POSITIVE},
    {"option": 2, "label_fr": "Plutôt mécontent", "label_en": "Fairly unhappy", "score": 2, "side": Side.NEGATIVE},
    {"option": 1, "label_fr": "Très mécontent", "label_en": "Very unhappy", "score": 1, "side": Side.NEGATIVE},
    {
        "variable": "q2",
        "role": Role.MULTIPLE,
        "title_fr": "Moyens de contact",
        "title_en": "Ways of contact",
        "wording_fr": "Quels moyens avez-vous employés ?",
        "wording_en": "Which ways did you use?",
    },
    {"option": "tel", "label_fr": "Téléphone", "label_en": "Telephone"},
    {"option": "mel", "label_fr": "Courriel", "label_en": "E-mail"},
    {
        "variable": "q3",
        "role": Role.NUMBER,
        "title_fr": "Attente",
        "title_en": "Waiting time",
        "wording_fr": "Combien de temps avez-vous attendu ?",
        "wording_en": "How long did you wait?",
        "unit_fr": "minutes",
        "unit_en": "minutes",
    },
)
EXAMPLE_SEGMENTS = (
    {"variable": "age", "title_fr": "Âge", "title_en": "Age"},
    {"option": "18-34", "label_fr": "18 à 34 ans", "label_en": "18 to 34"},
    {"option": "35-64", "label_fr": "35 à 64 ans", "label_en": "35 to 64"},
    {"option": "65", "label_fr": "65 ans et plus", "label_en": "65 and over"},
)
OF_SEGMENTS = {
    False: {"variable": "segment", "option": "category"},
    True: {"variable": "segment", "option": "catégorie"},
}
EXAMPLE_COLUMNS = ("age:18-34", "age:35-64", "age:65")
EXAMPLE_TABLES = (
    ("q1", BASE, 812, 240, 390, 182),
    ("q1", EFFECTIVE, 701.5, 214.2, 338.9, 160.4),
    ("q1", 4, 22.4, 18.1, 22.6, 27.7),
    ("q1", 3, 48.5, 47.2, 48.4, 50.4),
    ("q1", 2, 20.3, 23.6, 20.5, 15.5),
    ("q1", 1, 8.8, 11.1, 8.5, 6.4),
    ("q1", MEAN, 2.85, 2.72, 2.85, 2.99),
    ("q2", BASE, 815, 241, 391, 183),
    ("q2", "tel", 61.2, 45.0, 62.3, 80.1),
    ("q2", "mel", 57.5, 72.4, 58.9, 34.7),
    ("q3", BASE, 498, 150, 237, 111),
    ("q3", MEAN, 7.4, 6.1, 7.6, 8.7),
    ("q3", QUARTILES[0], 3, 2, 3, 4),
    ("q3", QUARTILES[1], 5, 5, 5, 6),
    ("q3", QUARTILES[2], 10, 8, 10, 12),
    ("all", BASE, 820),
    ("all", EFFECTIVE, 708.3),
)


def tables_template(language: str) -> bytes:
    """The .xlsx in `language` (fr, en); `read_tables` reads either, example included."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and few requests write a workbook

    output = io.BytesIO()
    with translation.override(language), Workbook(output, {"in_memory": True}) as book:
        is_french = language == "fr"
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        _write(book, _("How to"), heading, _guide(), (34, 90))
        asked = _codebook(GIVEN, {"variable": "question"}, EXAMPLE_QUESTIONS, is_french)
        questions = _write(book, "Questions", heading, asked, (14,))
        for column, names in (("role", _roles(is_french)), ("side", _sides(is_french))):
            place = [name for fact in GIVEN for name, _french in fact.columns].index(column)
            questions.data_validation(1, place, ROWS_READY, place, {"validate": "list", "source": names})
        parts = _codebook(OF_SEGMENT, OF_SEGMENTS[is_french], EXAMPLE_SEGMENTS, is_french)
        _write(book, "Segments", heading, parts, (14,))
        _write(book, "Tableaux" if is_french else "Tables", heading, _tables(is_french), (14,))
    return output.getvalue()


def _write(
    book: "Workbook", title: str, heading: "Format", rows: Sequence[Sequence[object]], widths: Sequence[int]
) -> "Worksheet":
    """The last of the `widths`, in characters, is that of all the columns from there on."""
    sheet = book.add_worksheet(title)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.set_column(len(widths) - 1, max(len(row) for row in rows), widths[-1])
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, place, value, heading if number == 0 else wrapped)
            elif value is not None:
                sheet.write(number, place, value)
    sheet.freeze_panes(1, 0)
    return sheet


def _codebook(
    facts: Sequence[Fact], called: Mapping[str, str], lines: Sequence[dict], is_french: bool
) -> list[list[object]]:
    """`called` are the sheet's own names of columns."""
    columns = [names for fact in facts for names in fact.columns]
    headings: list[object] = [called.get(names[0], names[is_french]) for names in columns]
    return [headings, *([_value(line.get(name), is_french) for name, _french in columns] for line in lines)]


def _value(value: object, is_french: bool) -> object:
    match value:
        case Role():
            return ROLES[value] if is_french else value.value
        case Side():
            return SIDES[value][is_french]
    return value


def _roles(is_french: bool) -> list[str]:
    return list(ROLES.values()) if is_french else [role.value for role in ROLES]


def _sides(is_french: bool) -> list[str]:
    return [names[is_french] for names in SIDES.values()]


def _tables(is_french: bool) -> list[list[object]]:
    headings: list[object] = ["Question", "Option", "Ensemble" if is_french else "All", *EXAMPLE_COLUMNS]
    in_french: dict[str, str] = {"all": "ensemble", **MEASURES} if is_french else {}
    rows: list[list[object]] = [
        [*(in_french.get(str(name), name) for name in line[:2]), *line[2:]] for line in EXAMPLE_TABLES
    ]
    return [headings, *rows]


def _guide() -> list[tuple[str, str]]:
    return [
        (_("Where"), _("What to write")),
        (_("The example"), _("The three sheets hold an example. Replace it by your tables and keep the headings.")),
        (
            _("Questions"),
            _(
                "A row a question: its code (letters, digits, hyphens), role, title in a few words and wording. "
                "Below it, a row an option: its code, its label. French is needed, English is welcome."
            ),
        ),
        (
            _("Role"),
            _("One answer (single), several answers (multiple), a scale (scale), a number (number, without options)."),
        ),
        (
            _("Score and side"),
            _(
                "Of a scale: the score of each option; positive or negative for the net score, which is the sum of "
                "the positive options less that of the negative ones."
            ),
        ),
        (_("Asked to"), _("Those who were asked, if not everyone.")),
        (_("Segments"), _("A row a segment, then a row a category. The columns of the tables carry both codes.")),
        (
            _("Tables"),
            _(
                "A column for everyone, then one a category, headed by the segment's code, a colon and the category's "
                "code. Each question has a row for its base, then a row an option."
            ),
        ),
        (_("Base"), _("The respondents who answered, unweighted: a whole number.")),
        (
            _("Effective base"),
            _(
                "If the tables are weighted: the squared sum of the weights over the sum of their squares. Intervals "
                "and tests use it. Without it they use the base."
            ),
        ),
        (_("The whole sample"), _("The rows of “all”: how many answered in all, and their effective base.")),
        (
            _("Shares"),
            _("Percentages from 0 to 100, with decimals if you have them: they are rounded at publication."),
        ),
        (
            _("Groups"),
            _(
                "Options with the same text in this column are shown together too (“satisfied”), as the sum of their "
                "shares. Of several answers no sum tells it: give the group a row of its own, with that text."
            ),
        ),
        (_("Battery"), _("Questions with the same text in this column, and the same options, are shown together.")),
        (_("Sensitive"), _("Yes where nobody is to read that all of a group gave the same answer.")),
        (
            _("Mean, median, quartiles"),
            _("For scales and numbers, if you have them. The median comes with both quartiles."),
        ),
        (
            _("Empty cells"),
            _(
                "A figure that is withheld. A category without its base or one of its shares is not shown. Where "
                "nobody chose an option, write 0."
            ),
        ),
        (
            _("Small groups"),
            _(
                "Nothing is shown by a segment of which one category has fewer answers than the smallest base, or of "
                "which a subtraction tells it. Merge it with another, or leave it and another one empty."
            ),
        ),
        (
            _("Not computed anew"),
            _(
                "Nothing can be computed anew from tables: neither filters, nor answers that count as none, nor merged "
                "categories. Give the tables as they are to be read: leave those who did not answer out of the base, "
                "write merged categories as one, say in the column for it who was asked."
            ),
        ),
        (_("Formulas"), _("None: paste the values.")),
    ]
