"""Telling whether another process, known by its pid and start, still runs."""

from __future__ import annotations

from typing import Any

import psutil

#: Seconds by which the noted and the real start of one process may differ.
_SLACK = 5.0


def live_process(pid: Any, created: float | None) -> psutil.Process | None:
    """The process `pid`, if it runs and is the one meant: a pid that was given to another process
    since belongs to one created later than `created` (seconds since the epoch)."""
    try:
        process = psutil.Process(int(pid))
        reused = created is not None and process.create_time() > created + _SLACK
        dead = process.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    except (psutil.Error, TypeError, ValueError):
        return None
    return None if reused or dead else process
