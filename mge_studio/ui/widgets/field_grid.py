"""Captions above fields, two columns: the shape of every form in the side panels."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from mge_studio.ui.widgets.basics import label


class FieldGrid(QGridLayout):
    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(10)
        self.setVerticalSpacing(3)
        self.setColumnStretch(0, 1)
        self.setColumnStretch(1, 1)
        self._cells = 0

    def add(self, caption: str, field: QWidget, wide: bool = False) -> None:
        """Put `field` into the next free cell, or over both columns."""
        if wide and self._cells % 2:
            self._cells += 1
        row, column = divmod(self._cells, 2)
        title = label(caption, "dim")
        title.setBuddy(field)
        field.setAccessibleName(caption)
        span = 2 if wide else 1
        self.addWidget(title, 3 * row, column, 1, span)
        self.addWidget(field, 3 * row + 1, column, 1, span)
        self.setRowMinimumHeight(3 * row + 2, 5)
        self._cells += span
