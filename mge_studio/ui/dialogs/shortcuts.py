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
#: As much as fits into a window of 1280 x 800, more in larger ones; the rest is scrolled, or in
#: fewer columns.
TALLEST, WIDEST = 600, 1200
#: Room for the scroll bar.
BAR = 14
#: Between two groups.
BETWEEN = 6


class ShortcutsDialog(QDialog):
    def __init__(self, bindings: KeyBindings, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle("Keyboard and mouse")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        groups = [("In the view", MOUSE), *_groups(bindings)]
        room = QSize() if parent is None else parent.size() - QSize(100, 200)
        widest, tallest = max(WIDEST, room.width()), max(TALLEST, room.height())
        count = MOST_COLUMNS
        while (page := _page(groups, count)).sizeHint().width() > widest and count > 1:
            count -= 1
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        wanted = page.sizeHint() + QSize(BAR, 4)
        scroll.setMinimumSize(wanted.width(), min(wanted.height(), tallest))
        layout = column(self, margin=22, gap=18)
        layout.addWidget(scroll)
        close = button("Close", self.accept, role="primary")
        close.setDefault(True)
        layout.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)


def _page(groups: Sequence[Group], count: int) -> QWidget:
    """The groups in so many columns."""
    page = QWidget()
    columns = QHBoxLayout(page)
    columns.setContentsMargins(0, 0, 0, 0)
    columns.setSpacing(26)
    for side in _shared_out(groups, count):
        columns.addLayout(_column(side))
    return page


def _shared_out(groups: Sequence[Group], count: int) -> list[list[Group]]:
    """In so many parts of about the same height."""
    share = sum(len(lines) + 2 for _, lines in groups) / count
    sides: list[list[Group]] = [[]]
    filled = 0
    for title, lines in groups:
        if filled and filled + len(lines) / 2 > share and len(sides) < count:
            sides.append([])
            filled = 0
        sides[-1].append((title, lines))
        filled += len(lines) + 2
    return sides


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


def _column(groups: Sequence[Group]) -> QGridLayout:
    """Below each other, what the keys do in one line from top to bottom."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    at = 0
    for title, lines in groups:
        if at:
            grid.setRowMinimumHeight(at, BETWEEN)
        grid.addWidget(label(title, "heading"), at + 1, 0, 1, 2)
        at += 2
        for keys, what in lines:
            grid.addWidget(label(keys), at, 0)
            grid.addWidget(label(what, "dim"), at, 1)
            at += 1
    grid.setRowStretch(at, 1)
    grid.setColumnStretch(1, 1)
    return grid
