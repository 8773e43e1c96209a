"""What the colours of a view mean, in a corner of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from mge_studio.scene.colours import Rgb
from mge_studio.scene.heat import SIGNED_STOPS, UNSIGNED_STOPS
from mge_studio.ui.widgets.basics import column, label, row
from mge_studio.ui.widgets.pinned import Pinned
from mge_studio.ui.widgets.ramp import Ramp


class Legend(Pinned):
    def __init__(self, view: QWidget) -> None:
        super().__init__(view, "bottom-right")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.title = label("", "heading")
        self.low, self.middle, self.high = (label("", "dim") for _ in range(3))
        self._bar = Ramp(SIGNED_STOPS)
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
        self._bar.show_stops(SIGNED_STOPS if signed else UNSIGNED_STOPS)
        self.low.setText(f"−{limit:.2g} inside" if signed else "0")
        self.middle.setText("0" if signed else "")
        self.high.setText(f"+{limit:.2g} outside" if signed else f"{limit:.2g} or more")
        self._fill(f"Distance to {self._name}, in units", scale=True)

    def show_ramp(self, title: str, stops: Rgb, low: str, middle: str, high: str) -> None:
        """Any other scale; low, middle, high: what stands below it."""
        self._bar.show_stops(stops)
        for part, text in ((self.low, low), (self.middle, middle), (self.high, high)):
            part.setText(text)
        self._fill(title, scale=True)

    def show_note(self, note: str) -> None:
        """Why there is no scale."""
        self._fill(note, scale=False)

    def _fill(self, title: str, scale: bool) -> None:
        self.title.setText(title)
        self._bar.setVisible(scale)
        self._ends.setVisible(scale)
        self.show_fitted()
