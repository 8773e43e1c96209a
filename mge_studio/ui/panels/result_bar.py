"""Under the viewport while a result is current: what it is, and keep, discard, compare, export."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from mge_studio.studio.document import Item
from mge_studio.ui.describe import describe_result
from mge_studio.ui.widgets.basics import label, tool_button
from mge_studio.ui.widgets.eliding_label import ElidingLabel

WITH_TEXT = ("Keep", "Discard")


class ResultBar(QFrame):
    step_wanted = Signal(int)  # -1 the previous sibling, +1 the next

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None):
        """actions: what can be done with a result, as buttons from left to right; those in
        `WITH_TEXT` show their text."""
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self.name = label("", "heading")
        self.line = ElidingLabel("dim")
        self._previous = tool_button(
            "chevron-left", "Previous result", lambda: self.step_wanted.emit(-1)
        )
        self._next = tool_button("chevron-right", "Next result", lambda: self.step_wanted.emit(1))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(6)
        for widget in (self._previous, self._next, self.name):
            layout.addWidget(widget)
        layout.addWidget(self.line, 1)
        for action in actions:
            layout.addWidget(_button_for(action))
        self.setMinimumWidth(1)  # the bar must never push the panels aside
        self.hide()

    def show_result(self, item: Item | None, siblings: int) -> None:
        """siblings: results there are to step through, this one included."""
        self.setVisible(item is not None and item.result is not None)
        if item is None or item.result is None:
            return
        self.name.setText(item.name)
        partial = "  ·  cut short" if item.partial else ""
        self.line.setText(describe_result(item.result) + partial)
        self.line.setToolTip(self.line.text())
        for arrow in (self._previous, self._next):
            arrow.setEnabled(siblings > 1)


def _button_for(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    if action.text() in WITH_TEXT:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
