"""What the rooms above may want to follow."""

from django.dispatch import Signal

paid = Signal()
"""Nothing is owed of an invoice any more, by money and not by credit notes alone: `invoice`, last `payment`, `by`.

Sent in the transaction that settled it, and again by whatever is noted of it afterwards: who follows it acts once.
"""

unsettled = Signal()
"""What was noted of an invoice leaves it to be paid, or credits it wholly: `invoice`, `by`. What `paid` did is undone.

Sent in the same transaction, be it that it never was paid.
"""
