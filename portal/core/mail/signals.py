"""What the rooms above may want to follow."""

from django.dispatch import Signal

address_refused = Signal()
"""A mail server refused for good the very address that `message` was for."""
