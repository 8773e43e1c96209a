"""The window as a person meets it, for tests: keys, painting, dialogs, and waiting for results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from mge_studio.scene.picking import project
from mge_studio.studio.document import Item
from mge_studio.studio.engine import Engine
from mge_studio.ui.main_window import MainWindow

NO_KEY = Qt.KeyboardModifier.NoModifier


class Studio:
    """The window as a person meets it: `press` keys, `paint`, wait for what comes of it."""

    def __init__(self, qtbot: QtBot, window: MainWindow, engine: Engine) -> None:
        self.qtbot, self.window, self.engine = qtbot, window, engine
        self.session, self.document = window.session, window.session.document

    @property
    def current(self) -> Item:
        assert self.document.current is not None
        return self.document.current

    def wait(self, condition: Callable[[], object], seconds: float = 20) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=round(1000 * seconds))

    def settle(self, seconds: float = 20) -> None:
        """Wait until no job is left and everything is on screen."""
        self.wait(lambda: not self.session.jobs.active, seconds)
        self.wait(lambda: self.window.shapes_panel.count() == len(self.document))
        self.window.presenter.refresh()  # now, where the window would in a moment
        self.wait(self._everything_shown, seconds)
        self.qtbot.wait(60)

    def open(self, path: Path) -> Item:
        """Open a file as the command line does, and wait for its tokens."""
        self.window.files.open([path])
        self.settle()
        assert self.current.tokens is not None
        return self.current

    def press(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.activate()
        self.qtbot.keyClick(self.window, key, modifiers)
        self.qtbot.wait(20)

    def activate(self) -> None:
        """Give the window the keyboard, as window managers do when a dialog has closed."""
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)

    def paint(
        self, start: tuple[float, float], end: tuple[float, float], erase: bool = False
    ) -> None:
        """Drag over the viewport; positions as shares of its width and height."""
        modifier = Qt.KeyboardModifier.ControlModifier if erase else Qt.KeyboardModifier.NoModifier
        view, left = self.window.viewport, Qt.MouseButton.LeftButton
        places = [
            self._place(start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t)
            for t in np.linspace(0, 1, 8)
        ]
        self.qtbot.mousePress(view, left, modifier, places[0])
        for place in places[1:]:
            self.qtbot.mouseMove(view, place)
            self.qtbot.wait(5)
        self.qtbot.mouseRelease(view, left, modifier, places[-1])
        self.qtbot.wait(20)

    def click_view(self, x: float, y: float) -> None:
        self.qtbot.mouseClick(
            self.window.viewport, Qt.MouseButton.LeftButton, pos=self._place(x, y)
        )
        self.qtbot.wait(20)

    def spot(self, place: Sequence[float]) -> QPoint:
        """Where a place (3,) of the scene is on screen."""
        view = self.window.viewport
        x, y = project(view.stage.renderer, np.array([place]))[0] / view.devicePixelRatioF()
        return QPoint(round(x), round(view.height() - 1 - y))

    def drag(self, start: Sequence[float], end: Sequence[float]) -> None:
        """From one place of the scene to another, with the left button."""
        view, left, plain = self.window.viewport, Qt.MouseButton.LeftButton, NO_KEY
        first, last = self.spot(start), self.spot(end)
        self.qtbot.mousePress(view, left, plain, first)
        for part in (0.3, 0.6, 1.0):
            self.qtbot.mouseMove(view, first + (last - first) * part)
        self.qtbot.mouseRelease(view, left, plain, last)

    def dialog(self, kind: type[QDialog]) -> QDialog:
        """The dialog that is open."""
        self.wait(lambda: self._find(kind))
        return self._find(kind)

    def choose_path(self, path: Path) -> None:
        """Type a path into the file dialog that is open, and accept."""
        dialog = self.dialog(QFileDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        field.setText(str(path))
        self.qtbot.keyClick(field, Qt.Key.Key_Return)
        self.wait(lambda: not dialog.isVisible())

    def _everything_shown(self) -> bool:
        view = self.window.viewport
        return view.stage is None or view.item is None or view.shown is not None

    def _find(self, kind: type[QDialog]) -> QDialog | None:
        found = [dialog for dialog in self.window.findChildren(kind) if dialog.isVisible()]
        return found[-1] if found else None

    def _place(self, x: float, y: float) -> QPoint:
        view = self.window.viewport
        return QPoint(round(view.width() * x), round(view.height() * y))
