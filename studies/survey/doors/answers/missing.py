"""Which codes of a number say that there is no answer."""

import re

_EXTREME = re.compile(r"-?(8|9|88|99|97|98|888|999|997|998|9999|9998)|-1|-2")


def is_extreme(code: str) -> bool:
    """Whether institutes use this code for « doesn't know », « refused » and the like."""
    return bool(_EXTREME.fullmatch(code))
