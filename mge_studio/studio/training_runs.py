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
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import psutil

from mge_studio.errors import InputError
from mge_studio.folders import runs_folder
from mge_studio.studio.atomic import read_json, write_json
from mge_studio.studio.processes import live_process

RunState = Literal["running", "stopped", "finished", "failed", "crashed"]

Event = dict[str, Any]

#: Bytes of events that are read at a time; a line is read whole.
CHUNK = 1 << 20
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
    """One run folder: its events so far, its state, and a way to stop it.

    rewritten: how often the file of events was found to be begun anew. message: why the run failed,
    or nothing. progress, validation: the last event that told of each. Any thread may read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rewritten = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._reading = threading.Lock()
        self._forget()

    def _forget(self) -> None:
        self.events: list[Event] = []
        self.message = ""
        self.progress: Event | None = None
        self.validation: Event | None = None
        self._ending: RunState | None = None
        self._offset = self._polled = 0

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

    def poll(self) -> list[Event]:
        """The events written since the last call (all of them are in `events`)."""
        self._read()
        new = self.events[self._polled :]
        self._polled = len(self.events)
        return new

    def read_some(self) -> bool:
        """Read some of what was appended to `events.jsonl`; True while there is more.

        Half a line waits for its other half.
        """
        with self._reading:
            content = self._next_content()
            whole = content[: content.rfind(b"\n") + 1]
            self._offset += len(whole)
            for line in whole.splitlines():
                event = _parse(line)
                if event is not None:
                    self._take(event)
            return len(content) >= CHUNK and len(whole) > 0

    def _read(self) -> None:
        while self.read_some():
            pass

    def _next_content(self) -> bytes:
        try:
            with open(self.events_file, "rb") as file:
                if file.seek(0, os.SEEK_END) < self._offset:  # written anew
                    self.rewritten += 1
                    self._forget()
                file.seek(self._offset)
                content = file.read(CHUNK)
                return content + file.readline() if len(content) == CHUNK else content
        except OSError:
            return b""

    def _take(self, event: Event) -> None:
        self.events.append(event)
        name = str(event.get("event"))
        if name in ("step", "data"):
            self.progress = event
        elif name == "validation":
            self.validation = event
        elif name == "start":
            self._ending, self.message = None, ""
        elif name in _ENDINGS:
            self._ending = _ENDINGS[name]
            self.message = str(event.get("message", "")) if name == "failed" else ""

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
        ending = self._ending
        if ending is not None and not (alive and self._resuming()):
            return ending
        return "running" if alive else "crashed"

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


def _parse(line: bytes) -> Event | None:
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
