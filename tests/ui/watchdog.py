"""Measures how long the window's event loop stands still, and finds what it was doing then."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from PySide6.QtCore import QObject, QTimer

#: Seconds between two heartbeats of the GUI thread, and between two looks at it.
BEAT, LOOK = 0.005, 0.01
OURS = ("mge_studio", "tests")
#: Shorter stalls are not kept.
WORTH_TELLING = 0.06


@dataclass
class Stall:
    """clock: seconds that passed; busy: how long the GUI thread computed meanwhile, and process:
    all threads together. stacks: of the GUI thread, while it lasted."""

    phase: str
    clock: float
    busy: float
    process: float
    stacks: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Without what other programs took of the processor."""
        return min(self.clock, self.process)

    def __str__(self) -> str:
        times = (self.seconds, self.clock, self.busy)
        own, clock, busy = (f"{seconds * 1000:.0f} ms" for seconds in times)
        told = f"{self.phase}: {own} ({clock} on the clock, {busy} of the GUI thread's own work)"
        return "\n".join([told, *self.stacks])


class Watchdog(QObject):
    """Watches from `start` to `stop`, both on the GUI thread.

    Put what is no part of the window, such as a test's own work, into `paused()`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.phase = ""
        self.stalls: list[Stall] = []
        self._timer = QTimer(self, interval=round(BEAT * 1000))
        self._timer.timeout.connect(self._beat)
        self._gui = threading.get_ident()
        self._last, self._busy, self._process = _times()
        self._stacks: list[str] = []
        self._paused = False
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        self._forget()
        self._timer.start()
        self._watcher.start()

    def stop(self) -> None:
        self._beat()
        self._timer.stop()
        self._over.set()
        self._watcher.join()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """What happens meanwhile does not count."""
        self._beat()
        self._paused = True
        yield
        self._paused = False
        self._forget()

    @property
    def longest(self) -> float:
        """Seconds of the longest stall worth telling, or 0."""
        return max((stall.seconds for stall in self.stalls), default=0.0)

    @property
    def longest_on_the_clock(self) -> float:
        """The same on the clock: waiting for a file or another program counts as well."""
        return max((stall.clock for stall in self.stalls), default=0.0)

    def report(self) -> str:
        """Every stall, the longest first."""
        ordered = sorted(self.stalls, key=lambda stall: -stall.seconds)
        return "\n\n".join(map(str, ordered)) or f"no stall over {WORTH_TELLING * 1000:.0f} ms"

    def _beat(self) -> None:
        now, busy, process = _times()
        if now - self._last > WORTH_TELLING and not self._paused:
            passed = (now - self._last, busy - self._busy, process - self._process)
            self.stalls.append(Stall(self.phase, *passed, list(dict.fromkeys(self._stacks))))
        self._forget()

    def _forget(self) -> None:
        self._stacks = []
        self._last, self._busy, self._process = _times()

    def _watch(self) -> None:
        last = time.perf_counter()
        while not self._over.wait(LOOK):
            now = time.perf_counter()
            if now - self._last > WORTH_TELLING / 2:
                self._look(now - last)
            last = time.perf_counter()

    def _look(self, since: float) -> None:
        """since: seconds since the look before; many when another thread held Python's lock, which
        it has just let go of, so that its stack still tells why."""
        frames = sys._current_frames()
        self._stacks.append(_studio_lines(frames.pop(self._gui)))
        frames.pop(threading.get_ident())
        if since > WORTH_TELLING:
            told = (_studio_lines(frame) for frame in frames.values() if _works(frame))
            self._stacks += [f"{line} (held the lock?)" for line in told]


def _times() -> tuple[float, float, float]:
    """Now: the clock, this thread's and this process's time on the processor, in seconds."""
    return time.perf_counter(), time.thread_time(), time.process_time()


def _works(frame: FrameType) -> bool:
    """Whether a thread does anything but wait for work."""
    return frame.f_code.co_name not in {"wait", "_worker"}


def _studio_lines(frame: FrameType) -> str:
    """The innermost line, and those of the studio and its tests that led to it."""
    stack = traceback.extract_stack(frame)
    ours = [line for line in stack[:-1] if any(name in line.filename for name in OURS)]
    lines = [*ours[-6:], stack[-1]]
    return "    " + " > ".join(
        f"{line.filename.rsplit('/', 1)[-1]}:{line.lineno} {line.name}" for line in lines
    )
