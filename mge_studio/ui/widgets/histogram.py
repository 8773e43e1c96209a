"""How often each code occurs in a shape, as a small bar chart, most frequent first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mge_studio.ui.theme import colour


class CodeHistogram(QWidget):
    """Clicking a bar asks to light up its code."""

    code_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._codes: NDArray[np.int64] = np.zeros(0, np.int64)
        self._counts: NDArray[np.int64] = np.zeros(0, np.int64)
        self._selected: int | None = None
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Histogram of codes")

    def sizeHint(self) -> QSize:
        return QSize(200, 24)

    def show_codes(self, codes: NDArray[np.int64]) -> None:
        unique, counts = np.unique(codes, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        self._codes, self._counts = unique[order], counts[order]
        self.update()

    def select(self, code: int | None) -> None:
        self._selected = code
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not len(self._codes):
            return
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        step = self.width() / len(self._codes)
        gap = 1.0 if step > 3 else 0.0
        unit = (self.height() - 2) / self._counts.max()
        for index, (code, count) in enumerate(zip(self._codes, self._counts, strict=True)):
            chosen = self._selected is not None and code == self._selected
            painter.setBrush(colour("warm" if chosen else "accent-strong"))
            height = max(2.0, count * unit)
            width = max(step - gap, 4.0 if chosen else 1.0)
            painter.drawRect(QRectF(index * step, self.height() - height, width, height))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position().x())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.code_clicked.emit(int(self._codes[index]))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            index = self._index_at(event.pos().x())
            if index is not None:
                code, count = self._codes[index], self._counts[index]
                QToolTip.showText(
                    event.globalPos(), f"Code {code}: {count} of {self._counts.sum()} patches"
                )
            return True
        return super().event(event)

    def _index_at(self, x: float) -> int | None:
        if not len(self._codes):
            return None
        return min(int(x / max(self.width(), 1) * len(self._codes)), len(self._codes) - 1)
