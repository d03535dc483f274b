from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Words:
    """A text in French and, where somebody wrote it, in English; as a string, what the reader's language asks for."""

    fr: str = ""
    en: str = ""

    def __str__(self) -> str:
        return (self.en if get_language() == "en" else "") or self.fr

    def __bool__(self) -> bool:
        return bool(self.fr)


NO_WORDS = Words()
