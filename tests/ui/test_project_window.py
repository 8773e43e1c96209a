"""Project files in the real window: saving, opening, leaving unsaved work, recovery."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from driven_window import Studio
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from mge_studio.studio.autosave import Recovery
from mge_studio.studio.project import load_project
from mge_studio.ui.dialogs.error import ErrorDialog
from mge_studio.ui.dialogs.recovery import RecoveryDialog
from mge_studio.ui.dialogs.unsaved import UnsavedDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def sampled(studio: Studio) -> Studio:
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle()
    assert studio.session.loses_by_closing
    return studio


def save_as(studio: Studio, path: Path) -> None:
    studio.press(Qt.Key.Key_S, CTRL)
    studio.choose_path(path)
    studio.wait(lambda: not studio.session.modified)
    studio.settle()


def title(studio: Studio) -> tuple[str, bool]:
    return studio.window.windowTitle(), studio.window.isWindowModified()


def test_saved_and_opened_again_it_looks_the_same(studio: Studio, tmp_path: Path) -> None:
    assert title(studio) == ("MGE Studio", False)
    sampled(studio)
    assert title(studio) == ("Untitled[*] — MGE Studio", True)
    studio.window.looking.set_view("plain")
    camera = studio.window.viewport.stage.camera
    camera.orbit(0.3, 0.1)
    seen = camera.azimuth, camera.elevation, camera.distance
    save_as(studio, tmp_path / "work")
    path = tmp_path / "work.mge"
    assert title(studio) == ("work[*] — MGE Studio", False) and path.is_file()
    names = [item.name for item in studio.document.items]
    studio.press(Qt.Key.Key_N, CTRL)
    studio.settle()
    assert len(studio.document) == 0 and title(studio) == ("MGE Studio", False)
    studio.window.looking.set_view("tokens")
    camera.reset()
    studio.press(Qt.Key.Key_O, CTRL)
    studio.choose_path(path)
    studio.settle()
    assert [item.name for item in studio.document.items] == names
    assert studio.window.looking.view == "plain"
    assert (camera.azimuth, camera.elevation, camera.distance) == pytest.approx(seen)
    assert studio.session.settings.recent_files[0] == str(path)


@pytest.mark.usefixtures("needs_opengl")
def test_panels_and_views_come_back_where_they_were(studio: Studio, tmp_path: Path) -> None:
    window = studio.window
    scan, shapes = window._docks["scan"], window._docks["shapes"]
    shapes.setFloating(True)
    scan.toggleViewAction().trigger()
    studio.press(Qt.Key.Key_5, CTRL)
    studio.press(Qt.Key.Key_4, CTRL)
    save_as(studio, tmp_path / "work")
    studio.press(Qt.Key.Key_N, CTRL)
    shapes.setFloating(False)
    scan.toggleViewAction().trigger()
    studio.press(Qt.Key.Key_5, CTRL)
    studio.press(Qt.Key.Key_4, CTRL)
    assert window.splitting.count == 1 and not window.viewport.stage.camera.parallel
    studio.press(Qt.Key.Key_O, CTRL)
    studio.choose_path(tmp_path / "work.mge")
    studio.settle()
    assert shapes.isFloating() and not scan.toggleViewAction().isChecked()
    assert window.splitting.count == 4 and window.action("split_four").isChecked()
    assert window.viewport.stage.camera.parallel and window.action("orthographic").isChecked()


def test_changes_of_a_project_are_saved_before_closing(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "work.mge"
    save_as(studio, path)
    studio.session.rename(studio.current.id, "cot")
    studio.settle()
    assert title(studio) == ("work[*] — MGE Studio", True)
    studio.window.close()
    dialog = studio.dialog(UnsavedDialog)
    assert dialog.export.isHidden()
    studio.qtbot.mouseClick(dialog.save, LEFT)
    studio.wait(lambda: not studio.window.isVisible())
    assert load_project(path).items[0].name == "cot"


def test_opening_a_project_asks_before_it_replaces_results(
    studio: Studio, tmp_path: Path, van_path: Path
) -> None:
    path = tmp_path / "bed.mge"
    save_as(studio, path)
    studio.window.projects.new()
    sampled(studio)
    studio.window.files.open([path])
    studio.qtbot.mouseClick(studio.dialog(UnsavedDialog).stay, LEFT)
    assert studio.session.loses_by_closing and studio.session.project_path is None
    studio.window.files.open([path])
    studio.qtbot.mouseClick(studio.dialog(UnsavedDialog).discard, LEFT)
    studio.wait(lambda: studio.session.project_path == path)
    studio.settle()
    assert studio.current.name == "bed"
    studio.window.files.open([van_path, path])
    error = studio.dialog(ErrorDialog)
    assert any("open it alone" in text.text() for text in error.findChildren(QLabel))


def test_work_of_a_crashed_studio_is_offered(
    start: Callable[[], Studio], bed_path: Path, tmp_path: Path
) -> None:
    crashed = start()
    crashed.window.models.load_remembered()
    crashed.open(bed_path)
    sampled(crashed).window.projects.autosave()
    crashed.settle()
    (autosaved,) = (Path(crashed.session._slot).parent).glob("*.mge")
    left = [tmp_path / "good.mge", tmp_path / "unwanted.mge"]
    for path in left:
        path.write_bytes(autosaved.read_bytes())
    studio = start()
    studio.window.projects.offer([Recovery(path, datetime.now()) for path in reversed(left)])
    studio.qtbot.mouseClick(studio.dialog(RecoveryDialog).discard, LEFT)
    assert not left[1].exists()
    studio.qtbot.mouseClick(studio.dialog(RecoveryDialog).recover, LEFT)
    studio.wait(lambda: len(studio.document) == 2)
    studio.settle()
    assert title(studio) == ("Untitled[*] — MGE Studio", True)
