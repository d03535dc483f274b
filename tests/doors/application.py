"""The application that the demonstration's staff share for the second step of signing in."""

import base64
import hmac
import time

PERIOD = 30


def code_of(secret: str, at: float) -> str:
    """RFC 6238."""
    digest = hmac.digest(base64.b32decode(secret), (int(at) // PERIOD).to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


class Application:
    """Each person may use a code once."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.used: set[tuple[str, str]] = set()

    def next_code(self, who: str) -> str:
        """One that this person did not use yet, waiting for it to show if need be."""
        while (who, code := code_of(self.secret, time.time())) in self.used:
            time.sleep(0.5)
        self.used.add((who, code))
        return code
