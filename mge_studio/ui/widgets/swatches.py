"""The colours of a palette, side by side."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mge_studio.scene.colours import Rgb
from mge_studio.ui.theme import colour


class Swatches(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._palette: Rgb = np.zeros((0, 3), np.uint8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(150, 16)

    def show_palette(self, palette: Rgb) -> None:
        """palette: (C, 3) uint8."""
        self._palette = palette
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour("border"))
        step = self.width() / max(len(self._palette), 1)
        side = min(step - 2, self.height())
        for at, shade in enumerate(self._palette.tolist()):
            painter.setBrush(QColor(*shade))
            painter.drawRoundedRect(QRectF(at * step + 0.5, 0.5, side - 1, side - 1), 3, 3)
        painter.end()
