"""The headings of a codebook file, the words it takes in French and in English, and what its second sheet says."""

from studies.survey.codebook import Role, Side

HEADINGS = {
    "variable": "code",
    "role": "rôle",
    "column": "colonne",
    "title_fr": "titre_fr",
    "title_en": "titre_en",
    "wording_fr": "formulation_fr",
    "wording_en": "formulation_en",
    "asked_to_fr": "posée_à_fr",
    "asked_to_en": "posée_à_en",
    "unit_fr": "unité_fr",
    "unit_en": "unité_en",
    "option": "modalité",
    "label_fr": "libellé_fr",
    "label_en": "libellé_en",
    "score": "note",
    "side": "côté",
    "option_column": "colonne_modalité",
}
"""What the code calls a heading and, beside it, its French name."""

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

_ENTRIES = {
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
    "title_fr": (
        "Le titre, en quelques mots : 120 caractères au plus.",
        "The title in French, in a few words: 120 characters at most.",
    ),
    "title_en": ("Le titre en anglais.", "The title in English."),
    "wording_fr": ("La question telle qu’elle a été posée.", "The question as it was asked, in French."),
    "wording_en": ("La question en anglais.", "The question in English."),
    "asked_to_fr": ("À qui elle a été posée ; vide : à tous.", "Whom it was asked, in French; empty: everyone."),
    "asked_to_en": ("La même chose en anglais.", "The same in English."),
    "unit_fr": ("L’unité d’un nombre.", "The unit of a number, in French."),
    "unit_en": ("L’unité en anglais.", "The unit in English."),
    "option": (
        "Le code de la modalité, comme dans le fichier de réponses. Pour un choix multiple, la valeur qui signifie "
        "« choisie » : 1, Y, Oui…",
        "The option’s code, as in the file of answers. For a multiple choice, the value that means chosen: 1, Y, Yes…",
    ),
    "label_fr": ("Le libellé de la modalité.", "The option’s label in French."),
    "label_en": ("Le libellé en anglais.", "The option’s label in English."),
    "score": ("Sur une échelle, la note qui entre dans la moyenne.", "On a scale, the score that enters the mean."),
    "side": (
        "Sur une échelle : + (positif), - (négatif) ou vide (neutre), pour le score net.",
        "On a scale: + (positive), - (negative) or empty (neutral), for the net score.",
    ),
    "option_column": (
        "Pour un choix multiple : la colonne de cette modalité dans le fichier de réponses.",
        "For a multiple choice: this option’s column in the file of answers.",
    ),
}

HELP = (
    ("Colonne", "Column", "Ce qu’elle contient", "What it holds"),
    *((french, heading, *_ENTRIES[heading]) for heading, french in HEADINGS.items()),
)
