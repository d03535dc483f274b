"""What other rooms may want to follow."""

from django.dispatch import Signal

address_changed = Signal()
"""An account has another address: `user`, `old` and `new`, both lower-cased; in the transaction that changed it.

The new one may still have to be proved.
"""

address_asks_in = Signal()
"""Somebody asks for a code to sign in by, at the lower-cased `address` of no account: whoever knows it answers True."""
