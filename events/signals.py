"""What this room tells others."""

from django.dispatch import Signal

programme_changed = Signal()
"""Of an event, its sender's instance `event`: once for all the sessions of one deed, in its transaction."""
