"""Training runs: started as detached processes, followed through their files.

A run outlives the studio that started it. Its folder says everything: `events.jsonl` and
`run.json` by the trainer, `launch.json` and `output.log` by the studio that started it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import psutil

from mge_studio.errors import InputError
from mge_studio.studio.atomic import read_json, write_json
from mge_studio.studio.folders import runs_folder
from mge_studio.studio.processes import live_process

RunState = Literal["running", "stopped", "finished", "failed", "crashed"]

_ENDINGS: dict[str, RunState] = {"stopped": "stopped", "finished": "finished", "failed": "failed"}


@dataclass(frozen=True)
class TrainingOptions:
    """What `mge-studio train` is asked for. data: folders, zips or `procedural`, optionally
    with `=weight`; max_minutes None: until the preset's steps are done."""

    data: tuple[str, ...] = ("procedural",)
    preset: str = "tiny"
    stage: str = "both"
    device: str = "auto"
    max_minutes: float | None = None
    resume: bool = False

    def arguments(self, folder: Path) -> list[str]:
        """Arguments of `mge-studio` for a run in `folder`."""
        arguments = ["train"]
        for entry in self.data:
            arguments += ["--data", entry]
        arguments += ["--run", str(folder), "--preset", self.preset, "--stage", self.stage]
        arguments += ["--device", self.device]
        if self.max_minutes is not None:
            arguments += ["--max-minutes", f"{self.max_minutes:g}"]
        return [*arguments, "--resume"] if self.resume else arguments


class TrainingRun:
    """One run folder: its events so far, its state, and a way to stop it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events: list[dict[str, Any]] = []
        self._offset = 0
        self._polled = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def events_file(self) -> Path:
        return self.folder / "events.jsonl"

    @property
    def log_file(self) -> Path:
        return self.folder / "output.log"

    @property
    def model_folder(self) -> Path | None:
        """The usable model the run has written, if it has got that far."""
        folder = self.folder / "model"
        return folder if (folder / "config.json").is_file() else None

    def poll(self) -> list[dict[str, Any]]:
        """The events written since the last call (all of them are in `events`)."""
        self._read()
        new = self.events[self._polled :]
        self._polled = len(self.events)
        return new

    def _read(self) -> None:
        """Read what was appended to `events.jsonl`; half a line waits for its other half."""
        try:
            with open(self.events_file, "rb") as file:
                if file.seek(0, os.SEEK_END) < self._offset:  # written anew
                    self._offset = self._polled = 0
                    self.events.clear()
                file.seek(self._offset)
                content = file.read()
        except OSError:
            return
        whole = content[: content.rfind(b"\n") + 1]
        self._offset += len(whole)
        parsed = map(_parse, whole.splitlines())
        self.events += [event for event in parsed if event is not None]

    def log_tail(self, characters: int = 4000) -> str:
        """The end of what the process printed."""
        try:
            with open(self.log_file, "rb") as file:  # which may be long
                file.seek(max(0, file.seek(0, os.SEEK_END) - characters))
                content = file.read()
        except OSError:
            return ""
        return content.decode("utf-8", errors="replace")

    @property
    def state(self) -> RunState:
        """Reads new events first, so that a run that has just ended is not called crashed."""
        alive = self._find_process() is not None
        self._read()
        ending = self._ending()
        if ending is not None and not (alive and self._resuming()):
            return ending
        return "running" if alive else "crashed"

    @property
    def message(self) -> str:
        """Why the run failed, or an empty string."""
        for event in reversed(self.events):
            if event.get("event") == "failed":
                return str(event.get("message", ""))
        return ""

    def stop(self) -> None:
        """Ask the trainer to save and stop; `state` says when it has. Nothing for ended runs."""
        process = self._find_process()
        if process is None:
            return
        stop_signal = getattr(signal, "CTRL_BREAK_EVENT", signal.SIGTERM)
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(stop_signal)

    def start(self, command: Sequence[str]) -> None:
        """Start `command` detached, its output in `output.log`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._read()
        with open(self.log_file, "ab") as output:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                **_detached(),
            )
        write_json(
            self.folder / "launch.json",
            {
                "command": list(command),
                "pid": self._process.pid,
                "created": time.time(),
                "events": len(self.events),
            },
        )

    def _ending(self) -> RunState | None:
        """How the last process that wrote events said it ended; None when it did not."""
        for event in reversed(self.events):
            name = str(event.get("event"))
            if name == "start":
                return None
            if name in _ENDINGS:
                return _ENDINGS[name]
        return None

    def _resuming(self) -> bool:
        """True while a resumed process has not yet written an event of its own."""
        launch = read_json(self.folder / "launch.json") or {}
        return len(self.events) <= int(launch.get("events", -1))

    def _find_process(self) -> psutil.Process | None:
        if self._process is not None:
            self._process.poll()  # collects the exit status, so that no zombie stays
        for name, key in (("launch.json", "created"), ("run.json", "started")):
            record = read_json(self.folder / name)
            if record is not None:
                process = live_process(record.get("pid"), _seconds(record.get(key)))
                if process is not None:
                    return process
        return None


class TrainingRuns:
    """The runs in one folder, also those that an earlier studio or a terminal started there."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or runs_folder()
        self._runs: dict[Path, TrainingRun] = {}

    def start(self, options: TrainingOptions, name: str | None = None) -> TrainingRun:
        """Start `mge-studio train` detached, in a new folder (or, to resume, in its own)."""
        run = self.attach(self.folder / (name or _new_name(self.folder, options)))
        if options.resume and run.state == "running":
            raise InputError(f"The training run {run.name} is still running: stop it first.")
        arguments = options.arguments(run.folder)
        run.start([sys.executable, "-m", "mge_studio", *arguments])
        return run

    def attach(self, folder: Path) -> TrainingRun:
        """The run in `folder`; the same object every time."""
        return self._runs.setdefault(folder, TrainingRun(folder))

    def list(self) -> tuple[TrainingRun, ...]:
        """Every run there is, the newest first."""
        marks = ("run.json", "launch.json", "events.jsonl")
        found = {file.parent for mark in marks for file in self.folder.glob(f"*/{mark}")}
        newest_first = sorted(found, key=_modified, reverse=True)
        return tuple(self.attach(folder) for folder in newest_first)

    def running(self) -> tuple[TrainingRun, ...]:
        return tuple(run for run in self.list() if run.state == "running")


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None


def _seconds(value: Any) -> float | None:
    """Seconds since the epoch from a number or an ISO date."""
    if isinstance(value, int | float):
        return float(value)
    try:
        return datetime.fromisoformat(str(value)).timestamp()
    except ValueError:
        return None


def _detached() -> dict[str, Any]:
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return {"creationflags": flags}
    return {"start_new_session": True}


def _new_name(folder: Path, options: TrainingOptions) -> str:
    base = time.strftime(f"{options.preset}-%Y-%m-%d-%H%M%S")
    name, number = base, 2
    while (folder / name).exists():
        name, number = f"{base}-{number}", number + 1
    return name


def _modified(folder: Path) -> float:
    return max((file.stat().st_mtime for file in folder.glob("*.json*")), default=0.0)
