"""Autosaves: where a studio puts its document in case it crashes, and what crashed ones left.

One file per studio, named after its process, so that several studios never touch each other's and
those of processes that are gone can be told.
"""

from __future__ import annotations

import itertools
import logging
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil

from mge_studio.folders import data_folder
from mge_studio.studio.processes import live_process

log = logging.getLogger(__name__)

_NAME = re.compile(r"(\d+)-(\d+)-\d+\.mge")
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Recovery:
    """The document of a studio that ended without closing. saved: local time."""

    path: Path
    saved: datetime

    def discard(self) -> None:
        """Delete it for good."""
        self.path.unlink(missing_ok=True)


def new_slot() -> Path:
    """Where a session of this process autosaves to; no other session has the same."""
    started = int(psutil.Process().create_time())
    return _folder() / f"{os.getpid()}-{started}-{next(_numbers)}.mge"


def find_recoveries() -> list[Recovery]:
    """What studios that no longer run left behind, the newest first; sweeps half-written files."""
    found = []
    for path in sorted(_folder().glob("*")):
        name = _NAME.match(path.name)
        if name is None or live_process(name[1], float(name[2])) is not None:
            continue
        try:
            if path.suffix == ".tmp":
                path.unlink()
            else:
                found.append(Recovery(path, datetime.fromtimestamp(path.stat().st_mtime)))
        except OSError as error:  # another studio was quicker
            log.info("%s cannot be recovered: %s", path, error)
    return sorted(found, key=lambda recovery: recovery.saved, reverse=True)


def _folder() -> Path:
    return data_folder() / "autosave"
