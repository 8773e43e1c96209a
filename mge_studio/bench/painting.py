"""Time from a mouse move to the painted frame: `python -m mge_studio.bench.painting TRIANGLES`."""

from __future__ import annotations

import json
import math
import sys
import time

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mge_studio.bench.figures import median
from mge_studio.bench.meshes import mesh_of
from mge_studio.shapes.patches import make_patches
from mge_studio.shapes.sampling import tokenizer_points
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.document import Item
from mge_studio.ui.app import make_application
from mge_studio.ui.viewport import Viewport

PATCHES = 128
SIZE = (1100, 800)
MOVES = 40
#: Seconds to wait for something to appear.
PATIENCE = 60.0


class Frames:
    """Counts the frames that reached the screen."""

    def __init__(self, view: Viewport, app: QApplication) -> None:
        self.count = 0
        self._app = app
        canvas = view.findChild(QOpenGLWidget)
        if canvas is None:
            raise SystemExit("this display offers no OpenGL")
        canvas.frameSwapped.connect(self._add)

    def _add(self) -> None:
        self.count += 1

    def wait(self, until: int) -> None:
        """Handle events until `until` frames have been shown."""
        deadline = time.monotonic() + PATIENCE
        while self.count < until and time.monotonic() < deadline:
            self._app.processEvents()


def main(triangles: int) -> None:
    app = make_application()
    view = Viewport()
    frames = Frames(view, app)
    view.resize(*SIZE)
    view.show()
    item = _item(triangles)
    shown: list[object] = []
    view.item_shown.connect(shown.append)
    view.set_item(item)
    deadline = time.monotonic() + PATIENCE
    while not shown and time.monotonic() < deadline:
        app.processEvents()
    frames.wait(1)
    view.set_view_mode("mask")
    view.set_paint_mode(True)
    seconds = _stroke(view, frames)
    assert item.shape.faces is not None
    facts = {"seconds": median(seconds), "frames": len(seconds), "triangles": len(item.shape.faces)}
    print(json.dumps(facts))


def _stroke(view: Viewport, frames: Frames) -> list[float]:
    """Seconds of each frame of one stroke around the middle of the view."""
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(view, left, plain, _place(view, 0))
    seconds = []
    for move in range(1, MOVES + 1):
        before = frames.count
        started = time.perf_counter()
        QTest.mouseMove(view, _place(view, move))
        frames.wait(before + 1)
        seconds.append(time.perf_counter() - started)
    QTest.mouseRelease(view, left, plain, _place(view, MOVES))
    return seconds


def _place(view: Viewport, move: int) -> QPoint:
    angle = 2 * math.pi * move / MOVES
    reach = min(view.width(), view.height()) / 6
    x, y = view.width() / 2 + reach * math.cos(angle), view.height() / 2 + reach * math.sin(angle)
    return QPoint(round(x), round(y))


def _item(triangles: int) -> Item:
    shape = mesh_of(triangles)
    centres = make_patches(tokenizer_points(shape), PATCHES).centres
    return Item(1, shape.name, shape, tokens=Tokens(np.arange(PATCHES), centres))


if __name__ == "__main__":
    main(int(sys.argv[1]))
