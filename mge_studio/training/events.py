"""A run folder: `run.json`, `events.jsonl`, `checkpoints/`, `model/`; anyone may watch it."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any


class RunFolder:
    """Where one training run writes. Events are lines of JSON, flushed one by one."""

    def __init__(self, path: Path) -> None:
        self.path = path
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
        line = json.dumps({"event": event, "time": round(time.time(), 3), **facts})
        self._events.write(line + "\n")
        self._events.flush()

    def close(self) -> None:
        self._events.close()
