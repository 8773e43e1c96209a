"""The occupancy slice: on the plane, over the view, by mouse and by keys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from driven_window import Studio
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from stand_in_engine import StandInEngine

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, NO_KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
#: x and y of a place on the frame across z, where it stands beside the bed.
ON_FRAME = (-1.0, 0.6)

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


def spot(studio: Studio, position: float) -> QPoint:
    """Where on screen the frame of a slice across z would be, were it at `position`."""
    return studio.spot((*ON_FRAME, position))


def test_the_frame_shows_that_it_can_be_taken(studio: Studio) -> None:
    view, qtbot = studio.window.viewport, studio.qtbot
    studio.press(Qt.Key.Key_5)
    at(studio, 2, 0.0)
    plain, beside = view.cursor().shape(), spot(studio, 0.0) + QPoint(60, 0)
    qtbot.mouseMove(view, beside)
    qtbot.wait(200)
    assert view.cursor().shape() == plain
    before = yellow_pixels(image_of(studio))
    qtbot.mouseMove(view, spot(studio, 0.0))
    studio.wait(lambda: view.cursor().shape() == Qt.CursorShape.OpenHandCursor)
    studio.wait(lambda: yellow_pixels(image_of(studio)) > before + 300)  # the frame lights up
    qtbot.mouseMove(view, beside)
    studio.wait(lambda: view.cursor().shape() == plain)
    studio.wait(lambda: yellow_pixels(image_of(studio)) < before + 50)


def test_a_drag_of_the_frame_moves_the_plane_and_one_beside_it_orbits(studio: Studio) -> None:
    view, qtbot = studio.window.viewport, studio.qtbot
    studio.press(Qt.Key.Key_5)
    at(studio, 2, 0.0)
    azimuth = view.stage.camera.azimuth
    qtbot.mousePress(view, LEFT, NO_KEY, spot(studio, 0.0))
    for position in (0.1, 0.3, 0.5):
        qtbot.mouseMove(view, spot(studio, position))
        qtbot.wait(20)
        frame = view.stage.slice_frame.place
        assert frame == (2, pytest.approx(position, abs=0.02)), "at once, whatever the model does"
    assert view.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    qtbot.mouseRelease(view, LEFT, NO_KEY, spot(studio, 0.5))
    assert view.cursor().shape() == Qt.CursorShape.OpenHandCursor
    studio.wait(lambda: cut(studio) == view.stage.slice_frame.place)
    assert studio.window.slice_bar.position == pytest.approx(0.5, abs=0.03)
    assert view.stage.camera.azimuth == azimuth
    qtbot.mouseMove(view, spot(studio, 0.2))  # no longer held
    assert studio.window.slicing.position == pytest.approx(0.5, abs=0.03)
    studio.paint((0.5, 0.5), (0.6, 0.5))
    assert view.stage.camera.azimuth != azimuth
    assert studio.window.slicing.position == pytest.approx(0.5, abs=0.03)


def test_a_drag_asks_the_model_no_faster_than_it_answers(studio: Studio) -> None:
    view, engine = studio.window.viewport, engine_of(studio)
    studio.press(Qt.Key.Key_5)
    studio.settle()
    engine.evaluated.clear()
    engine.may_decode.clear()
    studio.qtbot.mousePress(view, LEFT, NO_KEY, spot(studio, 0.0))
    for position in np.linspace(0.05, 0.6, 12):
        studio.qtbot.mouseMove(view, spot(studio, position))
        studio.qtbot.wait(10)
    studio.qtbot.mouseRelease(view, LEFT, NO_KEY, spot(studio, 0.6))
    assert view.stage.slice_frame.place == (2, pytest.approx(0.6, abs=0.03))
    engine.may_decode.set()
    studio.wait(lambda: cut(studio) == view.stage.slice_frame.place)
    studio.settle()
    assert len({float(places[0, 2]) for places in engine.evaluated}) <= 2


def test_in_paint_mode_the_mouse_paints_and_without_a_slice_it_orbits(studio: Studio) -> None:
    view, qtbot = studio.window.viewport, studio.qtbot
    studio.press(Qt.Key.Key_5)
    at(studio, 2, 0.0)
    studio.press(Qt.Key.Key_B)
    drag(studio)
    assert studio.window.slicing.position == 0.0
    studio.press(Qt.Key.Key_B)
    qtbot.mouseMove(view, spot(studio, 0.0))
    studio.press(Qt.Key.Key_5)
    azimuth = view.stage.camera.azimuth
    drag(studio)
    assert view.stage.camera.azimuth != azimuth and view.stage.slice_frame.place is None


def drag(studio: Studio) -> None:
    """From where the frame is, or would be, to another place of it."""
    view, end = studio.window.viewport, spot(studio, 0.5)
    studio.qtbot.mousePress(view, LEFT, NO_KEY, spot(studio, 0.0))
    studio.qtbot.mouseMove(view, end)
    studio.qtbot.mouseRelease(view, LEFT, NO_KEY, end)


def image_of(studio: Studio) -> NDArray[np.uint8]:
    image = studio.window.viewport.grab_image().convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return lines[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def yellow_pixels(image: NDArray[np.uint8]) -> int:
    red, green, blue = (image[..., channel].astype(int) for channel in range(3))
    return int(((red > 200) & (green > 160) & (blue < 130)).sum())
