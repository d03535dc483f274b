"""Where a line may end within what is too long for it: a French word between its syllables, an e-mail address at its
signs. Browsers hyphenate by dictionaries that many of them lack; a soft hyphen shows in all of them, and only there."""

import re

SOFT_HYPHEN = "\u00ad"
LONG = 16

_VOWEL = "[aeiouyàâäéèêëîïôöùûüœæ]"
# Before a consonant and its vowel, but not within ch, ph, th, gn, nor within br, cl and the like.
_SYLLABLE = re.compile(
    r"(?<=\w{3})(?=\w{3})(?:"
    rf"(?=[bcdfgjkmpqstvwxz]{_VOWEL})|(?=(?:[cpt]h|gn|[bcdfgptv]r|[bcfgp]l){_VOWEL})"
    rf"|(?<![bcdfgptv])(?=r{_VOWEL})|(?<![bcfgp])(?=l{_VOWEL})|(?<![cpt])(?=h{_VOWEL})|(?<!g)(?=n{_VOWEL}))",
    re.IGNORECASE,
)
_LONG = re.compile(rf"(?:https?://|www\.)\S+|([\w.+-]+@[\w-]+\.[\w.-]+)|([^\W\d_]{{{LONG},}})")


def breakable(html: str, language: str) -> str:
    """One HTML text, with soft hyphens in its French words of 16 letters or more and `<wbr>` in e-mail addresses."""
    if "@" not in html and len(max(html.split(), key=len, default="")) < LONG:
        return html

    def opened(match: re.Match) -> str:
        address, word = match.groups()
        if address:
            return re.sub(r"(?<=\w)(?=[@.])", "<wbr>", address)
        return _SYLLABLE.sub(SOFT_HYPHEN, word) if word and language == "fr" else match[0]

    return _LONG.sub(opened, html)
