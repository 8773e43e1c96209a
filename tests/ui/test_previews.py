"""A forming shape stays on screen until its job ends, and gives way to a shape that is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from driven_window import Studio
from PySide6.QtCore import QPoint, Qt

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton

pytestmark = pytest.mark.usefixtures("needs_opengl")


def forming(studio: Studio) -> bool:
    return bool(studio.window.viewport.stage._preview.actor.GetVisibility())


def begin(studio: Studio, modifiers: Qt.KeyboardModifier) -> None:
    """A job that stands still once its first preview is on screen."""
    studio.engine.may_decode.clear()
    studio.press(Qt.Key.Key_Return, modifiers)
    studio.wait(lambda: forming(studio))


def choose(studio: Studio, row: int) -> None:
    tree = studio.window.shapes_panel.tree
    place = tree.visualItemRect(tree.topLevelItem(row)).center()
    studio.qtbot.mouseClick(tree.viewport(), LEFT, pos=QPoint(60, place.y()))
    studio.qtbot.wait(150)


def finish(studio: Studio) -> None:
    studio.engine.may_decode.set()
    studio.settle()
    assert not forming(studio)


def test_undo_and_other_jobs_leave_a_preview_alone(studio: Studio, tmp_path: Path) -> None:
    bed = studio.current
    for key in (Qt.Key.Key_I, Qt.Key.Key_I):
        studio.press(key, CTRL)
    studio.press(Qt.Key.Key_B, SHIFT)
    begin(studio, CTRL)
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Z, Qt.Key.Key_Y):
        studio.press(key, CTRL)
    assert forming(studio)
    studio.session.export(bed.id, tmp_path / "bed.obj")
    studio.window.projects.autosave()
    studio.wait(lambda: len(studio.session.jobs.active) == 1)
    studio.qtbot.wait(100)
    assert (tmp_path / "bed.obj").exists() and forming(studio)
    finish(studio)
    assert studio.current.parent == bed.id


def test_a_chosen_shape_is_seen_while_another_forms(studio: Studio, van_path: Path) -> None:
    studio.open(van_path)
    van, view = studio.current, studio.window.viewport
    for task in (CTRL, CTRL | SHIFT):
        if task == CTRL:
            studio.press(Qt.Key.Key_I, CTRL)
        begin(studio, task)
        choose(studio, 0)
        studio.wait(lambda: view.shown is not None)
        assert studio.current.id != van.id and not forming(studio)
        choose(studio, 1)
        assert studio.current.id == van.id
        finish(studio)
        assert studio.document.items[-1].result is not None
        studio.document.set_current(van.id)
        studio.settle()
