"""Prepares shapes for display on one thread beside the window, and remembers the last ones."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

from mge_studio.scene.display import Display, prepare
from mge_studio.shapes.shape import Float32, Shape

REMEMBERED = 8


class Preparer(QObject):
    """Emits `ready(Display)` on the GUI thread for the newest request; older ones are dropped."""

    ready = Signal(object)
    _done = Signal(int, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="display")
        self._newest = 0
        self._asked: Future[Display] | None = None
        self._wanted: tuple[int, int] | None = None
        self._known: OrderedDict[tuple[int, int], Display] = OrderedDict()
        self._done.connect(self._finish)

    def prepare(self, shape: Shape, centres: Float32) -> None:
        """Ask for a display; `ready` fires before this returns when it is known."""
        if self._wanted is not None and self._wanted == (id(shape), id(centres)):
            return  # it is under way
        self.forget()
        if (known := self.recall(shape, centres)) is not None:
            self.ready.emit(known)
            return
        number, self._wanted = self._newest, (id(shape), id(centres))
        self._asked = job = self._pool.submit(prepare, shape, centres)
        job.add_done_callback(lambda done: self._report(number, done))

    def forget(self) -> None:
        """Drop the request under way."""
        self._newest += 1
        self._wanted = None
        if self._asked is not None:
            self._asked.cancel()

    def close(self) -> None:
        """Wait for the thread; nothing is emitted afterwards."""
        self.forget()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._known.clear()

    def _report(self, number: int, job: Future[Display]) -> None:
        if not job.cancelled() and number == self._newest:
            self._done.emit(number, job.result())

    def _finish(self, number: int, display: Display) -> None:
        self.remember(display)
        if number == self._newest:
            self._wanted = None
            self.ready.emit(display)

    def recall(self, shape: Shape, centres: Float32) -> Display | None:
        """The display, if it was prepared lately."""
        key = (id(shape), id(centres))
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key)

    def remember(self, display: Display) -> None:
        """Ids are safe as keys because the display holds both objects."""
        self._known[id(display.shape), id(display.centres)] = display
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
