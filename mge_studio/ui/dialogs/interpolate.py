"""Which shape to go to, and in how many steps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from mge_studio.studio.document import Item
from mge_studio.ui.widgets.basics import answers, button, column, label
from mge_studio.ui.widgets.field_grid import FieldGrid
from mge_studio.ui.widgets.numbers import whole

ABOUT = (
    "Patches are paired by where they lie. Their centres go in a straight line, their codes by "
    "what lies between in the codebook, and each step is decoded."
)


class InterpolateDialog(QDialog):
    """others: shapes to go to, the one that is offered first."""

    def __init__(self, item: Item, others: Sequence[Item], parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle("Interpolate")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self.target = QComboBox()
        self.target.setToolTip("The shape at the other end")
        for other in others:
            self.target.addItem(other.name, other.id)
        self.steps = whole(1, 32, 3, "How many shapes to make between the two")
        grid = FieldGrid()
        grid.add("To", self.target, 4)
        grid.add("Steps", self.steps, 2)
        self.accept_button = button("Interpolate", self.accept, role="primary")
        self.accept_button.setDefault(True)
        layout = column(self, margin=20, gap=12)
        layout.addWidget(label(f"From {item.name}", "title", wrap=True))
        layout.addLayout(grid)
        layout.addWidget(label(ABOUT, "faint", wrap=True))
        layout.addSpacing(6)
        layout.addLayout(answers(button("Cancel", self.reject), self.accept_button))

    @property
    def chosen(self) -> int:
        """The id of the shape to go to."""
        return int(self.target.currentData())
