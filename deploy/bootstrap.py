# coding: utf-8
"""Refuses an old Python in words, then sets the portal up. Only this file must parse on every Python there is."""

import sys

if sys.version_info < (3, 11):
    found = ".".join(str(part) for part in sys.version_info[:3])
    sys.stderr.write(
        "Python %s est trop ancien : installez Python 3.11 ou plus récent, puis relancez avec make PYTHON=python3.11.\n"
        "Python %s is too old: install Python 3.11 or later, then start again with make PYTHON=python3.11.\n"
        % (found, found)
    )
    sys.exit(1)

from first_start import main

sys.exit(main(sys.argv[1:]))
