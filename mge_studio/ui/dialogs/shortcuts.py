"""What the keys and the mouse do, made from the table of actions."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QWidget

from mge_studio.ui.action_table import ACTIONS, MENUS, SUBMENUS
from mge_studio.ui.widgets.basics import button, column, label

MOUSE = (
    ("Left drag", "Orbit; paint while painting"),
    ("Ctrl + left drag", "Take away while painting"),
    ("Shift + left drag", "Intersect while painting"),
    ("Space + left drag", "Orbit while painting"),
    ("Middle drag", "Pan"),
    ("Wheel", "Zoom"),
    ("Ctrl + wheel", "Brush radius while painting"),
    ("Click", "Inspect a patch"),
)
COLUMNS = 3


class ShortcutsDialog(QDialog):
    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle("Keyboard and mouse")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        groups = [("In the view", list(MOUSE)), *_groups()]
        columns = QHBoxLayout()
        columns.setSpacing(36)
        share = sum(len(lines) + 2 for _, lines in groups) / COLUMNS
        side, filled = column(margin=0, gap=14), 0
        for title, lines in groups:
            if filled and filled + len(lines) / 2 > share and columns.count() < COLUMNS - 1:
                side.addStretch(1)
                columns.addLayout(side)
                side, filled = column(margin=0, gap=14), 0
            side.addWidget(_table(title, lines))
            filled += len(lines) + 2
        side.addStretch(1)
        columns.addLayout(side)
        layout = column(self, margin=22, gap=18)
        layout.addLayout(columns)
        close = button("Close", self.accept, role="primary")
        close.setDefault(True)
        layout.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)


def _groups() -> list[tuple[str, list[tuple[str, str]]]]:
    groups = []
    for title, listed in MENUS.items():
        ids = [inner for id in listed for inner in SUBMENUS.get(id or "", ("", (id,)))[1]]
        specs = [ACTIONS[id] for id in ids if id in ACTIONS and ACTIONS[id].keys]
        lines = [
            (" or ".join(map(_native, spec.keys.split())), spec.text.rstrip("…")) for spec in specs
        ]
        groups.append((title.replace("&", ""), lines))
    return groups


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def _table(title: str, lines: list[tuple[str, str]]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.addWidget(label(title, "heading"), 0, 0, 1, 2)
    for at, (keys, what) in enumerate(lines, start=1):
        grid.addWidget(label(keys), at, 0)
        grid.addWidget(label(what, "dim"), at, 1)
    grid.setColumnMinimumWidth(0, 150)
    grid.setColumnStretch(1, 1)
    return holder
