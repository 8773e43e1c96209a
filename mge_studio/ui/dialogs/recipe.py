"""Everything a result was made with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from mge_studio.studio.document import Item
from mge_studio.ui.describe import recipe
from mge_studio.ui.widgets.basics import button, column, label, line, row


class RecipeDialog(QDialog):
    def __init__(self, item: Item, parent: QWidget | None = None):
        super().__init__(parent)
        assert item.result is not None
        self.setWindowTitle("Recipe")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(360)
        lines = recipe(item.result)
        if item.made_by is not None:
            lines.append(("Model", item.made_by.name))
        self._text = "\n".join(f"{name}: {value}" for name, value in lines)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(7)
        for at, (name, value) in enumerate(lines):
            grid.addWidget(label(name, "dim"), at, 0)
            text = label(value)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(text, at, 1)
        grid.setColumnStretch(1, 1)
        layout = column(self, margin=20, gap=12)
        layout.addWidget(label(item.name, "title", wrap=True))
        layout.addWidget(line())
        layout.addLayout(grid)
        layout.addSpacing(6)
        close = button("Close", self.accept, role="primary")
        close.setDefault(True)
        foot = row(button("Copy", self._copy, icon_name="content-copy"))
        foot.addStretch(1)
        foot.addWidget(close)
        layout.addLayout(foot)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
