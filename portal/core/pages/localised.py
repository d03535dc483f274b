"""Words that are shared between languages: one text a language, French where English is missing, and marked so."""

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language


class Marked(str):
    """A text of which some is in another language than the page. It is the plain text wherever text is wanted; `html`
    is the same with that part marked, `lang` the language if it is all in one."""

    html: SafeString
    lang: str

    def __new__(cls, text: str, html: SafeString, lang: str = "") -> "Marked":
        made = super().__new__(cls, text)
        made.html, made.lang = html, lang
        return made

    def __getnewargs__(self) -> tuple[str, SafeString, str]:  # type: ignore[override]
        return str.__str__(self), self.html, self.lang

    def __str__(self) -> str:
        return self

    def __repr__(self) -> str:
        """Of texts that read alike, another for another language: a part of a page is kept by what it was given."""
        return f"Marked({super().__repr__()}, {self.html!r})"


def french(text: str) -> str:
    """`text`, marked where the page is in another language."""
    if not text or _language() == "fr":
        return text
    return Marked(text, mark_safe(f'<span lang="fr">{conditional_escape(text)}</span>'), "fr")  # noqa: S308


def localised(in_french: str, in_english: str) -> str:
    """Whichever the visitor's language asks for."""
    return (in_english if _language() == "en" else "") or french(in_french)


def composed(template: str, **parts: object) -> str:
    """`template % parts`, in which the parts keep their marks."""
    texts = {name: str(part) for name, part in parts.items()}
    plain = template % texts
    if not any(isinstance(text, Marked) for text in texts.values()):
        return plain
    html = conditional_escape(template) % {name: as_html(text) for name, text in texts.items()}
    return Marked(plain, mark_safe(html))  # noqa: S308


def as_html(text: object) -> SafeString:
    """Escaped, with its marks."""
    said = str(text)
    return said.html if isinstance(said, Marked) else conditional_escape(said)


def _language() -> str:
    return (get_language() or "fr")[:2]


class Localised:
    """`label = Localised()` reads `label_fr` or `label_en`, whichever the visitor's language asks for."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object | None, owner: type):
        if instance is None:
            return self
        language = _language()
        return getattr(instance, f"{self.name}_{language}", "") or french(getattr(instance, f"{self.name}_fr"))
