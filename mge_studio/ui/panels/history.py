"""The history: every change by name, the undone ones in italics; a click goes to that point."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from mge_studio.ui.theme import icon
from mge_studio.ui.widgets.basics import column, label

BEGINNING = "As opened"
UNDONE_ROLE = Qt.ItemDataRole.UserRole


class HistoryPanel(QWidget):
    """step_wanted(count): how many changes are to be in force, from the first on."""

    step_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setAccessibleName("History")
        self.list.itemClicked.connect(lambda line: self.step_wanted.emit(self.list.row(line)))
        self.list.itemActivated.connect(lambda line: self.step_wanted.emit(self.list.row(line)))
        self._hint = label("Changes appear here; click one to go back to it.", "empty", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = column(self, margin=0, gap=0)
        layout.addWidget(self._hint)
        layout.addWidget(self.list, 1)
        self._shown: tuple[Sequence[str], Sequence[str]] | None = None
        self.show_history((), ())

    def show_history(self, done: Sequence[str], undone: Sequence[str]) -> None:
        """done: names in the order they happened; undone: the next one to redo last."""
        if (done, undone) == self._shown:
            return
        self._shown = done, undone
        self.list.clear()
        self._add(BEGINNING, "flag-outline", False)
        for name in done:
            self._add(name, "check", False)
        for name in reversed(undone):
            self._add(name, "redo", True)
        self.list.setCurrentRow(len(done))
        self._hint.setVisible(not done and not undone)

    def _add(self, name: str, icon_name: str, undone: bool) -> None:
        line = QListWidgetItem(icon(icon_name, "off" if undone else "dim"), name, self.list)
        line.setData(UNDONE_ROLE, undone)
        line.setToolTip("Undone; click to make it again" if undone else "Click to go back to here")
        if undone:
            font = line.font()
            font.setItalic(True)
            line.setFont(font)
