"""Files for a spreadsheet: the content type of a workbook, and text in a CSV that is taken for nothing else, by
whichever separator it is cut."""

import re

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_STARTS_LIKE_A_FORMULA = re.compile(r"""(^|[;,\t\r\n])(?=[\s"']*[=+\-@＝＋－＠])""")


def inert(text: str) -> str:
    """An apostrophe before what would start a formula, or a number: “+33 6…” keeps its plus sign.

    A file cut at commas may be opened as one cut at semicolons or tabs, so that a cell starts after any of these.
    """
    return _STARTS_LIKE_A_FORMULA.sub(r"\1'", text)
