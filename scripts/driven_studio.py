"""The studio's own window and a person at it: clicks, keys, and pictures of what is on screen."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QTreeWidget, QTreeWidgetItem, QWidget

from mge_studio.requests import Preview
from mge_studio.studio.document import Item
from mge_studio.studio.engine import LocalEngine
from mge_studio.studio.settings import Settings
from mge_studio.ui.app import make_window
from mge_studio.ui.panels.shapes import ID_ROLE

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
#: Seconds until something that should happen has not: the machine may be busy.
PATIENCE = 300.0
MOST_BYTES = 400_000


def pause(milliseconds: int) -> None:
    """Let the window go on. (`QTest.qWait` would keep the lock that the model's thread needs.)"""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Studio:
    """The window, and what a person does with it."""

    def __init__(self, model: Path | None, out: Path) -> None:
        self.out = out
        settings = Settings.load()
        settings.model_folder = None if model is None else str(model)
        self.window = make_window(settings, LocalEngine())
        self.session = self.window.session
        self.previews: list[Preview] = []
        self.session.preview.connect(self._on_preview)
        self.on_screen: Item | None = None
        self.window.viewport.item_shown.connect(self._on_shown)
        self.window.resize(1280, 800)
        self.window.show()
        self.window.models.load_remembered()
        self.window.files.open_first_sample()
        self.wait("the first sample's tokens", lambda: self.current.tokens is not None)

    @property
    def current(self) -> Item:
        item = self.session.document.current
        return item if item is not None else Item(-1, "nothing", None)  # type: ignore[arg-type]

    @property
    def results(self) -> list[Item]:
        return [item for item in self.session.document.items if item.result is not None]

    def wait(self, what: str, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                sys.exit(f"Waited {seconds:.0f} s for {what} in vain.")
            pause(10)

    def settle(self) -> None:
        """Until no job is left and everything is on screen."""
        self.wait("the running job", lambda: not self.session.jobs.active)
        document, panel = self.session.document, self.window.shapes_panel
        self.wait("the list of shapes", lambda: panel.count() == len(document))
        pause(400)

    def wait_for_view(self) -> None:
        """Until the current shape is on screen: big ones are prepared beside the window."""

        def shown() -> bool:
            return self.on_screen is not None and self.on_screen.shape is self.current.shape

        self.wait("the view", shown)
        pause(200)

    def size(self, width: int, height: int) -> None:
        self.window.resize(width, height)
        pause(400)
        self.press(Qt.Key.Key_F)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        self.window.activateWindow()
        self.wait("the keyboard", self.window.isActiveWindow)
        QTest.keyClick(self.window, key, modifiers)
        pause(150)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Left drag over the view; positions as shares of its width and height."""
        view = self.window.viewport
        places = [self._place(*place) for place in np.linspace(start, end, 10)]
        QTest.mousePress(view, LEFT, PLAIN, places[0])
        for place in places[1:]:
            QTest.mouseMove(view, place)
            pause(15)
        QTest.mouseRelease(view, LEFT, PLAIN, places[-1])
        pause(100)

    def click(self, x: float, y: float) -> None:
        QTest.mouseClick(self.window.viewport, LEFT, PLAIN, self._place(x, y))
        pause(50)

    def open_sample(self, name: str) -> Item:
        """File > Open sample > `name`."""
        menu = next(m for m in self.window.findChildren(QMenu) if m.title() == "Open sample")
        menu.aboutToShow.emit()
        next(action for action in menu.actions() if action.text() == name).trigger()
        wanted = name.lower().replace(" ", "_")
        self.wait(name, lambda: self.current.name == wanted and self.current.tokens is not None)
        self.settle()
        return self.current

    def select(self, items: Sequence[Item]) -> None:
        """Click the first in the list, Ctrl-click the others; the last is current then."""
        tree = self.window.shapes_panel.tree
        rows = {line.data(0, ID_ROLE): line for line in _lines(tree)}
        for at, item in enumerate(items):
            place = tree.visualItemRect(rows[item.id]).center()
            QTest.mouseClick(tree.viewport(), LEFT, CTRL if at else PLAIN, QPoint(60, place.y()))
            pause(100)
            self.wait_for_view()

    def click_often_used_code(self) -> None:
        """Try clicks around the middle of the view; the last is on the code used most often."""
        uses: dict[tuple[float, float], int] = {}
        for y, x in product(np.linspace(0.4, 0.65, 5), np.linspace(0.3, 0.7, 7)):
            clicked: list[int] = []
            remember = self.window.viewport.patch_clicked.connect(clicked.append)
            self.click(x, y)
            self.window.viewport.patch_clicked.disconnect(remember)
            codes = self.current.tokens.codes  # type: ignore[union-attr]
            uses[x, y] = int((codes == codes[clicked[0]]).sum()) if clicked else 0
        self.click(*max(uses, key=lambda place: uses[place]))

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        """Write what is on the screen of a window to NAME.png."""
        widget = widget or self.window
        self.wait_for_view()
        QTest.mouseMove(self.window.viewport, self._place(0.02, 0.02))
        pause(300)
        self.snap(name, widget)

    def snap(self, name: str, widget: QWidget) -> None:
        pixels = widget.screen().grabWindow(widget.winId()).toImage()
        path = self.out / f"{name}.png"
        pixels.save(str(path))
        with Image.open(path) as opened:
            picture = opened.convert("RGB")
        picture.save(path, optimize=True)
        for colours in (256, 128, 64):
            if path.stat().st_size <= MOST_BYTES:
                break
            reduced = picture.quantize(colours, kmeans=2, dither=Image.Dither.NONE)
            reduced.save(path, optimize=True)
        print(f"wrote {path.name}: {picture.width} x {picture.height}, {path.stat().st_size:,} B")

    def _place(self, x: float, y: float) -> QPoint:
        view = self.window.viewport
        return QPoint(round(view.width() * x), round(view.height() * y))

    def _on_shown(self, item: Item) -> None:
        self.on_screen = item

    def _on_preview(self, job: int, preview: Preview) -> None:
        self.previews.append(preview)


def _lines(tree: QTreeWidget) -> Iterator[QTreeWidgetItem]:
    for at in range(tree.topLevelItemCount()):
        top = tree.topLevelItem(at)
        yield top
        yield from (top.child(under) for under in range(top.childCount()))
