"""The occupancy slice: on the plane, over the view, by mouse and by keys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from driven_window import Studio
from PySide6.QtCore import QPoint, Qt
from stand_in_engine import StandInEngine

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

pytestmark = pytest.mark.usefixtures("needs_opengl")


def engine_of(studio: Studio) -> StandInEngine:
    assert isinstance(studio.engine, StandInEngine)
    return studio.engine


def cut(studio: Studio) -> tuple[int, float] | None:
    return studio.window.viewport.stage.slice.cut


def at(studio: Studio, axis: int, position: float) -> None:
    """Wait for the plane to be there."""
    studio.wait(lambda: cut(studio) == (axis, position))


def test_a_plane_cuts_the_shape_open_and_goes_again(studio: Studio) -> None:
    view, bar = studio.window.viewport, studio.window.slice_bar
    assert view.stage.pick(view.width() / 2, view.height() / 2) is not None
    studio.press(Qt.Key.Key_5)
    at(studio, 2, 0.0)
    studio.settle()
    assert bar.isVisible() and studio.window.action("slice").isChecked()
    places = engine_of(studio).evaluated[-1]
    assert (places[:, 2] == 0).all() and np.ptp(places[:, 0]) == 2
    hits = [
        view.stage.pick(x, y)
        for x in np.linspace(0, view.width(), 12)
        for y in np.linspace(0, view.height(), 12)
    ]
    seen = [hit.position[2] for hit in hits if hit is not None]
    assert seen and max(seen) < 0.05  # the camera is in front: that side is cut away
    studio.press(Qt.Key.Key_5)
    assert cut(studio) is None and not bar.isVisible()


def test_keys_and_the_slider_move_it(studio: Studio) -> None:
    studio.press(Qt.Key.Key_5)
    studio.press(Qt.Key.Key_PageUp)
    at(studio, 2, 1 / 32)
    studio.press(Qt.Key.Key_PageDown)
    studio.press(Qt.Key.Key_PageDown)
    at(studio, 2, -1 / 32)
    studio.press(Qt.Key.Key_X, SHIFT)
    at(studio, 0, -1 / 32)
    bar = studio.window.slice_bar
    assert bar.axis.value == "x" and bar.place.text() == "x = -0.03"
    bar.axis.button("y").click()
    at(studio, 1, -1 / 32)
    slider = bar.slider
    middle = QPoint(slider.width() // 2, slider.height() // 2)
    studio.qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=middle)
    studio.qtbot.mouseMove(slider, middle + QPoint(60, 0))
    studio.qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 0))
    assert bar.position > 0.2
    at(studio, 1, bar.position)


def test_only_the_newest_place_is_decoded(studio: Studio) -> None:
    engine = engine_of(studio)
    studio.press(Qt.Key.Key_5)
    studio.settle()
    engine.evaluated.clear()
    engine.may_decode.clear()
    for _ in range(6):
        studio.press(Qt.Key.Key_PageUp)
    engine.may_decode.set()
    at(studio, 2, 6 / 32)
    studio.settle()
    positions = {float(places[0, 2]) for places in engine.evaluated}
    assert positions <= {1 / 32, 6 / 32} and 6 / 32 in positions


def test_it_follows_the_current_shape_and_waits_for_tokens(empty: Studio, bed_path: Path) -> None:
    studio = empty
    assert not studio.window.action("slice").isEnabled()
    bed = studio.open(bed_path)
    studio.press(Qt.Key.Key_5)
    at(studio, 2, 0.0)
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)  # a sample
    studio.settle()
    assert studio.current.id != bed.id
    studio.wait(lambda: cut(studio) is not None)
    studio.window.session.remove([bed.id, studio.current.id])
    studio.settle()
    assert cut(studio) is None and not studio.window.slice_bar.isVisible()
