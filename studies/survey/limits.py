"""How much a survey may hold, and how long each of its texts: one place, for files, forms and stored rows alike."""

MOST_RESPONDENTS = 100_000
MOST_COLUMNS = 1_000
MOST_CELLS = 20_000_000
MOST_LINES = 50_000
"""Of a codebook, or of an institute's tables."""
LAST_ROW = 1_048_576
"""Of a sheet, as the format has it."""
MOST_PROBLEMS = 100
"""That one file is told."""

MOST_OPTIONS = 200
"""That are listed from a file for somebody to review."""

LONGEST_CELL = 32_767
"""Characters, as a spreadsheet has it."""
LONGEST_COLUMN = 1_000
"""A column's name: LimeSurvey puts the whole question there."""
LONGEST_CODE = 60
"""A variable's."""
LONGEST_OPTION = 120
"""An option's code, which may be the answer itself."""
LONGEST_TITLE = 120
LONGEST_ASKED_TO = 200
LONGEST_LABEL = 200
LONGEST_UNIT = 40
