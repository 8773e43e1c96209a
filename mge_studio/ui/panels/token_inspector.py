"""One patch, or one code, looked at closely: where it is, how often it occurs, what is like it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QFrame, QPushButton, QWidget

from mge_studio.shapes.token_operations import STEP
from mge_studio.shapes.tokens import CENTRE_BINS
from mge_studio.ui.widgets.basics import column, label, row, tool_button
from mge_studio.ui.widgets.eliding_label import ElidingLabel

AXES = ("x", "y", "z")
#: Nearest codes that are offered.
NEAREST = 5


@dataclass(frozen=True)
class CodeFacts:
    """here, everywhere, training: how often the code occurs in the current shape, in all open
    ones, and in the training data (None where unknown); nearest: (code, distance) each."""

    here: int
    everywhere: int
    training: int | None
    nearest: Sequence[tuple[int, float]]


@dataclass(frozen=True, eq=False)
class PatchFacts:
    """centre (3,) normalised; place (3,) in the file's units; points: of its neighbourhood, None
    for patches that were never read from a surface."""

    patch: int
    centre: NDArray[np.float32]
    place: NDArray[np.float64]
    points: int | None


class TokenInspector(QFrame):
    code_wanted = Signal(int)
    close_wanted = Signal()
    place_wanted = Signal(object)  # (x, y, z)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.code, self.uses = label("", "heading"), label("", "dim")
        self.where = ElidingLabel("dim")
        self.centre = [self._coordinate(axis) for axis in AXES]
        self.nearest = [self._chip() for _ in range(NEAREST)]
        self._centre_line = QWidget()
        self._arrange()

    def show_code(self, code: int, facts: CodeFacts) -> None:
        self.code.setText(f"Code {code}")
        counts = [f"{facts.here:,} here", f"{facts.everywhere:,} in all open shapes"]
        self.uses.setText(f"{facts.here:,} here  ·  {facts.everywhere:,} open")
        if facts.training is not None:
            self.uses.setText(f"{self.uses.text()}  ·  {facts.training:,} trained")
            counts.append(f"{facts.training:,} in the training data")
        self.uses.setToolTip("Patches with this code: " + ", ".join(counts))
        for chip, (near, distance) in zip(self.nearest, facts.nearest, strict=False):
            chip.setText(str(near))
            chip.setToolTip(
                f"Inspect code {near}: {distance:.1f} away, where 1 is a usual step to the next"
            )
        for at, chip in enumerate(self.nearest):
            chip.setVisible(at < len(facts.nearest))

    def show_patch(self, facts: PatchFacts | None) -> None:
        """None: a code that is not looked at in any patch."""
        for widget in (self.where, self._centre_line):
            widget.setVisible(facts is not None)
        if facts is None:
            return
        x, y, z = (f"{value:.3g}" for value in facts.place)
        points = "" if facts.points is None else f"  ·  {facts.points} points"
        self.where.setText(f"Patch {facts.patch}{points}  ·  in file {x}, {y}, {z}")
        self.where.setToolTip(f"Its centre in the units of the file is {x}, {y}, {z}")
        for spin, value in zip(self.centre, facts.centre, strict=True):
            spin.blockSignals(True)
            spin.setValue(float(value))
            spin.blockSignals(False)

    def _coordinate(self, axis: str) -> QDoubleSpinBox:
        spin = QDoubleSpinBox()
        spin.setRange(-1, 1)
        spin.setDecimals(4)
        spin.setSingleStep(STEP * 2 / CENTRE_BINS)
        spin.setKeyboardTracking(False)
        spin.setMinimumWidth(60)
        spin.setPrefix(f"{axis} ")
        spin.setToolTip(f"Move this patch along {axis}; in steps of 1/128")
        spin.setAccessibleName(f"Centre {axis}")
        spin.valueChanged.connect(
            lambda _: self.place_wanted.emit(tuple(spin.value() for spin in self.centre))
        )
        return spin

    def _chip(self) -> QPushButton:
        chip = QPushButton()
        chip.setProperty("role", "code")
        chip.setAutoDefault(False)
        chip.clicked.connect(lambda: self.code_wanted.emit(int(chip.text())))
        return chip

    def _arrange(self) -> None:
        layout = column(self, gap=3)
        layout.setContentsMargins(8, 2, 4, 2)
        head = row(self.code, self.uses)
        head.addStretch(1)
        self.close_button = tool_button("close", "Stop inspecting", self.close_wanted.emit)
        self.close_button.setMaximumHeight(22)
        head.addWidget(self.close_button)
        layout.addLayout(head)
        nearest = row(label("Nearest", "dim"), *self.nearest, gap=4)
        nearest.addStretch(1)
        layout.addLayout(nearest)
        layout.addWidget(self.where)
        self._centre_line.setLayout(row(*self.centre, gap=4))
        layout.addWidget(self._centre_line)
