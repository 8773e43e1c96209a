"""Small widgets that float over the view and keep their place when it is resized."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QFrame, QWidget

INSET = 14

Place = Literal["centre", "top", "top-left", "bottom", "bottom-right"]


class Pinned(QFrame):
    """A card over `view`, hidden until shown; it grows and shrinks with what it holds."""

    def __init__(self, view: QWidget, place: Place) -> None:
        super().__init__(view)
        self._view, self._place = view, place
        self.setProperty("surface", "floating")
        view.installEventFilter(self)
        self.hide()

    def move_to(self, place: Place) -> None:
        """Belong somewhere else."""
        self._place = place
        self.settle()

    def show_fitted(self) -> None:
        """Show it, as large as what it holds by now."""
        self.show()
        self.settle()

    def show_if(self, wanted: bool) -> None:
        if wanted:
            self.show_fitted()
        else:
            self.hide()

    def settle(self) -> None:
        """Take the size and the place that belong to it."""
        self.adjustSize()
        view = self._view.size()
        free = QPoint(view.width() - self.width(), view.height() - self.height())
        if self._place == "centre":
            self.move(free.x() // 2, free.y() // 2)
        elif self._place == "top":
            self.move(free.x() // 2, INSET)
        elif self._place == "bottom":
            self.move(free.x() // 2, free.y() - INSET)
        elif self._place == "top-left":
            self.move(INSET, INSET)
        else:
            self.move(free - QPoint(INSET, INSET))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.settle()
        return False
