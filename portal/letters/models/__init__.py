from portal.letters.models.letters import Announced, Letter, LetterPiece, LetterState
from portal.letters.models.readers import AskedFor, Ending, Kind, Reader, Source, Subscription

__all__ = [
    "Announced",
    "AskedFor",
    "Ending",
    "Kind",
    "Letter",
    "LetterPiece",
    "LetterState",
    "Reader",
    "Source",
    "Subscription",
]
