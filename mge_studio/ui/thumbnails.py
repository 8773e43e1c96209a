"""Pictures of shapes for lists, drawn one after another beside the window and remembered."""

from __future__ import annotations

import weakref
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from mge_studio.errors import InputError
from mge_studio.scene.thumbnail import thumbnail
from mge_studio.shapes.shape import Shape

#: Pixels; lists show them smaller.
SIZE = 144


class Thumbnails(QObject):
    """`made` fires on the GUI thread for each picture that was asked for and not there yet.

    A picture is remembered as long as its shape is in memory.
    """

    made = Signal()
    _drawn = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="thumbnail")
        self._known: weakref.WeakKeyDictionary[Shape, QPixmap] = weakref.WeakKeyDictionary()
        self._asked: weakref.WeakSet[Shape] = weakref.WeakSet()
        self._drawn.connect(self._keep)

    def of(self, shape: Shape) -> QPixmap | None:
        """The picture, or None while it is being drawn."""
        if shape not in self._known and shape not in self._asked:
            self._asked.add(shape)
            self._pool.submit(_draw, shape).add_done_callback(lambda done: self._report(done))
        return self._known.get(shape)

    def close(self) -> None:
        """Wait for the picture under way, and draw no other."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _report(self, job: Future[tuple[Shape, NDArray[np.uint8]]]) -> None:
        if not job.cancelled():
            self._drawn.emit(*job.result())

    def _keep(self, shape: Shape, pixels: NDArray[np.uint8]) -> None:
        height, width, channels = pixels.shape
        image = QImage(
            pixels.tobytes(), width, height, channels * width, QImage.Format.Format_RGBA8888
        )
        self._known[shape] = QPixmap.fromImage(image.copy())
        self.made.emit()


def _draw(shape: Shape) -> tuple[Shape, NDArray[np.uint8]]:
    try:
        return shape, thumbnail(shape, SIZE)
    except InputError:  # nothing to see: an empty picture
        return shape, np.zeros((SIZE, SIZE, 4), dtype=np.uint8)
