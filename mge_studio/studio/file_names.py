"""Names of shapes as names of files: what every file system takes, and what is still free."""

from __future__ import annotations

import re
from collections.abc import Container
from pathlib import Path

#: File systems take 255 bytes; a suffix, a number and a name for writing to need some.
MOST_BYTES = 180
#: Windows takes these for devices, whatever their suffix.
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def file_name(name: str) -> str:
    """A name that every file system takes."""
    safe = re.sub(r"[^\w. ()-]+", "-", name).strip(" .-")
    safe = safe.encode("utf-8", "ignore")[:MOST_BYTES].decode("utf-8", "ignore").strip(" .-")
    return f"{safe}-" if DEVICES.fullmatch(safe) else safe or "shape"


def free_path(path: Path, taken: Container[str], there: bool = True) -> Path:
    """`path`, or "name (2)", ... when there is such a file already, or will be.

    taken: names of files that will be, in small letters, for many file systems do not tell the case
    apart. there: whether files that are there count.
    """
    number, free = 2, path
    while free.name.lower() in taken or (there and free.exists()):
        free = path.with_stem(f"{path.stem} ({number})")
        number += 1
    return free
