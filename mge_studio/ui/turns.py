"""Long work that has to be done on the GUI thread: a step of it in every turn of the event loop."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

Steps = Generator[float, None, Any]


class Turns(QObject):
    """progressed(share) after every step, done(answer) after the last."""

    progressed = Signal(float)
    done = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Steps | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._step)

    def start(self, steps: Steps) -> None:
        """Begin; what was under way is dropped."""
        self.stop()
        self._steps = steps
        self._timer.start()

    def stop(self) -> None:
        """Drop what is under way; nothing is emitted for it any more."""
        self._timer.stop()
        if self._steps is not None:
            self._steps.close()
            self._steps = None

    def _step(self) -> None:
        assert self._steps is not None
        try:
            share = next(self._steps)
        except StopIteration as ended:
            self.stop()
            self.done.emit(ended.value)
        else:
            self.progressed.emit(share)
