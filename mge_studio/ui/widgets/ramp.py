"""A bar of colours from one end of a scale to the other."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mge_studio.scene.colours import Rgb
from mge_studio.ui.theme import colour

SIZE = QSize(210, 12)


class Ramp(QWidget):
    def __init__(self, stops: Rgb) -> None:
        super().__init__()
        self._stops = stops
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_stops(self, stops: Rgb) -> None:
        """stops: (S, 3) uint8, evenly spaced."""
        self._stops = stops
        self.update()

    def sizeHint(self) -> QSize:
        return SIZE

    def paintEvent(self, event: QPaintEvent) -> None:
        gradient = QLinearGradient(0, 0, self.width(), 0)
        shares = np.linspace(0.0, 1.0, len(self._stops)).tolist()
        for share, shade in zip(shares, self._stops.tolist(), strict=True):
            gradient.setColorAt(share, QColor(*shade))
        painter = QPainter(self)
        painter.setBrush(gradient)
        painter.setPen(colour("border"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 3, 3)
        painter.end()
