"""The safe viewer: the same window, its view drawn off-screen and painted into a plain widget."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mge_studio.ui import app, canvas
from mge_studio.ui.canvas import Canvas
from mge_studio.ui.safe_canvas import SafeCanvas
from mge_studio.ui.viewport import Viewport

#: Runs on a platform without OpenGL, as over a remote connection, and prints what it sees.
CHILD = """
import sys
from pathlib import Path
from mge_studio.studio.engine import LocalEngine
from mge_studio.studio.settings import Settings
from mge_studio.ui.app import make_application, make_window
app = make_application()
window = make_window(Settings.load(), LocalEngine())
window.resize(1000, 700)
window.show()
shown = []
window.viewport.item_shown.connect(lambda item: (shown.append(item), app.exit()))
window.session.open_files([Path(sys.argv[1])])
app.exec()
picture = window.viewport.grab_image()
colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in (150, 250, 350)}
print(type(window.viewport._canvas).__name__, len(colours))
window.close_anyway()
"""


def pixels(view: Viewport) -> np.ndarray:
    image = view.grab_image().convertToFormat(view.grab_image().Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).astype(int)


def test_both_canvases_show_the_same(qtbot: QtBot, needs_opengl: None) -> None:
    pictures = []
    for safe, kind in ((False, Canvas), (True, SafeCanvas)):
        view = Viewport(safe=safe)
        view.resize(400, 300)
        view.show()
        qtbot.wait(50)
        assert isinstance(view._canvas, kind)
        view.set_dark(False)
        pictures.append(pixels(view))
        view.close()
        view.deleteLater()
    assert pictures[0].shape == pictures[1].shape and pictures[0].std() > 3
    assert np.abs(pictures[0] - pictures[1]).mean() < 2


def test_it_is_chosen_where_the_window_has_no_opengl(bed_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", CHILD, str(bed_path)]
    ended = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
    assert ended.returncode == 0, ended.stderr
    kind, colours = ended.stdout.split()
    assert kind == "SafeCanvas" and int(colours) > 20


def test_where_nothing_can_draw_the_view_says_so(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canvas, "has_opengl", lambda: False)
    monkeypatch.setattr(canvas, "offscreen_plotter", lambda: None)
    view = Viewport()
    qtbot.addWidget(view)
    view.show()
    assert view.stage is None
    [label] = view.findChildren(QLabel)
    assert "OpenGL 3.2" in label.text() and "\n" not in label.text()


def test_the_command_line_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from mge_studio.cli import main

    asked: list[bool] = []
    monkeypatch.setattr(app, "main", lambda *_, safe_viewer, **__: asked.append(safe_viewer) or 0)
    assert main(["--safe-viewer"]) == 0 and main([]) == 0
    assert asked == [True, False]
