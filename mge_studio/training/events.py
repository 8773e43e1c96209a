"""A run folder: `run.json`, `events.jsonl`, `checkpoints/`, `model/`; anyone may watch it."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Event = dict[str, Any]
Listener = Callable[[Event], None]


class RunFolder:
    """Where one training run writes. Events are lines of JSON, flushed one by one.

    listener: told each event as well.
    """

    def __init__(self, path: Path, listener: Listener | None = None) -> None:
        self.path = path
        self._listener = listener
        self.checkpoints = path / "checkpoints"
        self.model = path / "model"
        self.checkpoints.mkdir(parents=True, exist_ok=True)
        self._events = open(path / "events.jsonl", "a", encoding="utf-8")  # noqa: SIM115

    def describe(self, **facts: Any) -> None:
        """Write run.json: who runs this, how, since when."""
        facts |= {"pid": os.getpid(), "command": sys.argv, "started": time.time()}
        temporary = self.path / "run.json.tmp"
        temporary.write_text(json.dumps(facts, indent=2), encoding="utf-8")
        os.replace(temporary, self.path / "run.json")

    def emit(self, event: str, **facts: Any) -> None:
        content = {"event": event, "time": round(time.time(), 3), **facts}
        self._events.write(json.dumps(content) + "\n")
        self._events.flush()
        if self._listener is not None:
            self._listener(content)

    def close(self) -> None:
        self._events.close()
