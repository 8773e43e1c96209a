"""The mask: which patches the model shall replace."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QSlider, QWidget

from mge_studio.ui.theme import icon
from mge_studio.ui.widgets.basics import button, column, label, row
from mge_studio.ui.widgets.numbers import whole

#: Brush radii in the normalised frame, per mille on the slider.
SMALLEST_RADIUS, LARGEST_RADIUS = 0.02, 0.6


class MaskPanel(QWidget):
    paint_wanted = Signal(bool)
    radius_wanted = Signal(float)
    clear_wanted = Signal()
    invert_wanted = Signal()
    random_wanted = Signal(float)
    undo_wanted = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.paint = QPushButton("Paint on the surface")
        self.paint.setCheckable(True)
        self.paint.setIcon(icon("brush"))
        self.paint.setToolTip("Paint on the surface (B). Ctrl erases, Space orbits.")
        self.paint.clicked.connect(self.paint_wanted)
        self.radius = QSlider(Qt.Orientation.Horizontal)
        self.radius.setRange(int(SMALLEST_RADIUS * 1000), int(LARGEST_RADIUS * 1000))
        self.radius.setToolTip("Brush radius: [ and ], or Ctrl + wheel while painting")
        self.radius.valueChanged.connect(self._on_radius)
        self._radius_text = label("", "dim")
        self._radius_text.setMinimumWidth(34)
        self.count = label("", "dim")
        self.bar = QProgressBar()
        self.bar.setProperty("kind", "mask")
        self.bar.setTextVisible(False)
        self.clear = button("Clear", self.clear_wanted.emit, tip="Mask nothing")
        self.invert = button("Invert", self.invert_wanted.emit, tip="Mask what is not masked")
        self.share = whole(1, 100, 50, "Share of the patches that Random masks", suffix="%")
        self.share.setFixedWidth(64)
        self.random = button(
            "Random",
            lambda: self.random_wanted.emit(self.share.value() / 100),
            tip="Mask this share of the patches at random",
        )
        self._arrange()
        self.show_mask(None, 0)

    def show_mask(self, mask: NDArray[np.bool_] | None, patches: int) -> None:
        """patches: of the current shape, 0 while it has no tokens."""
        masked = 0 if mask is None else int(mask.sum())
        for widget in (self.paint, self.invert, self.random, self.share, self.radius):
            widget.setEnabled(patches > 0)
        self.clear.setEnabled(masked > 0)
        self.bar.setMaximum(max(patches, 1))
        self.bar.setValue(masked)
        if patches == 0:
            self.count.setText("No tokens to mask yet")
        else:
            self.count.setText(f"{masked} of {patches} patches masked  ·  {masked / patches:.0%}")

    def show_painting(self, on: bool) -> None:
        self.paint.setChecked(on)

    def show_radius(self, radius: float) -> None:
        self.radius.blockSignals(True)
        self.radius.setValue(round(radius * 1000))
        self.radius.blockSignals(False)
        self._radius_text.setText(f"{radius:.2f}")

    def _on_radius(self, value: int) -> None:
        self._radius_text.setText(f"{value / 1000:.2f}")
        self.radius_wanted.emit(value / 1000)

    def _arrange(self) -> None:
        layout = column(self, gap=10)
        layout.addWidget(self.count)
        layout.addWidget(self.bar)
        layout.addWidget(self.paint)
        radius = row(label("Radius", "dim"))
        radius.addWidget(self.radius, 1)
        radius.addWidget(self._radius_text)
        layout.addLayout(radius)
        layout.addLayout(row(self.clear, self.invert, self.random, self.share, gap=6))
        layout.addStretch(1)
