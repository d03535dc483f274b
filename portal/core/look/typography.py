"""French and English typography, put in when a page is shown and never stored.

French: a narrow no-break space before ; ! ? % and in numbers, a no-break space before :, in hours and inside guillemets
(Imprimerie nationale, Lexique des règles typographiques), « 1er août », « 9 h ». Both: curly apostrophes, one-character
ellipses, telephone numbers on one line. Rules see a sentence as it is read, whatever the tags within.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from portal.core.look.breaking import breakable

NARROW = "\u202f"
WIDE = "\u00a0"
OBJECT = "\ufffc"  # stands in a sentence for what the rules must not see

_TOKEN = re.compile(r"""(<!--.*?-->|<[a-zA-Z/!][^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>)""", re.DOTALL)
_TAG_NAME = re.compile(r"</?([a-zA-Z0-9-]+)")
_LANG = re.compile(r"""\blang=["']([a-zA-Z]{2})""")
_ADDRESS = re.compile(r"""(?:https?://|www\.)(?:(?!&quot;)[^\s"«»“”])+|[\w.+-]+@[\w-]+\.[\w.-]+""")
_MAY_HOLD_ADDRESS = re.compile("@|//|www").search
_KEPT = frozenset({"code", "pre", "kbd", "samp", "script", "style", "textarea"})
_PLAIN = frozenset({"title", "option", "text", "desc"})
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s"}
    | {"samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"}
)

_SPACE = f"[ {WIDE}{NARROW}]"
_SPACES = re.compile(_SPACE)
_MONTHS = (
    r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|(?:janv|févr|avr|juil|sept|oct|nov|déc)\.)"
)
_QUOTED = re.compile(r"""("|&quot;)(?=[^\s"&]).+?(?<=[^\s])("|&quot;)""")

_INNER = {
    "fr": (re.compile(r"""«\s*([^«»]+?)\s*»|"(\S[^"]*?)\""""), r"“\1\2”"),
    "en": (re.compile(r"""“([^“”]+)”|"(\S[^"]*?)\""""), r"‘\1\2’"),
}

Edit = tuple[int, int, str]


class Rule(NamedTuple):
    """A sentence that has none of the `signs` has nothing that `pattern` finds."""

    signs: str
    pattern: re.Pattern
    edits: Callable[[re.Match], list[Edit]]


_DIGITS = "0123456789"


def _put(*replacements: str) -> Callable[[re.Match], list[Edit]]:
    """Each group by its replacement; the whole match where the pattern has no group."""

    def edits(match: re.Match) -> list[Edit]:
        first = 1 if match.re.groups else 0
        return [(*match.span(group), text) for group, text in enumerate(replacements, first)]

    return edits


def _join(space: str) -> Callable[[re.Match], list[Edit]]:
    """Every space of the match by this one."""

    def edits(match: re.Match) -> list[Edit]:
        return [(match.start() + at.start(), match.start() + at.end(), space) for at in _SPACES.finditer(match[0])]

    return edits


def _second_rank(outer: str, inner: str) -> Rule:
    """Marks within marks of the same sort, which a title brings along that is quoted: those of a pair that is whole,
    within another."""
    first, last = outer[0], outer[1]
    mark = re.compile(rf"{first}\s*|\s*{last}|\n\s*\n")

    def edits(match: re.Match) -> list[Edit]:
        pairs: list[tuple[re.Match, re.Match]] = []
        begun: list[re.Match] = []
        for found in mark.finditer(match[0]):
            if found[0].startswith(first):
                begun.append(found)
            elif not found[0].endswith(last):
                begun.clear()
            elif begun:
                pairs.append((begun.pop(), found))
        result, until = [], 0
        for pair in sorted(pairs, key=lambda pair: pair[0].start()):
            if pair[0].start() < until:
                result += [(*each.span(), new) for each, new in zip(pair, inner, strict=True)]
            else:
                until = pair[1].start()
        return sorted(result)

    return Rule(first, re.compile(rf"\A.*{first}[^{outer}]*{first}.*", re.DOTALL), edits)


