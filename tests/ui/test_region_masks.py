"""Masks by a region with handles in the view: shown while it is dragged, applied, dropped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from driven_window import Studio
from PySide6.QtCore import Qt

from mge_studio.scene.plane_gizmo import ARM
from mge_studio.shapes.boxes import Box
from mge_studio.shapes.planes import Plane
from mge_studio.shapes.regions import parse_mask

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

pytestmark = pytest.mark.usefixtures("needs_opengl")


def undo_names(studio: Studio) -> tuple[str, ...]:
    return studio.session.history.undo_names


def side(box: Box, axis: int, end: int) -> np.ndarray:
    """Where the ball of a side is."""
    place = box.centre
    place[axis] = (box.low, box.high)[end][axis]
    return place


def test_a_box_shows_what_it_would_mask_and_enter_masks_it(studio: Studio) -> None:
    window, stage = studio.window, studio.window.viewport.stage
    centres = studio.current.tokens.centres
    studio.press(Qt.Key.Key_B, CTRL)
    box = window.regions.region
    assert box.holds(centres).all() and stage.look.mask.all()
    assert studio.current.mask is None, "nothing is masked yet"
    assert window.mask_panel.count.text().startswith("128 of 128")
    azimuth = stage.camera.azimuth
    start = side(box, 0, 1)
    studio.drag(start, start - [0.6, 0, 0])
    box = window.regions.region
    inside = box.holds(centres)
    assert 0 < inside.sum() < 128 and stage.camera.azimuth == azimuth
    assert np.array_equal(stage.look.mask, inside) and undo_names(studio) == ()
    window.presenter.refresh()
    assert np.array_equal(stage.look.mask, inside), "whatever else changes in the window"
    studio.press(Qt.Key.Key_Return)
    assert np.array_equal(studio.current.mask, inside) and undo_names(studio) == ("Mask in a box",)
    assert np.array_equal(stage.look.mask, inside), "without a moment in between"
    assert not window.regions.on and not window.action("mask_by_box").isChecked()
    assert box.text in window.status.hint.text()
    assert np.array_equal(parse_mask(box.text).select(centres), inside)
    studio.press(Qt.Key.Key_Z, CTRL)
    assert studio.current.masked_count == 0


def test_the_signs_of_the_panel_say_what_a_box_does(studio: Studio) -> None:
    window, centres = studio.window, studio.current.tokens.centres
    studio.press(Qt.Key.Key_I, CTRL)
    studio.press(Qt.Key.Key_B, CTRL)
    start = side(window.regions.region, 0, 1)
    studio.drag(start, start - [0.6, 0, 0])
    inside = window.regions.region.holds(centres)
    for mode, wanted in (("subtract", ~inside), ("intersect", inside), ("subtract", ~inside)):
        window.mask_panel.modes.button(mode).click()
        assert np.array_equal(window.viewport.stage.look.mask, wanted)
    studio.window.action("region_apply").trigger()
    assert np.array_equal(studio.current.mask, ~inside)


def test_escape_and_going_elsewhere_drop_a_box(studio: Studio, bed_path: Path) -> None:
    window, view = studio.window, studio.window.looking.view
    studio.press(Qt.Key.Key_B, CTRL)
    studio.press(Qt.Key.Key_Escape)
    assert not window.regions.on and window.looking.view == view
    assert window.viewport.stage.look.mask is None and undo_names(studio) == ()
    assert window.mask_panel.count.text().startswith("0 of 128")
    for leave in (lambda: studio.press(Qt.Key.Key_B), lambda: studio.open(bed_path)):
        studio.press(Qt.Key.Key_B, CTRL)
        assert window.regions.on and not window.masking.painting
        leave()
        assert not window.regions.on and not window.action("region_apply").isEnabled()
        assert undo_names(studio) == ()


def test_the_box_for_inventing_gives_way_meanwhile(studio: Studio) -> None:
    window = studio.window
    studio.press(Qt.Key.Key_B, CTRL | ALT)
    studio.press(Qt.Key.Key_B, CTRL)
    window.show_panel("scan")
    window.presenter.refresh()
    assert window.viewport.stage.region.region == window.regions.region
    before = window.boxing.box
    start = side(window.regions.region, 1, 1)
    studio.drag(start, start - [0, 0.2, 0])
    assert window.boxing.box == before
    studio.press(Qt.Key.Key_Escape)
    assert window.viewport.stage.region.region == before


def test_a_plane_moves_tilts_turns_and_flips_with_what_it_would_mask(studio: Studio) -> None:
    window, stage = studio.window, studio.window.viewport.stage
    centres = studio.current.tokens.centres
    studio.press(Qt.Key.Key_P, ALT)
    assert window.regions.region == Plane() and window.action("mask_by_plane").isChecked()
    assert np.array_equal(stage.look.mask, centres[:, 0] >= 0)
    azimuth = stage.camera.azimuth
    studio.drag(np.zeros(3), np.array([0.3, 0, 0]))
    x, y, z = window.regions.region.point
    assert abs(x - 0.3) < 0.03 and y == z == 0 and stage.camera.azimuth == azimuth
    assert np.array_equal(stage.look.mask, window.regions.region.holds(centres))
    tip = np.array([x + ARM, 0, 0])
    studio.drag(tip, [x, 0, 0] + ARM * np.array([0.8, 0.6, 0]))
    tilted = window.regions.region
    assert tilted.point == (x, y, z) and 0.4 < tilted.normal[1] < 0.8
    studio.press(Qt.Key.Key_I, ALT)
    assert window.regions.region == tilted.flipped()
    inside = tilted.flipped().holds(centres)
    assert np.array_equal(stage.look.mask, inside) and undo_names(studio) == ()
    studio.press(Qt.Key.Key_Return)
    assert np.array_equal(studio.current.mask, inside)
    assert undo_names(studio) == ("Mask beyond a plane",)
    assert tilted.flipped().text in window.status.hint.text()
    assert not window.action("plane_flip").isEnabled()


def test_keys_turn_the_plane_and_go_between_box_and_plane(studio: Studio) -> None:
    window, actions = studio.window, studio.window.action
    studio.press(Qt.Key.Key_B, CTRL)
    assert not actions("plane_turn").isEnabled()
    studio.press(Qt.Key.Key_P, ALT)
    assert isinstance(window.regions.region, Plane) and undo_names(studio) == ()
    assert not actions("mask_by_box").isChecked() and studio.current.mask is None
    normals = []
    for _ in range(3):
        studio.press(Qt.Key.Key_X, ALT)
        normals.append(window.regions.region.normal)
    assert normals == [(0, 1, 0), (0, 0, 1), (1, 0, 0)]
    studio.press(Qt.Key.Key_Escape)
    assert window.viewport.stage.region.region is None and undo_names(studio) == ()
