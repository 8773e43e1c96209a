"""Mask tools of the pointer, of the panel and of the menu, with real mouse and keys."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from driven_window import Studio
from PySide6.QtCore import QPoint, Qt

from mge_studio.shapes.flooding import patch_normals, smooth_component
from mge_studio.shapes.mask_operations import component, neighbour_graph
from mge_studio.ui.dialogs.error import ErrorDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
#: Corners of a lasso around the middle, and around all, as shares of the view.
MIDDLE = ((0.4, 0.35), (0.6, 0.35), (0.6, 0.65), (0.4, 0.65))
ALL = ((0.01, 0.01), (0.99, 0.01), (0.99, 0.99), (0.01, 0.99))


pytestmark = pytest.mark.usefixtures("needs_opengl")


def draw(studio: Studio, corners: tuple[tuple[float, float], ...], modifiers=PLAIN) -> None:
    view = studio.window.viewport
    ends = [*corners, corners[0]]
    path = [
        QPoint(round(view.width() * x), round(view.height() * y))
        for start, end in pairwise(ends)
        for x, y in np.linspace(start, end, 5)
    ]
    studio.qtbot.mousePress(view, LEFT, modifiers, path[0])
    for place in path[1:]:
        studio.qtbot.mouseMove(view, place)
    assert view.stage.lasso.visible
    studio.qtbot.mouseRelease(view, LEFT, modifiers, path[-1])
    assert not view.stage.lasso.visible
    studio.qtbot.wait(20)


def undo_name(studio: Studio) -> str:
    return studio.session.history.undo_names[-1]


def test_the_lasso_takes_what_is_seen_or_what_lies_behind_too(studio: Studio) -> None:
    studio.press(Qt.Key.Key_L)
    assert studio.window.masking.painting and studio.window.mask_panel.tools.value == "lasso"
    draw(studio, ALL)
    seen = studio.current.masked_count
    assert 20 < seen < 128 and undo_name(studio) == "Lasso mask"
    studio.window.mask_panel.through.click()
    draw(studio, ALL)
    assert studio.current.masked_count == 128
    assert np.array_equal(studio.window.viewport.stage.look.mask, studio.current.mask)
    studio.press(Qt.Key.Key_Z, CTRL)
    assert studio.current.masked_count == seen


def test_modifiers_subtract_and_intersect(studio: Studio) -> None:
    studio.press(Qt.Key.Key_L)
    draw(studio, ALL)
    everything = studio.current.mask
    draw(studio, MIDDLE, CTRL)
    middle = everything & ~studio.current.mask
    assert 0 < middle.sum() < everything.sum()
    studio.press(Qt.Key.Key_Z, CTRL)
    draw(studio, MIDDLE, SHIFT)
    assert np.array_equal(studio.current.mask, middle)


def test_single_patches_and_flood(studio: Studio) -> None:
    view = studio.window.viewport
    studio.press(Qt.Key.Key_P)
    studio.click_view(0.5, 0.5)
    patch = int(np.flatnonzero(studio.current.mask)[0])
    assert studio.current.masked_count == 1 and undo_name(studio) == "Mask patches"
    studio.press(Qt.Key.Key_W)
    studio.click_view(0.5, 0.5)
    graph = neighbour_graph(studio.current.tokens.centres)
    assert np.array_equal(studio.current.mask, component(patch, graph))
    assert undo_name(studio) == "Flood mask"
    studio.qtbot.mouseClick(view, LEFT, CTRL, QPoint(view.width() // 2, view.height() // 2))
    assert studio.current.masked_count == 0


def test_flood_by_normal_goes_as_far_as_the_surface_turns_little(studio: Studio) -> None:
    panel, tokens = studio.window.mask_panel, studio.current.tokens
    studio.press(Qt.Key.Key_P)
    studio.click_view(0.5, 0.5)
    patch = int(np.flatnonzero(studio.current.mask)[0])
    studio.press(Qt.Key.Key_Z, CTRL)
    graph = neighbour_graph(tokens.centres)
    normals = patch_normals(studio.current.shape, tokens.centres)
    flooded = {
        degrees: smooth_component(patch, graph, tokens.centres, normals, degrees)
        for degrees in (20, 90)
    }
    assert flooded[20].sum() < flooded[90].sum() <= 128
    studio.press(Qt.Key.Key_W, SHIFT)
    assert panel.by_normal.isChecked() and panel.turn.value() == 20 and panel.turn.isVisible()
    studio.click_view(0.5, 0.5)
    assert np.array_equal(studio.current.mask, flooded[20])
    assert undo_name(studio) == "Flood mask by normal"
    panel.turn.setValue(90)
    studio.click_view(0.5, 0.5)
    assert np.array_equal(studio.current.mask, flooded[90])
    studio.press(Qt.Key.Key_P)
    panel.tools.button("flood").click()
    assert studio.window.action("flood_by_normal").isChecked(), "remembered"
    panel.by_normal.click()
    assert studio.window.action("tool_flood").isChecked()
    studio.press(Qt.Key.Key_W, SHIFT)
    studio.press(Qt.Key.Key_W)
    assert not panel.by_normal.isChecked()
    studio.click_view(0.5, 0.5)
    assert np.array_equal(studio.current.mask, component(patch, graph) | flooded[90])


def test_keys_change_the_mask_as_a_whole_each_with_a_name(studio: Studio) -> None:
    studio.press(Qt.Key.Key_P)
    studio.click_view(0.5, 0.5)
    for key, modifiers, name in (
        (Qt.Key.Key_G, PLAIN, "Grow mask"),
        (Qt.Key.Key_G, PLAIN, "Grow mask"),
        (Qt.Key.Key_G, SHIFT, "Shrink mask"),
    ):
        before = studio.current.masked_count
        studio.press(key, modifiers)
        assert undo_name(studio) == name
        assert (studio.current.masked_count > before) == (name == "Grow mask")
    studio.press(Qt.Key.Key_I, CTRL)
    studio.press(Qt.Key.Key_M)
    assert undo_name(studio) == "Mirror mask"
    studio.press(Qt.Key.Key_Z, CTRL)
    assert undo_name(studio) == "Invert mask"


def test_a_locked_seed_gives_the_same_block_again(studio: Studio) -> None:
    panel = studio.window.mask_panel
    panel.seed.hold(7)
    panel.share.setValue(25)
    for choose in (panel.block, panel.random):
        studio.qtbot.mouseClick(choose, LEFT)
        mask = studio.current.mask
        assert mask.sum() == 32
        studio.press(Qt.Key.Key_D, CTRL)
        studio.qtbot.mouseClick(choose, LEFT)
        assert np.array_equal(studio.current.mask, mask)


def test_masking_all_uses_of_the_inspected_code(studio: Studio) -> None:
    studio.click_view(0.5, 0.5)
    code = studio.window.tokens_panel.inspected_code
    studio.qtbot.mouseClick(studio.window.tokens_panel.mask_uses, LEFT)
    assert np.array_equal(studio.current.mask, studio.current.tokens.codes == code)
    assert undo_name(studio) == f"Mask code {code}"


def test_masks_are_saved_and_loaded(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "half.json"
    studio.press(Qt.Key.Key_B, SHIFT)
    mask = studio.current.mask
    studio.window.action("mask_save").trigger()
    studio.choose_path(path)
    assert json.loads(path.read_text()) == np.flatnonzero(mask).tolist()
    studio.press(Qt.Key.Key_D, CTRL)
    studio.window.action("mask_load").trigger()
    studio.choose_path(path)
    assert np.array_equal(studio.current.mask, mask) and undo_name(studio) == "Load half.json"
    path.write_text("[100000]")
    studio.window.action("mask_load").trigger()
    studio.choose_path(path)
    studio.dialog(ErrorDialog).accept()
    assert np.array_equal(studio.current.mask, mask)


def test_a_box_and_a_polygon_take_what_is_inside_them(studio: Studio) -> None:
    view = studio.window.viewport
    studio.press(Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    studio.paint((0.01, 0.01), (0.99, 0.99))
    everything = studio.current.mask
    assert everything.sum() > 20 and undo_name(studio) == "Box mask"
    assert not view.stage.lasso.visible
    studio.window.mask_panel.modes.button("intersect").click()
    studio.press(Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    for corner in MIDDLE:
        studio.click_view(*corner)
    assert view.stage.lasso.visible and np.array_equal(studio.current.mask, everything)
    studio.click_view(*MIDDLE[0])
    middle = studio.current.mask
    assert 0 < middle.sum() < everything.sum() and undo_name(studio) == "Polygon mask"
    assert not view.stage.lasso.visible
    studio.window.mask_panel.modes.button("subtract").click()
    for corner in MIDDLE[:3]:
        studio.click_view(*corner)
    studio.press(Qt.Key.Key_Escape)
    assert studio.window.masking.painting and np.array_equal(studio.current.mask, middle)
    for corner in MIDDLE:
        studio.click_view(*corner)
    studio.qtbot.keyClick(view, Qt.Key.Key_Return)
    assert studio.current.masked_count == 0


def test_codes_are_masked_by_likeness_and_by_usage(studio: Studio) -> None:
    panel, codes = studio.window.mask_panel, studio.current.tokens.codes
    studio.click_view(0.5, 0.5)
    code = studio.window.tokens_panel.inspected_code
    panel.nearest.setValue(4)
    studio.press(Qt.Key.Key_N)
    wanted = [code, *studio.session.codebook.nearest(code, 4)]
    assert np.array_equal(studio.current.mask, np.isin(codes, wanted))
    assert undo_name(studio) == f"Mask code {code} and 4 like it"
    studio.press(Qt.Key.Key_D, CTRL)
    panel.rarer.setValue(3)
    studio.qtbot.mouseClick(panel.mask_rare, LEFT)
    assert np.array_equal(studio.current.mask, np.bincount(codes)[codes] < 3)