_BOTH = [
    Rule("'#", re.compile(rf"""(?<=\w)(?:'|&#x27;|&#39;)(?=[\w«"{OBJECT}]|&quot;)"""), _put("’")),
    Rule(".", re.compile(r"(?<!\.)\.\.\.(?!\.)"), _put("…")),
    Rule("0", re.compile(rf"(?<![\w+])0\d(?:{_SPACE}\d\d){{4}}(?!\d)"), _join(WIDE)),
    Rule("0", re.compile(rf"(?<![\w+])0\d{{3}}(?:{_SPACE}\d{{3}}){{2}}(?!\d)"), _join(WIDE)),
    Rule("+", re.compile(rf"(?<![\w+])\+\d{{1,3}}(?:{_SPACE}\(0\))?(?:{_SPACE}?\d{{1,4}}){{2,}}(?!\d)"), _join(WIDE)),
]
_FRENCH = [
    *_BOTH,
    Rule('"&', _QUOTED, _put(f"«{WIDE}", f"{WIDE}»")),
    _second_rank("«»", "“”"),
    Rule("«", re.compile(r"«(?=\S)"), _put(f"«{WIDE}")),
    Rule("«", re.compile(rf"«({_SPACE}+)(?=\S)"), _put(WIDE)),
    Rule("»", re.compile(rf"(?<=\S)({_SPACE}*)»"), _put(WIDE)),
    Rule(";!?%€", re.compile(rf"(?<=\S){_SPACE}+(?=[;!?%€])"), _put(NARROW)),
    Rule(":", re.compile(rf"(?<=\S){_SPACE}+(?=:(?!\S))"), _put(WIDE)),
    Rule(_DIGITS, re.compile(rf"(?<!\d)(?<!0\d{{3}}{_SPACE})\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)"), _join(NARROW)),
    Rule("h", re.compile(rf"(?<=\d){_SPACE}h({_SPACE}00)(?!\w|{_SPACE}min)"), _put("")),
    Rule(_DIGITS, re.compile(rf"(?<=\d){_SPACE}h\b(?:{_SPACE}(?=\d\d\b))?"), _join(WIDE)),
    Rule("°", re.compile(rf"\b[nN]°({_SPACE}?)(?=\d)"), _put(WIDE)),
    Rule("1", re.compile(rf"(?<![\w.,:/])1()(?={_SPACE}{_MONTHS}(?!\w))"), _put("er")),
    Rule(
        "1", re.compile(rf"(?<=\b[dD]u{_SPACE})1()(?={_SPACE}au{_SPACE}\d{{1,2}}{_SPACE}{_MONTHS}(?!\w))"), _put("er")
    ),
]
_ENGLISH = [
    *_BOTH,
    Rule('"&', _QUOTED, _put("“", "”")),
    _second_rank("“”", "‘’"),
]
_RULES = {"fr": _FRENCH, "en": _ENGLISH}
_SIGNS = "".join(rule.signs for rule in (*_FRENCH, *_ENGLISH) if rule.signs != "h")
"""Without one of them nothing is found: an hour has figures."""
# « 1er », « 2e », « 42e », « XXIe », but neither « 3e-mail » nor a reference such as « A4e ».
_ORDINAL = re.compile(r"(?<![\w&#])(1er|1re|[2-9]e|[1-9]\d+e|[IVX]{1,6}e)(?![\w-])")


def within_quotes(text: str, language: str) -> str:
    """With marks of the second rank, as typographers of the language have them, for marks that stand around it."""
    pattern, marks = _INNER[language]
    return pattern.sub(marks, text)


def typeset(text: str, language: str) -> str:
    """Plain text as a printer would set it; web and e-mail addresses stay as they are."""
    return _set([text], language)[0]


def typeset_html(html: str, language: str, *, divide: bool = True) -> str:
    """A whole document: text alone is touched, each passage in the language of its nearest `lang`.

    `divide` says where long words and addresses may end a line; a message does without.
    """
    return _passage(_TOKEN.split(html), _Voice(language, plain=False, divide=divide))


class _Voice(NamedTuple):
    """How a passage is set: in which language ("": not at all), whether it takes no markup of ours, or no division."""

    language: str
    plain: bool
    divide: bool


class _Piece(NamedTuple):
    """A part of a sentence: `text` is set; of the rest the rules see `seen`, nothing or an object."""

    html: str
    seen: str

    @property
    def is_text(self) -> bool:
        return self.html == self.seen


