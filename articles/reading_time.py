"""How long a text takes to read."""

WORDS_A_MINUTE = {"fr": 195, "en": 228}
"""The means of adults reading short texts, by language: S. Trauzettel-Klosinski and K. Dietz, “Standardized Assessment
of Reading Performance: The New International Reading Speed Texts IReST”, Investigative Ophthalmology & Visual Science
53 (2012), 5452–5461."""


def minutes(text: str, language: str) -> int:
    """Rounded, and one at least where there is anything to read."""
    words = len(text.split())
    return max(1, round(words / WORDS_A_MINUTE.get(language, WORDS_A_MINUTE["fr"]))) if words else 0
