from portal.letters.models.letters import Letter, LetterPiece, LetterState
from portal.letters.models.readers import AskedFor, Ending, Kind, Reader, Source, Subscription

__all__ = ["AskedFor", "Ending", "Kind", "Letter", "LetterPiece", "LetterState", "Reader", "Source", "Subscription"]
