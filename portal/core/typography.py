"""French and English typography, put in when a page is shown and never stored.

French: a narrow no-break space before ; ! ? % and in numbers, a no-break space before :, in hours and inside guillemets
(Imprimerie nationale, Lexique des règles typographiques). Both: curly apostrophes, one-character ellipses.
"""

import re
from collections.abc import Callable

NARROW = "\u202f"
WIDE = "\u00a0"

_TOKEN = re.compile(r"""(<!--.*?-->|<[a-zA-Z/!](?:[^>"']|"[^"]*"|'[^']*')*>)""", re.DOTALL)
_TAG_NAME = re.compile(r"</?([a-zA-Z0-9-]+)")
_LANG = re.compile(r"""\blang=["']([a-zA-Z]{2})""")
_ADDRESS = re.compile(r"((?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.-]+)")
_KEPT = frozenset({"code", "pre", "kbd", "samp", "script", "style", "textarea"})
_PLAIN = frozenset({"title", "option", "text", "desc"})

_SPACE = f"[ {WIDE}{NARROW}]"
_SPACES = re.compile(_SPACE)
_APOSTROPHE = re.compile(r"(?<=\w)(?:'|&#x27;|&#39;)(?=\w)")
_QUOTED = re.compile(r"""(?:"|&quot;)(?=[^\s"&])(.+?)(?<=[^\s])(?:"|&quot;)""")

Rule = tuple[re.Pattern, str | Callable[[re.Match], str]]

_BOTH: list[Rule] = [
    (_APOSTROPHE, "’"),
    (re.compile(r"(?<!\.)\.\.\.(?!\.)"), "…"),
]
_FRENCH: list[Rule] = [
    *_BOTH,
    (_QUOTED, rf"«{WIDE}\1{WIDE}»"),
    (re.compile(rf"«{_SPACE}*(?=\S)"), f"«{WIDE}"),
    (re.compile(rf"(?<=\S){_SPACE}*»"), f"{WIDE}»"),
    (re.compile(rf"(?<=\S){_SPACE}+(?=[;!?%€])"), NARROW),
    (re.compile(rf"(?<=\S){_SPACE}+(?=:(?!\S))"), WIDE),
    (re.compile(rf"(?<!\d)\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)"), lambda number: _SPACES.sub(NARROW, number[0])),
    (re.compile(rf"(?<=\d){_SPACE}h\b(?:{_SPACE}(?=\d\d\b))?"), lambda hour: _SPACES.sub(WIDE, hour[0])),
    (re.compile(rf"\b([nN]°){_SPACE}?(?=\d)"), rf"\1{WIDE}"),
]
_ENGLISH: list[Rule] = [
    *_BOTH,
    (_QUOTED, r"“\1”"),
]
_RULES = {"fr": _FRENCH, "en": _ENGLISH}
# « 1er », « 2e », « 42e », « XXIe », but neither « 3e-mail » nor a reference such as « A4e ».
_ORDINAL = re.compile(r"(?<![\w&#])(1er|1re|[2-9]e|[1-9]\d+e|[IVX]{1,6}e)(?![\w-])")


def typeset(text: str, language: str) -> str:
    """Plain text, or one HTML node's, as a printer would set it; web and e-mail addresses stay as they are."""
    parts = _ADDRESS.split(text)
    parts[::2] = [_apply(part, language) for part in parts[::2]]
    return "".join(parts)


def typeset_html(html: str, language: str) -> str:
    """A whole document: text nodes alone are touched, each in the language of its nearest `lang` among those nested."""
    result: list[str] = []
    kept: list[tuple[str, str, int]] = []  # innermost last: element, its language or "", how deep it stands in itself
    for token in _TOKEN.split(html):
        if token.startswith("<") and (name := _TAG_NAME.match(token)):
            _follow(kept, name.group(1).lower(), token)
            result.append(token)
        elif not token or token.startswith("<!"):
            result.append(token)
        else:
            result.append(_node(token, kept, language))
    return "".join(result)


def _node(text: str, kept: list[tuple[str, str, int]], language: str) -> str:
    if any(element in _KEPT for element, _language, _depth in kept):
        return text
    spoken = next((nested for _element, nested, _depth in reversed(kept) if nested), language)
    text = typeset(text, spoken)
    if spoken == "fr" and not any(element in _PLAIN for element, _language, _depth in kept):
        text = _ORDINAL.sub(_raise_ending, text)
    return text


def _follow(kept: list[tuple[str, str, int]], name: str, tag: str) -> None:
    if tag.endswith("/>"):
        return
    if kept and kept[-1][0] == name:
        element, language, depth = kept.pop()
        depth += -1 if tag.startswith("</") else 1
        if depth:
            kept.append((element, language, depth))
    elif not tag.startswith("</"):
        lang = _LANG.search(tag)
        if name != "html" and (name in _KEPT or name in _PLAIN or lang):
            kept.append((name, lang.group(1) if lang else "", 1))


def _raise_ending(match: re.Match) -> str:
    number = match.group(1)
    ending = "er" if number.endswith("er") else "re" if number.endswith("re") else "e"
    return f"{number.removesuffix(ending)}<sup>{ending}</sup>"


def _apply(text: str, language: str) -> str:
    for pattern, replacement in _RULES.get(language, []):
        text = pattern.sub(replacement, text)
    return text
