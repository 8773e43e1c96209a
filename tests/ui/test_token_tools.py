"""Inspecting and editing tokens in the real window, with mouse and keys."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from driven_window import Studio
from PySide6.QtCore import Qt

from mge_studio.shapes.token_operations import STEP
from mge_studio.shapes.tokens import CENTRE_BINS, load_tokens, quantize_centres
from mge_studio.ui.dialogs.atlas import AtlasDialog

ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
LEFT = Qt.MouseButton.LeftButton


pytestmark = pytest.mark.usefixtures("needs_opengl")


def undo_name(studio: Studio) -> str:
    return studio.session.history.undo_names[-1]


def test_the_inspector_tells_what_is_known_of_a_patch(studio: Studio) -> None:
    studio.click_view(0.5, 0.55)
    panel, tokens = studio.window.tokens_panel, studio.current.tokens
    code, patch = panel.inspected_code, panel.inspected_patch
    assert tokens.codes[patch] == code
    uses = int((tokens.codes == code).sum())
    trained = int(studio.session.codebook.usage[code])
    assert panel.inspector.uses.text() == f"{uses} here  ·  {uses} open  ·  {trained} trained"
    assert panel.inspector.where.text().startswith(f"Patch {patch}  ·  32 points")
    shown = [spin.value() for spin in panel.inspector.centre]
    assert np.allclose(shown, tokens.centres[patch], atol=6e-4)
    chip = panel.inspector.nearest[0]
    near = int(chip.text())
    assert abs(near - code) == 1
    studio.qtbot.mouseClick(chip, LEFT)
    assert panel.inspected_code == near
    assert panel.inspector.uses.text().startswith(f"{int((tokens.codes == near).sum())} here")


def test_the_points_that_a_patch_was_read_from_are_shown(studio: Studio) -> None:
    near = studio.window.viewport.stage.neighbourhood

    def seen() -> bool:
        return bool(near.actor.GetVisibility())

    assert not seen()
    studio.click_view(0.5, 0.55)
    read, patch = studio.current.tokenization, studio.window.tokens_panel.inspected_patch
    assert seen() and np.array_equal(near.points, read.points[read.patches[patch]])
    studio.press(Qt.Key.Key_1)
    assert not seen()
    studio.press(Qt.Key.Key_2)
    assert seen()
    studio.qtbot.mouseClick(studio.window.tokens_panel.inspector.close_button, LEFT)
    assert not seen()
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle()
    studio.click_view(0.5, 0.5)
    assert studio.window.tokens_panel.inspected_patch is not None
    assert not seen(), "patches of a sample were never read from a surface"


def test_a_copied_code_goes_to_the_masked_patches_of_an_item_of_its_own(studio: Studio) -> None:
    bed, before = studio.current, studio.current.tokens.codes.copy()
    studio.click_view(0.5, 0.55)
    code = studio.window.tokens_panel.inspected_code
    studio.press(Qt.Key.Key_C, CTRL)
    studio.press(Qt.Key.Key_B, SHIFT)
    mask = studio.current.mask
    studio.press(Qt.Key.Key_V, CTRL)
    studio.settle()
    assert studio.current.name == "bed · edited 1" and studio.current.parent == bed.id
    assert (studio.current.tokens.codes[mask] == code).all()
    assert np.array_equal(studio.current.tokens.codes[~mask], before[~mask])
    assert np.array_equal(bed.tokens.codes, before)
    assert studio.current.shape.faces is not None
    assert studio.window.action("undo").text() == f"Undo Give {mask.sum()} patches code {code}"
    studio.press(Qt.Key.Key_Z, CTRL)
    assert studio.current.id == bed.id and len(studio.document) == 1
    studio.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert (studio.current.tokens.codes[mask] == code).all()


def test_keys_and_fields_move_the_inspected_patch_on_the_grid(studio: Studio) -> None:
    studio.click_view(0.5, 0.55)
    panel = studio.window.tokens_panel
    patch = panel.inspected_patch
    before = quantize_centres(studio.current.tokens.centres)[patch]
    studio.press(Qt.Key.Key_Up, ALT)
    studio.press(Qt.Key.Key_Up, ALT)
    studio.press(Qt.Key.Key_Left, ALT)
    assert panel.inspected_patch == patch, "the inspected patch is lost by moving it"
    studio.press(Qt.Key.Key_PageDown, ALT)
    moved = quantize_centres(studio.current.tokens.centres)[patch]
    assert (moved - before).tolist() == [-STEP, 2 * STEP, STEP]
    assert undo_name(studio) == f"Move patch {patch}"
    assert len(studio.document) == 2
    field = panel.inspector.centre[1]
    field.selectAll()
    studio.qtbot.keyClicks(field, "0.5")
    studio.qtbot.keyClick(field, Qt.Key.Key_Return)
    centre = studio.current.tokens.centres[patch]
    assert centre[1] == pytest.approx(0.5, abs=1 / CENTRE_BINS)
    assert field.value() == pytest.approx(centre[1], abs=1e-4)
    studio.settle()
    assert not studio.session.editing.is_stale(studio.current)


def test_patches_are_duplicated_and_deleted(studio: Studio) -> None:
    studio.click_view(0.5, 0.55)
    patch = studio.window.tokens_panel.inspected_patch
    studio.press(Qt.Key.Key_D, SHIFT)
    studio.settle()
    assert len(studio.current.tokens) == 129 and studio.current.masked_count == 1
    assert studio.window.tokens_panel.inspected_patch == 128
    assert studio.current.tokens.codes[128] == studio.current.tokens.codes[patch]
    studio.press(Qt.Key.Key_Delete, ALT)
    studio.settle()
    assert len(studio.current.tokens) == 128 and undo_name(studio) == "Delete patch 128"
    studio.press(Qt.Key.Key_Z, CTRL)
    assert len(studio.current.tokens) == 129 and studio.current.masked_count == 1


def test_tokens_are_exported_from_the_menu(studio: Studio, tmp_path: Path) -> None:
    for name in ("a.npz", "b.json"):
        studio.window.action("export_tokens").trigger()
        studio.choose_path(tmp_path / name)
        studio.settle()
    tokens = load_tokens(tmp_path / "a.npz")
    assert np.array_equal(tokens.codes, studio.current.tokens.codes)
    assert np.array_equal(tokens.centres, studio.current.tokens.centres)
    assert json.loads((tmp_path / "b.json").read_text())["codes"] == tokens.codes.tolist()


def test_the_atlas_shows_codes_and_lights_them_up(studio: Studio) -> None:
    studio.press(Qt.Key.Key_A, CTRL | SHIFT)
    atlas = studio.dialog(AtlasDialog)
    trained = studio.session.codebook.usage
    assert atlas.model.codes == np.argsort(-trained, kind="stable").tolist()
    first = atlas.model.codes[0]
    studio.wait(lambda: first in studio.session.atlas.pieces)
    picture = atlas.model.data(atlas.model.index(0), Qt.ItemDataRole.DecorationRole)
    assert picture.toImage().pixelColor(36, 36).alpha() == 255, "the picture is empty"
    code = int(studio.current.tokens.codes[0])
    studio.qtbot.keyClicks(atlas.search, str(code))
    assert atlas.model.codes and all(str(c).startswith(str(code)) for c in atlas.model.codes)
    row = atlas.model.codes.index(code)
    place = atlas.view.visualRect(atlas.model.index(row)).center()
    studio.qtbot.mouseClick(atlas.view.viewport(), LEFT, pos=place)
    assert studio.window.tokens_panel.inspected_code == code
    lit = studio.window.viewport.stage.look.highlighted
    assert np.array_equal(lit, studio.current.tokens.codes == code)
    uses = int((studio.current.tokens.codes == code).sum())
    assert atlas.about.text() == f"Code {code}: {uses} in bed."
    studio.qtbot.keyClick(atlas.search, Qt.Key.Key_A, CTRL)
    studio.qtbot.keyClick(atlas.search, Qt.Key.Key_Delete)
    atlas.orders.setCurrentText("Like the inspected")
    near = atlas.model.codes[:3]
    assert near[0] == code and {abs(c - code) for c in near[1:]} <= {1, 2}
    studio.settle()


def test_keys_choose_codes_in_the_atlas_and_give_them_to_masked_patches(studio: Studio) -> None:
    bed = studio.current
    studio.press(Qt.Key.Key_A, CTRL | SHIFT)
    atlas = studio.dialog(AtlasDialog)
    atlas.orders.setCurrentText("Like the inspected")
    atlas.view.setFocus()
    atlas.view.setCurrentIndex(atlas.model.index(20))
    studio.qtbot.keyClick(atlas.view, Qt.Key.Key_Right)
    chosen = int(atlas.view.currentIndex().data())
    studio.qtbot.keyClick(atlas.view, Qt.Key.Key_Return)
    assert studio.window.tokens_panel.inspected_code == chosen
    assert atlas.model.codes[0] == chosen, "those like another code come first at once"
    studio.qtbot.mouseClick(atlas.give, LEFT)
    assert "Nothing is masked" in atlas.about.text() and studio.current.id == bed.id
    studio.press(Qt.Key.Key_B, SHIFT)
    mask = studio.current.mask
    studio.qtbot.mouseClick(atlas.give, LEFT)
    studio.settle()
    assert studio.current.parent == bed.id and (studio.current.tokens.codes[mask] == chosen).all()
    atlas.activateWindow()
    studio.wait(atlas.isActiveWindow)
    studio.qtbot.keyClick(atlas.view, Qt.Key.Key_Z, CTRL)
    studio.wait(lambda: studio.current.id == bed.id)
