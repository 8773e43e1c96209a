"""What the keys and the mouse do, made from the table of actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from mge_studio.ui.action_table import ACTIONS
from mge_studio.ui.actions import native
from mge_studio.ui.key_bindings import KeyBindings
from mge_studio.ui.menu_table import MENUS, SUBMENUS
from mge_studio.ui.widgets.basics import button, column, label

#: A title, and what each key does.
Group = tuple[str, Sequence[tuple[str, str]]]

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
MOST_COLUMNS = 4
#: As much as fits into a window of 1280 x 800; what is more is scrolled, or in fewer columns.
TALLEST, WIDEST = 600, 1200
#: Room for the scroll bar.
BAR = 14


class ShortcutsDialog(QDialog):
    def __init__(self, bindings: KeyBindings, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle("Keyboard and mouse")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        groups = [("In the view", MOUSE), *_groups(bindings)]
        widest = WIDEST if parent is None else max(WIDEST, parent.width() - 100)
        count = MOST_COLUMNS
        while (page := _page(groups, count)).sizeHint().width() > widest and count > 1:
            count -= 1
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        wanted = page.sizeHint() + QSize(BAR, 4)
        scroll.setMinimumSize(wanted.width(), min(wanted.height(), TALLEST))
        layout = column(self, margin=22, gap=18)
        layout.addWidget(scroll)
        close = button("Close", self.accept, role="primary")
        close.setDefault(True)
        layout.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)


def _page(groups: Sequence[Group], count: int) -> QWidget:
    """The groups in so many columns of about the same height."""
    page = QWidget()
    columns = QHBoxLayout(page)
    columns.setContentsMargins(0, 0, 0, 0)
    columns.setSpacing(26)
    share = sum(len(lines) + 2 for _, lines in groups) / count
    side, filled = column(margin=0, gap=14), 0
    for title, lines in groups:
        if filled and filled + len(lines) / 2 > share and columns.count() < count - 1:
            side.addStretch(1)
            columns.addLayout(side)
            side, filled = column(margin=0, gap=14), 0
        side.addWidget(_table(title, lines))
        filled += len(lines) + 2
    side.addStretch(1)
    columns.addLayout(side)
    return page


def _groups(bindings: KeyBindings) -> list[Group]:
    groups: list[Group] = []
    for title, listed in MENUS.items():
        ids = [inner for id in listed for inner in SUBMENUS.get(id or "", ("", (id,)))[1]]
        known = [(ACTIONS[id], bindings.keys(id)) for id in ids if id in ACTIONS]
        lines = [
            (" or ".join(map(native, keys)), spec.text.rstrip("…")) for spec, keys in known if keys
        ]
        groups.append((title.replace("&", ""), lines))
    return groups


def _table(title: str, lines: Sequence[tuple[str, str]]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    grid.addWidget(label(title, "heading"), 0, 0, 1, 2)
    for at, (keys, what) in enumerate(lines, start=1):
        grid.addWidget(label(keys), at, 0)
        grid.addWidget(label(what, "dim"), at, 1)
    grid.setColumnMinimumWidth(0, 112)
    grid.setColumnStretch(1, 1)
    return holder