def _passage(tokens: list[str], voice: _Voice) -> str:
    """Text and tags by turns, as _TOKEN splits them; what tags of a block divide are different sentences."""
    result: list[str] = []
    sentence: list[_Piece] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if at % 2 == 0:
            if token.isspace() and not sentence:
                result.append(token)
            elif token:
                sentence.append(_Piece(token, token))
            at += 1
            continue
        name, own = _tag(token, voice)
        if not name:
            piece = _Piece(token, "")
        elif own != voice:
            end = _end(tokens, at)
            inner = tokens[at + 1 : end]
            piece = _Piece(token + (_passage(inner, own) if own.language else "".join(inner)), OBJECT)
            at = end - 1
        else:
            piece = _Piece(token, "")
        if name and name not in _INLINE:
            result += [*_sentence(tuple(sentence), voice), piece.html] if sentence else [piece.html]
            sentence = []
        else:
            sentence.append(piece)
        at += 1
    return "".join([*result, *_sentence(tuple(sentence), voice)])


@lru_cache(maxsize=1024)
def _tag(tag: str, around: _Voice) -> tuple[str, _Voice]:
    """Its name, and how what it begins is set. Remembered, for few tags make most of a page."""
    name = _name(tag)
    return name, _voice(tag, name, around) if name else around


def _name(tag: str) -> str:
    match = _TAG_NAME.match(tag)
    return match[1].lower() if match else ""


def _voice(tag: str, name: str, around: _Voice) -> _Voice:
    """How the content of an element is set, by its start tag."""
    if tag.startswith("</") or tag.endswith("/>") or name in ("", "html"):
        return around
    if name in _KEPT:
        return around._replace(language="")
    lang = _LANG.search(tag)
    if not lang and name not in _PLAIN:
        return around
    own = around._replace(language=lang[1] if lang else around.language, plain=around.plain or name in _PLAIN)
    return around if own == around else own


def _end(tokens: list[str], start: int) -> int:
    """Where the end tag of an element stands, or behind the last token if it is missing."""
    name = _name(tokens[start])
    depth = 0
    for at in range(start, len(tokens), 2):
        if _name(tokens[at]) == name and not tokens[at].endswith("/>"):
            depth += -1 if tokens[at].startswith("</") else 1
            if depth == 0:
                return at
    return len(tokens)


@lru_cache(maxsize=1024)
def _sentence(pieces: tuple[_Piece, ...], voice: _Voice) -> list[str]:
    """Remembered, for the frame of every page says the same."""
    seen = [piece.seen for piece in pieces]
    if not any(map(str.strip, seen)):
        return [piece.html for piece in pieces]
    texts = _set(seen, voice.language)
    result = []
    for piece, text in zip(pieces, texts, strict=True):
        if not piece.is_text:
            text = text.replace(OBJECT, piece.html) if piece.seen else text + piece.html
        elif voice.language and not voice.plain:
            text = _ORDINAL.sub(_raise_ending, text) if voice.language == "fr" else text
            text = breakable(text, voice.language) if voice.divide else text
        result.append(text)
    return result


def _raise_ending(match: re.Match) -> str:
    number = match.group(1)
    ending = "er" if number.endswith("er") else "re" if number.endswith("re") else "e"
    return f"{number.removesuffix(ending)}<sup>{ending}</sup>"


def _set(parts: list[str], language: str) -> list[str]:
    """The parts of one sentence, set as a whole."""
    text = "".join(parts)
    signs = set(text)
    if signs.isdisjoint(_SIGNS):
        return parts
    cuts = list(accumulate(len(part) for part in parts))[:-1]
    for rule in _RULES.get(language, ()):
        matches = [] if signs.isdisjoint(rule.signs) else list(rule.pattern.finditer(text))
        if not matches:
            continue
        addresses = [address.span() for address in _ADDRESS.finditer(text)] if _MAY_HOLD_ADDRESS(text) else []
        edits = [edit for edits in map(rule.edits, matches) if not _touches(edits, addresses) for edit in edits]
        text, cuts = _edited(text, edits), [_moved(cut, edits) for cut in cuts]
        signs = set(text)
    return [text[start:end] for start, end in pairwise([0, *cuts, len(text)])][: len(parts)]


def _touches(edits: list[Edit], addresses: list[tuple[int, int]]) -> bool:
    return any(start < last and end > first for start, end, _new in edits for first, last in addresses)


def _edited(text: str, edits: list[Edit]) -> str:
    result, done = [], 0
    for start, end, new in edits:
        result += [text[done:start], new]
        done = end
    return "".join([*result, text[done:]])


def _moved(cut: int, edits: list[Edit]) -> int:
    """Where a place in the text is after the edits; what is put in just there comes behind it."""
    shift = 0
    for start, end, new in edits:
        if start >= cut:
            break
        if end > cut:
            return start + shift
        shift += len(new) - (end - start)
    return cut + shift
