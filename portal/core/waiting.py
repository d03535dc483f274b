"""Packages that others load at the start and few requests need: loaded once something of theirs is asked for.

A web worker that never needs them keeps a fifth of its memory, and starts sooner.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


def wait_for_use(*names: str) -> None:
    """What imports these modules from here on gets a stand-in, which fetches the real one when first touched.

    Only for what is imported whole (`import requests`): a name taken out of a module touches it. What lies in a package
    is imported as ever.
    """
    for name in names:
        if name not in sys.modules:
            sys.modules[name] = _stand_in(name)


def _stand_in(name: str) -> ModuleType:
    module = ModuleType(name)
    spec = None if "." in name else find_spec(name)
    if spec and spec.submodule_search_locations:  # asked for by who imports a part, and would fetch the whole twice
        module.__path__ = spec.submodule_search_locations

    def fetch(attribute: str) -> Any:
        if sys.modules.get(name) is module:
            del sys.modules[name]
        real = import_module(name)
        for part, value in vars(module).items():
            if isinstance(value, ModuleType) and not hasattr(real, part):
                setattr(real, part, value)
        return getattr(real, attribute)

    module.__getattr__ = fetch  # type: ignore[method-assign]
    return module


def do_without(*names: str) -> None:
    """These modules can't be imported, so that what would only use them if they were there goes without."""
    for name in names:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
