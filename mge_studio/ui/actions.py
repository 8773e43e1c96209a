"""QActions, menus and the toolbar, made from the table of actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton

from mge_studio.ui.action_table import ACTIONS, CHECKABLE
from mge_studio.ui.menu_table import MENUS, TOOLBAR, WITH_TEXT
from mge_studio.ui.theme import icon

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow


def build_actions(window: MainWindow) -> dict[str, QAction]:
    """One QAction per line of the table, all working anywhere in the window."""
    actions = {}
    for spec in ACTIONS.values():
        action = QAction(icon(spec.icon), spec.text, window)
        action.setCheckable(spec.id in CHECKABLE)
        action.triggered.connect(lambda _=False, run=spec.run: run(window))
        window.addAction(action)
        actions[spec.id] = action
    give_keys(actions, window.session.settings.shortcuts)
    return actions


def give_keys(actions: Mapping[str, QAction], own: Mapping[str, str]) -> None:
    """Shortcuts and the tooltips that name them. own: action -> keys, instead of the usual ones."""
    for id, action in actions.items():
        spec = ACTIONS[id]
        keys = own.get(id, spec.keys).split()
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setToolTip(f"{spec.tip}  ({native(keys[0])})" if keys else spec.tip)


def native(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def fill_menus(window: MainWindow, actions: dict[str, QAction], submenus: dict[str, QMenu]) -> None:
    for title, ids in MENUS.items():
        menu = window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        for id in ids:
            if id is None:
                menu.addSeparator()
            elif id in submenus:
                submenus[id].setToolTipsVisible(True)
                menu.addMenu(submenus[id])
            else:
                menu.addAction(actions[id])


def fill_toolbar(toolbar: QToolBar, actions: dict[str, QAction]) -> None:
    for id in TOOLBAR:
        if id is None:
            toolbar.addSeparator()
            continue
        toolbar.addAction(actions[id])
        button = toolbar.widgetForAction(actions[id])
        if id in WITH_TEXT and isinstance(button, QToolButton):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)


def pick(actions: dict[str, QAction], ids: Sequence[str | None]) -> list[QAction | None]:
    """Actions by id, None kept as separators."""
    return [actions[id] if id else None for id in ids]
