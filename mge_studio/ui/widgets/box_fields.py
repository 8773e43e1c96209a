"""Six numbers that say where a box begins and ends along each axis."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from mge_studio.shapes.boxes import Box
from mge_studio.ui.widgets.basics import label
from mge_studio.ui.widgets.numbers import decimal

AXES = ("x", "y", "z")
ENDS = ("From", "To")
#: Pixels of a field: three of them share a line of the panel.
NARROWEST = 70
STEP = 0.05


class BoxFields(QWidget):
    """changed(Box): a number was changed; no side passes the one opposite to it."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._box = Box()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(3)
        for end, caption in enumerate(ENDS):
            grid.addWidget(label(caption, "dim"), end, 0)
        self.spins = [[decimal(-1, 1, 0) for _ in ENDS] for _ in AXES]
        for axis, spins in enumerate(self.spins):
            for end, spin in enumerate(spins):
                name = "begins" if end == 0 else "ends"
                spin.setToolTip(f"Where the box {name} along {AXES[axis]}, between -1 and 1")
                spin.setAccessibleName(f"Box {ENDS[end].lower()} {AXES[axis]}")
                spin.setMinimumWidth(NARROWEST)
                spin.setPrefix(f"{AXES[axis]} ")
                spin.setSingleStep(STEP)
                spin.setKeyboardTracking(False)  # a number half typed would be corrected at once
                spin.valueChanged.connect(partial(self._on_value, axis, end))
                grid.addWidget(spin, end, axis + 1)

    def show_box(self, box: Box) -> None:
        self._box = box
        for axis, spins in enumerate(self.spins):
            for spin, value in zip(spins, (box.low[axis], box.high[axis]), strict=True):
                spin.blockSignals(True)
                spin.setValue(value)
                spin.blockSignals(False)

    def _on_value(self, axis: int, end: int, value: float) -> None:
        self.changed.emit(self._box.with_side(axis, end, value))
