"""Turning the view slowly by itself."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

#: Degrees a second, and milliseconds between two frames.
SPEED, FRAME_MS = 24.0, 33


class Turntable(QObject):
    """turned(degrees) at every frame while it runs; changed(running) when it starts and stops."""

    turned = Signal(float)
    changed = Signal(bool)

    def __init__(self, parent: QObject, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock, self._last = clock, 0.0
        self._timer = QTimer(self, interval=FRAME_MS)
        self._timer.timeout.connect(self._turn)

    @property
    def running(self) -> bool:
        return self._timer.isActive()

    def run(self, on: bool) -> None:
        if on == self.running:
            return
        self._last = self._clock()
        if on:
            self._timer.start()
        else:
            self._timer.stop()
        self.changed.emit(on)

    def _turn(self) -> None:
        """By the time that went by, so that slow machines turn as fast in coarser steps."""
        now = self._clock()
        elapsed, self._last = min(now - self._last, 0.25), now
        self.turned.emit(SPEED * elapsed)
