"""A row of buttons of which exactly one is down."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget


class Segmented(QWidget):
    """options: (value, text, tooltip) each."""

    changed = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str, str]], parent: QWidget | None = None):
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        for index, (value, text, tip) in enumerate(options):
            button = QPushButton(text)
            button.setCheckable(True)
            button.setToolTip(tip)
            button.setProperty("role", "segment")
            place = "first" if index == 0 else "last" if index == len(options) - 1 else ""
            button.setProperty("place", place)
            button.clicked.connect(lambda _=False, chosen=value: self.changed.emit(chosen))
            self._group.addButton(button)
            self._buttons[value] = button
            layout.addWidget(button, 1)
        self.set_value(options[0][0])

    @property
    def value(self) -> str:
        return next(value for value, button in self._buttons.items() if button.isChecked())

    def set_value(self, value: str) -> None:
        """Show `value` without saying that it changed."""
        self._buttons[value].setChecked(True)

    def button(self, value: str) -> QPushButton:
        return self._buttons[value]
