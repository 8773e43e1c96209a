"""The slice over the view: which axis, where on it, and what its colours mean."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSlider, QWidget

from mge_studio.scene.slice_actor import OCCUPANCY_STOPS
from mge_studio.ui.widgets.basics import column, label, row, tool_button
from mge_studio.ui.widgets.pinned import Pinned
from mge_studio.ui.widgets.ramp import Ramp
from mge_studio.ui.widgets.segmented import Segmented

AXES = "xyz"
#: Steps of the slider from the middle to one end.
STEPS = 64


class SliceBar(Pinned):
    """cut_wanted(axis, position): axis 0, 1, 2 for x, y, z; position in [-1, 1]."""

    cut_wanted = Signal(int, float)
    end_wanted = Signal()

    def __init__(self, view: QWidget) -> None:
        super().__init__(view, "top")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.axis = Segmented([(name, name.upper(), f"Across {name}") for name in AXES])
        self.axis.changed.connect(lambda _: self._want())
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-STEPS, STEPS)
        self.slider.setToolTip(
            "Where the plane is, in the normalised frame (PgUp, PgDown).\n"
            "In the view it can be dragged by its frame."
        )
        self.slider.setAccessibleName("Place of the slice")
        self.slider.setMinimumWidth(190)
        self.slider.valueChanged.connect(lambda _: self._want())
        self.place = label("", "value")
        self.place.setMinimumWidth(72)
        self._state = label("", "dim")
        self._make_layout()

    @property
    def position(self) -> float:
        return self.slider.value() / STEPS

    def show_cut(self, axis: int, position: float) -> None:
        """Show where the slice is, without asking for it."""
        self.axis.set_value(AXES[axis])
        self.slider.blockSignals(True)
        self.slider.setValue(round(position * STEPS))
        self.slider.blockSignals(False)
        self.place.setText(f"{AXES[axis]} = {position:+.2f}")

    def show_state(self, state: str) -> None:
        """state: why there is no slice to be seen yet, or nothing."""
        self._state.setText(state)
        self._state.setVisible(bool(state))
        self._scale.setVisible(not state)
        self.show_fitted()

    def _want(self) -> None:
        self.cut_wanted.emit(AXES.index(self.axis.value), self.position)

    def _make_layout(self) -> None:
        head = row(label("Occupancy as the model predicts it", "heading"))
        head.addStretch(1)
        head.addWidget(tool_button("close", "No slice (5)", self.end_wanted.emit))
        self._scale = QWidget()
        scale = row(label("outside", "dim"), Ramp(OCCUPANCY_STOPS), label("inside", "dim"))
        self._scale.setLayout(scale)
        layout = column(self, margin=10, gap=6)
        layout.addLayout(head)
        layout.addLayout(row(self.axis, self.slider, self.place))
        layout.addWidget(self._scale)
        layout.addWidget(self._state)
