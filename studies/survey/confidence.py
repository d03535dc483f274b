"""How sure an interval is; by itself, as pages say it and only the worker computes with arrays."""

Z95 = 1.959963984540054
"""The standard normal's 97.5 % quantile: two-sided tests and intervals at 95 %."""
