"""Sparing Python's garbage collector what is never garbage.

Modules of VTK and torch make a million objects that live as long as the process. Each full
collection goes through all of them, a tenth of a second at a time, some of them amid the imports
and all others while someone is looking at the window.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def made_for_good() -> Iterator[None]:
    """Collect nothing meanwhile, and never again what is there by the end: for large imports."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()
