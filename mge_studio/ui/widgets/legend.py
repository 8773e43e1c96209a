"""What the colours of a distance map mean, in a corner of the view."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mge_studio.scene.heat import heat_colours
from mge_studio.ui.theme import colour
from mge_studio.ui.widgets.basics import column, label, row
from mge_studio.ui.widgets.pinned import Pinned

BAR = QSize(210, 12)


class Legend(Pinned):
    def __init__(self, view: QWidget) -> None:
        super().__init__(view, "bottom-right")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.title = label("", "heading")
        self.low, self.middle, self.high = (label("", "dim") for _ in range(3))
        self._bar = _Bar()
        layout = column(self, margin=10, gap=5)
        layout.addWidget(self.title)
        layout.addWidget(self._bar)
        self._ends = QWidget()
        ends = row(self.low)
        ends.addStretch(1)
        ends.addWidget(self.middle)
        ends.addStretch(1)
        ends.addWidget(self.high)
        self._ends.setLayout(ends)
        layout.addWidget(self._ends)

    def show_measuring(self, name: str) -> None:
        """While the distances to the shape of this name are worked out."""
        self._name = name
        self._fill(f"Measuring the distance to {name}…", scale=False)

    def show_failure(self) -> None:
        self._fill(f"{self._name} has no surface to measure from.", scale=False)

    def show_scale(self, limit: float, signed: bool) -> None:
        """limit: where the colours end, in the units of the file."""
        self._bar.signed = signed
        self.low.setText(f"−{limit:.2g} inside" if signed else "0")
        self.middle.setText("0" if signed else "")
        self.high.setText(f"+{limit:.2g} outside" if signed else f"{limit:.2g} or more")
        self._fill(f"Distance to {self._name}, in units", scale=True)

    def _fill(self, title: str, scale: bool) -> None:
        self.title.setText(title)
        self._bar.setVisible(scale)
        self._ends.setVisible(scale)
        self.show_fitted()


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.signed = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return BAR

    def paintEvent(self, event: QPaintEvent) -> None:
        at = np.linspace(0.0, 1.0, 9)
        values = (at * 2 - 1 if self.signed else at).astype(np.float32)
        shades = heat_colours(values, 1.0, self.signed)
        gradient = QLinearGradient(0, 0, self.width(), 0)
        for share, shade in zip(at.tolist(), shades.tolist(), strict=True):
            gradient.setColorAt(share, QColor(*shade))
        painter = QPainter(self)
        painter.setBrush(gradient)
        painter.setPen(colour("border"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 3, 3)
        painter.end()
