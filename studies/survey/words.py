from dataclasses import dataclass

from portal.core.pages.localised import localised


@dataclass(frozen=True)
class Words:
    """A text in French and, where somebody wrote it, in English; as a string, what the reader's language asks for."""

    fr: str = ""
    en: str = ""

    def __str__(self) -> str:
        return localised(self.fr, self.en)

    def __bool__(self) -> bool:
        return bool(self.fr)


NO_WORDS = Words()
