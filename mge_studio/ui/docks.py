"""Where the panels stand at first: each in a dock that can be moved, floated and hidden."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QScrollArea, QWidget

from mge_studio.ui.widgets.basics import column

LEFT, RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
#: Title and side of each dock, from the top.
DOCKS = {
    "shapes": ("Shapes", LEFT),
    "history": ("History", LEFT),
    "tokens": ("Tokens", RIGHT),
    "mask": ("Mask", RIGHT),
    "scan": ("Scan", RIGHT),
    "generate": ("Generate", RIGHT),
}
#: Docks that share a place, the first in front; which one is later follows what a person does.
SHARED = (("shapes", "history"), ("tokens", "mask", "scan"))


def add_docks(
    window: QMainWindow, panels: Mapping[str, QWidget], feet: Mapping[str, QWidget]
) -> dict[str, QDockWidget]:
    """Put the panels of `DOCKS` into docks of a window; returns these by the same names.

    A panel is scrolled where its dock is small; its foot, where it has one, stays below."""
    docks = {name: _add_dock(window, name, panels[name], feet.get(name)) for name in DOCKS}
    for names in SHARED:
        for before, after in pairwise(names):
            window.tabifyDockWidget(docks[before], docks[after])
        docks[names[0]].raise_()
    window.setDockOptions(window.dockOptions() | QMainWindow.DockOption.GroupedDragging)
    across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    window.resizeDocks([docks["shapes"], docks["tokens"]], [250, 392], across)
    window.resizeDocks([docks["tokens"], docks["generate"]], [265, 415], down)
    return docks


def _add_dock(
    window: QMainWindow, name: str, panel: QWidget, foot: QWidget | None
) -> QDockWidget:
    title, side = DOCKS[name]
    dock = QDockWidget(title, window)
    dock.setObjectName(name)
    scroll = QScrollArea(widgetResizable=True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(panel)
    scroll.setMinimumWidth(panel.minimumSizeHint().width() + 14)
    dock.setWidget(scroll if foot is None else _stacked(scroll, foot))
    window.addDockWidget(side, dock)
    return dock


def _stacked(scroll: QScrollArea, foot: QWidget) -> QWidget:
    body = QWidget()
    layout = column(body, margin=0, gap=0)
    layout.addWidget(scroll, 1)
    layout.addWidget(foot)
    return body
