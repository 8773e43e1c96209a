"""The mouse on the frame of a slice; whatever misses it is left to the viewport."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QMouseEvent

from mge_studio.scene.slice_frame import Grip
from mge_studio.ui.viewport import Viewport


class SliceMouse(QObject):
    """dragged(position): the plane was dragged there. In paint mode the mouse paints instead."""

    dragged = Signal(float)

    def __init__(self, view: Viewport) -> None:
        super().__init__(view)
        self._view = view
        self._grip: Grip | None = None
        self._over = False
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            return self._press(cast(QMouseEvent, event))
        if event.type() == QEvent.Type.MouseMove:
            return self._move(cast(QMouseEvent, event))
        if event.type() == QEvent.Type.MouseButtonRelease and self._grip is not None:
            return self._release(cast(QMouseEvent, event))
        if event.type() == QEvent.Type.Leave and self._grip is None:
            self._hover(False)
        return False

    def _press(self, event: QMouseEvent) -> bool:
        if self._grip is None and event.buttons() == Qt.MouseButton.LeftButton:
            self._grip = self._grip_under(event)
            if self._grip is not None:
                self._hover(True)
                self._view.turntable.run(False)
                self._view.setFocus(Qt.FocusReason.MouseFocusReason)
                self._view.setCursor(Qt.CursorShape.ClosedHandCursor)
        return self._grip is not None

    def _move(self, event: QMouseEvent) -> bool:
        if self._grip is not None:
            self.dragged.emit(self._view.dragged_slice(self._grip, event.position()))
            return True
        if event.buttons():
            return False
        self._hover(self._grip_under(event) is not None)
        return self._over

    def _release(self, event: QMouseEvent) -> bool:
        """Of another button than the one that drags: nothing ends."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = None
            self._view.setCursor(Qt.CursorShape.OpenHandCursor)
            self._hover(self._grip_under(event) is not None)
        return True

    def _grip_under(self, event: QMouseEvent) -> Grip | None:
        return None if self._view.paint_mode else self._view.grip_at(event.position())

    def _hover(self, over: bool) -> None:
        self._view.light_up_frame(over)
        if over == self._over:
            return
        self._over = over
        if over:
            self._view.end_hover()
            self._view.setCursor(Qt.CursorShape.OpenHandCursor)
        elif not self._view.paint_mode:
            self._view.unsetCursor()
