"""Prepares shapes for display: at once when small, on one thread beside the window when big."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

from mge_studio.scene.display import Display, prepare
from mge_studio.shapes.shape import Float32, Shape

#: Vertices up to which preparing takes less than a frame or two.
SMALL = 12_000
REMEMBERED = 8


class Preparer(QObject):
    """Emits `ready(Display)` on the GUI thread for the newest request; older ones are dropped."""

    ready = Signal(object)
    _done = Signal(int, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="display")
        self._newest = 0
        self._known: OrderedDict[tuple[int, int], Display] = OrderedDict()
        self._done.connect(self._finish)

    def prepare(self, shape: Shape, centres: Float32) -> None:
        """Ask for a display; `ready` fires before this returns when it is small or known."""
        self._newest += 1
        if len(shape.vertices) <= SMALL or self._recall(shape, centres) is not None:
            self.ready.emit(self.now(shape, centres))
            return
        number = self._newest
        job = self._pool.submit(prepare, shape, centres)
        job.add_done_callback(lambda done: self._report(number, done))

    def now(self, shape: Shape, centres: Float32) -> Display:
        """The display, prepared here and now unless known."""
        display = self._recall(shape, centres)
        if display is None:
            display = prepare(shape, centres)
            self._remember(display)
        return display

    def forget(self) -> None:
        """Drop the request under way."""
        self._newest += 1

    def close(self) -> None:
        """Wait for the thread; nothing is emitted afterwards."""
        self.forget()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._known.clear()

    def _report(self, number: int, job: Future[Display]) -> None:
        if not job.cancelled() and number == self._newest:
            self._done.emit(number, job.result())

    def _finish(self, number: int, display: Display) -> None:
        self._remember(display)
        if number == self._newest:
            self.ready.emit(display)

    def _recall(self, shape: Shape, centres: Float32) -> Display | None:
        key = (id(shape), id(centres))
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key)

    def _remember(self, display: Display) -> None:
        """Ids are safe as keys because the display holds both objects."""
        self._known[id(display.shape), id(display.centres)] = display
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
