"""Partial scans: where the shape lies in the box of the whole, and how much of it to invent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QGridLayout,
    QPushButton,
    QToolButton,
    QWidget,
)

from mge_studio.shapes.boxes import Box
from mge_studio.shapes.placement import LARGEST, SMALLEST, Placement
from mge_studio.shapes.shape import UP_AXES
from mge_studio.ui.theme import icon
from mge_studio.ui.widgets.basics import button, column, label, row, tool_button
from mge_studio.ui.widgets.box_fields import AXES, NARROWEST, BoxFields
from mge_studio.ui.widgets.numbers import decimal, whole
from mge_studio.ui.widgets.segmented import Segmented

ABOUT = "A part of a thing: place it where it belongs in the box of the whole, then complete it."
#: Part of the patches that is invented unless another number is set: a thing seen from one side.
USUAL_SHARE = 0.45


class ScanPanel(QWidget):
    """placement_wanted(Placement), box_wanted(Box): a field was changed."""

    place_wanted = Signal()
    drop_wanted = Signal()
    stand_wanted = Signal()
    placement_wanted = Signal(object)
    invent_wanted = Signal()
    boxing_wanted = Signal()
    box_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._placement = Placement()
        self._patches = 0
        self._make_fields()
        self.place = QPushButton("Place")
        self.place.setCheckable(True)
        self.place.setIcon(icon("cube-scan"))
        self.place.setToolTip("Move, turn and scale the shape by handles; once more puts it there")
        self.place.clicked.connect(self.place_wanted)
        self.drop = tool_button("close", "Leave it where it was", self.drop_wanted.emit)
        self.stand = button(
            "Stand", self.stand_wanted.emit, icon_name="arrow-collapse-down",
            tip="Turn it level by its flat parts or feet, and centre its height in the box",
        )  # fmt: skip
        self.reset = tool_button("restore", "As it was opened", self._reset)
        self.told = label(ABOUT, "faint", wrap=True)
        self.count = whole(1, 1, 1, "How many patches to add to those that the scan shows")
        self.of = label("", "dim")
        self.boxed = QCheckBox("In a box")
        self.boxed.setToolTip("Keep all that is invented within a box, which the view shows")
        self.boxed.clicked.connect(lambda: self.boxing_wanted.emit())
        self.box = BoxFields()
        self.box.changed.connect(self.box_wanted)
        self.invent = button("Complete the scan", self.invent_wanted.emit, role="primary")
        self.invent.setProperty("tall", True)
        self.invent.setToolTip(
            "Keep all there is and invent what is missing, with the Generate panel's settings"
        )
        self._arrange()
        self.show_whole(0)
        self.show_shape(False)
        self.show_placement(None, 0.0)
        self.show_box(None)

    def show_whole(self, patches: int) -> None:
        """patches: of a whole shape, 0 without a model."""
        if patches and patches != self._patches:
            self.count.setMaximum(patches - 1)
            self.count.setValue(round(patches * USUAL_SHARE))
        self._patches = patches
        self.of.setText(f"of {patches}" if patches else "")

    def show_shape(self, present: bool) -> None:
        """Whether there is a shape that could be placed and completed."""
        self.place.setEnabled(present)
        self.stand.setEnabled(present)
        for widget in (self.count, self.boxed, self.box):
            widget.setEnabled(present and self._patches > 0)
        self.invent.setEnabled(present and self._patches > 0)

    def show_placement(self, placement: Placement | None, outside: float) -> None:
        """outside: which share of the shape lies outside of the box; None: nothing is placed."""
        placing = placement is not None
        self.place.setChecked(placing)
        self.place.setText("Put it there" if placing else "Place")
        self._numbers.setVisible(placing)
        self._amount.setVisible(not placing)
        for widget in (self.drop, self.reset):
            widget.setVisible(placing)
        self._show_values(placement or Placement())
        lost = f"{outside:.1%} of it is outside of the box, and lost."
        inside = "Drag the handles, or set numbers. Esc drops it."
        self.told.setWordWrap(not placing)  # one line, where room is made for two else
        self.told.setText(ABOUT if not placing else lost if outside else inside)

    def show_box(self, box: Box | None) -> None:
        """Of what is invented; None: anywhere. Its numbers take the place of what scans are for."""
        self.boxed.setChecked(box is not None)
        self.box.setVisible(box is not None)
        self.told.setVisible(box is None or self.place.isChecked())
        if box is not None:
            self.box.show_box(box)

    def _show_values(self, placement: Placement) -> None:
        self._placement = placement
        values = (*placement.offset, *placement.angles, placement.scale)
        for spin, value in zip(self._spins, values, strict=True):
            spin.blockSignals(True)
            spin.setValue(value)
            spin.blockSignals(False)
        for toggle, flipped in zip(self.mirror, placement.mirror, strict=True):
            toggle.setChecked(flipped)
        self.up.set_value(placement.up)

    def _reset(self) -> None:
        self.placement_wanted.emit(Placement())

    # Made once

    def _make_fields(self) -> None:
        self.offset = [decimal(-4, 4, 0, f"Move along {axis}, in half sides of the box")
                       for axis in AXES]  # fmt: skip
        self.angles = [decimal(-180, 180, 0, f"Turn about {axis}, in degrees") for axis in AXES]
        self.scale = decimal(SMALLEST, LARGEST, 1, "Size, as a part of what it was opened as")
        for spin in self.offset:
            spin.setSingleStep(0.02)
        for spin in self.angles:
            spin.setSingleStep(5)
            spin.setDecimals(1)
            spin.setWrapping(True)
        self.scale.setSingleStep(0.02)
        self._spins: list[QDoubleSpinBox] = [*self.offset, *self.angles, self.scale]
        for spin in self._spins:
            spin.setMinimumWidth(NARROWEST)
        for axis in range(3):
            self.offset[axis].setPrefix(f"{AXES[axis]} ")
            self.angles[axis].setPrefix(f"{AXES[axis]} ")
            self.offset[axis].valueChanged.connect(partial(self._on_triple, "offset", axis))
            self.angles[axis].valueChanged.connect(partial(self._on_triple, "angles", axis))
        self.scale.valueChanged.connect(lambda value: self._want(scale=value))
        self.mirror = [_toggle(axis, at, self._on_mirror) for at, axis in enumerate(AXES)]
        self.up = Segmented(
            [(axis, axis.upper(), f"Its {axis} axis points up") for axis in UP_AXES]
        )
        self.up.changed.connect(lambda up: self._want(up=up))

    def _on_triple(self, field: str, axis: int, value: float) -> None:
        values = list(getattr(self._placement, field))
        values[axis] = value
        self._want(**{field: tuple(values)})

    def _on_mirror(self, axis: int, flipped: bool) -> None:
        values = list(self._placement.mirror)
        values[axis] = flipped
        self._want(mirror=tuple(values))

    def _want(self, **changes: object) -> None:
        self.placement_wanted.emit(replace(self._placement, **changes))  # type: ignore[arg-type]

    def _arrange(self) -> None:
        layout = column(self, gap=5)
        layout.setContentsMargins(8, 0, 8, 0)
        self.told.setContentsMargins(2, 0, 2, 0)
        layout.addWidget(self.told)
        head = row(self.place, self.stand, self.reset, self.drop, gap=6)
        head.setStretch(0, 1)
        layout.addLayout(head)
        layout.addWidget(self._make_numbers())
        layout.addWidget(self._make_amount())
        layout.addStretch(1)

    def _make_numbers(self) -> QWidget:
        """Where the shape lies: shown while it is being placed."""
        self._numbers = QWidget()
        grid = QGridLayout(self._numbers)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(3)
        for at, (caption, spins) in enumerate((("Move", self.offset), ("Turn", self.angles))):
            grid.addWidget(label(caption, "dim"), at, 0)
            for axis, spin in enumerate(spins, start=1):
                spin.setAccessibleName(f"{caption} {AXES[axis - 1]}")
                grid.addWidget(spin, at, axis)
        mirrors = row(label("Mirror", "dim"), *self.mirror, gap=4)
        mirrors.addStretch(1)
        for at, (caption, field) in enumerate((("Size", self.scale), ("Up", self.up)), start=2):
            grid.addWidget(label(caption, "dim"), at, 0)
            field.setAccessibleName(caption)
            grid.addWidget(field, at, 1, 1, 1 if at == 2 else 3)
        grid.addLayout(mirrors, 2, 2, 1, 2)
        return self._numbers

    def _make_amount(self) -> QWidget:
        """How much to invent: shown while nothing is being placed."""
        self._amount = QWidget()
        layout = column(self._amount, margin=0)
        amount = row(label("Invent", "dim"), self.count, self.of)
        amount.addStretch(1)
        amount.addWidget(self.boxed)
        layout.addLayout(amount)
        layout.addWidget(self.box)
        layout.addWidget(self.invent)
        return self._amount


def _toggle(axis: str, at: int, flipped: Callable[[int, bool], object]) -> QToolButton:
    toggle = QToolButton()
    toggle.setText(axis)
    toggle.setCheckable(True)
    toggle.setProperty("role", "toggle")
    toggle.setToolTip(f"Mirror along {axis}")
    toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    toggle.clicked.connect(lambda on: flipped(at, on))
    return toggle
