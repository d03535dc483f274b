"""What other rooms may want to follow."""

from django.dispatch import Signal

file_taken = Signal()
"""Somebody was given a whole document: `viewer`, who the decision was asked for."""
