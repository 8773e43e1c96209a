"""The mouse on handles over the scene; whatever misses them is left to the viewport."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent

from mge_studio.ui.stage_view import StageView


class HandleMouse(QObject):
    """dragged(what comes of it): a handle was dragged a little further.

    find: the handle at a place of the view. drag: what comes of dragging it from one place to
    another.
    """

    dragged = Signal(object)

    def __init__(
        self, view: StageView, find: Callable[[QPointF], Any],
        drag: Callable[[Any, QPointF, QPointF], Any],
    ) -> None:  # fmt: skip
        super().__init__(view)
        self._view, self._find, self._drag = view, find, drag
        self._handle: Any = None
        self._last = QPointF()
        self._listens = False

    def listen(self, on: bool) -> None:
        if on == self._listens:
            return
        self._handle, self._listens = None, on
        self._view.removeEventFilter(self)
        if on:
            self._view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            return self._press(cast(QMouseEvent, event))
        if event.type() == QEvent.Type.MouseMove:
            return self._move(cast(QMouseEvent, event))
        if event.type() == QEvent.Type.MouseButtonRelease and self._handle is not None:
            self._handle = None
            return True
        return False

    def _press(self, event: QMouseEvent) -> bool:
        if self._handle is None and event.button() == Qt.MouseButton.LeftButton:
            self._handle, self._last = self._find(event.position()), event.position()
        return self._handle is not None

    def _move(self, event: QMouseEvent) -> bool:
        if self._handle is None:
            if not event.buttons():
                self._find(event.position())
            return False
        self.dragged.emit(self._drag(self._handle, self._last, event.position()))
        self._last = event.position()
        return True
