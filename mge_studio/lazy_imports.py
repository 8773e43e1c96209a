"""Modules that another package imports but hardly ever uses, so that nobody waits for them."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any


def import_when_used(name: str) -> None:
    """Let `import name` give a stand-in, which imports the module when anything in it is used.

    `importlib.util.LazyLoader` would be for this, but on Python 3.11 it loads a module at the next
    import of it, and wherever someone asks for its `__file__`, as PySide does of all modules.
    """
    if name in sys.modules:
        return
    stand_in = ModuleType(name)

    def attribute(wanted: str) -> Any:
        if wanted.startswith("__"):
            raise AttributeError(f"module {name!r} was not needed yet and has no {wanted!r}")
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        return getattr(importlib.import_module(name), wanted)

    stand_in.__getattr__ = attribute  # type: ignore[method-assign]
    sys.modules[name] = stand_in
