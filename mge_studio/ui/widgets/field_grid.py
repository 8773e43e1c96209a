"""Captions above fields, in rows: the shape of every form in the side panels."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from mge_studio.ui.widgets.basics import label

COLUMNS = 6


class FieldGrid(QGridLayout):
    """Each row is `COLUMNS` wide; a field takes `span` of them."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(10)
        self.setVerticalSpacing(3)
        for at in range(COLUMNS):
            self.setColumnStretch(at, 1)
            self.setColumnMinimumWidth(at, 30)
        self._filled = 0

    def add(self, caption: str, field: QWidget, span: int) -> None:
        row, column = divmod(self._filled, COLUMNS)
        title = label(caption, "dim")
        title.setBuddy(field)
        field.setAccessibleName(caption)
        self.addWidget(title, 3 * row, column, 1, span)
        self.addWidget(field, 3 * row + 1, column, 1, span)
        self.setRowMinimumHeight(3 * row + 2, 2)
        self._filled += span
