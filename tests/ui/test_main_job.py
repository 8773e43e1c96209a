"""The main job in the real window: open, see tokens, paint, complete, compare, export."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import trimesh
from driven_window import Studio
from PySide6.QtCore import Qt

from mge_studio.requests import CompleteRequest, ReconstructRequest
from mge_studio.ui.dialogs.unsaved import UnsavedDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MIDDLE = (0.35, 0.55), (0.6, 0.6)


def masked_studio(studio: Studio) -> Studio:
    studio.press(Qt.Key.Key_B)
    studio.paint(*MIDDLE)
    assert studio.current.masked_count > 0
    return studio


def test_an_opened_file_shows_its_tokens(studio: Studio) -> None:
    window = studio.window
    assert window.tokens_panel.patch_count.text() == "128"
    assert int(window.tokens_panel.code_count.text()) == len(np.unique(studio.current.tokens.codes))
    assert window.viewport.item is studio.current
    assert window.shapes_panel.tree.topLevelItem(0).text(0) == "bed"
    assert window.status.model.text().startswith("small")


def test_a_click_inspects_a_patch_and_lights_up_its_code(studio: Studio) -> None:
    codes = []
    studio.window.tokens_panel.highlight_wanted.connect(codes.append)
    studio.click_view(0.5, 0.55)
    shown = int(studio.window.tokens_panel.inspector.code.text().split()[1])
    assert codes[-1] == shown
    uses = int((studio.current.tokens.codes == shown).sum())
    assert studio.window.tokens_panel.inspector.uses.text().startswith(f"{uses} here")


def test_painting_masks_patches_and_ctrl_erases_them(studio: Studio) -> None:
    masked = masked_studio(studio).current.masked_count
    assert studio.window.mask_panel.count.text().startswith(f"{masked} of 128")
    assert studio.window.looking.view == "mask"
    studio.paint(*MIDDLE, erase=True)
    assert studio.current.masked_count < masked


def test_a_stroke_is_one_step_of_undo(studio: Studio) -> None:
    masked = masked_studio(studio).current.masked_count
    studio.press(Qt.Key.Key_Z, CTRL)
    assert studio.current.masked_count == 0
    studio.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert studio.current.masked_count == masked


def test_space_orbits_while_painting(studio: Studio) -> None:
    studio.press(Qt.Key.Key_B)
    before = studio.window.viewport.grab_image()
    studio.qtbot.keyPress(studio.window.viewport, Qt.Key.Key_Space)
    studio.paint(*MIDDLE)
    studio.qtbot.keyRelease(studio.window.viewport, Qt.Key.Key_Space)
    assert studio.current.masked_count == 0
    assert studio.window.viewport.grab_image() != before


def test_brackets_change_the_brush(studio: Studio) -> None:
    view, slider = studio.window.viewport, studio.window.mask_panel.radius
    before = view.brush_radius
    studio.press(Qt.Key.Key_BracketLeft)
    assert view.brush_radius < before and slider.value() == round(view.brush_radius * 1000)
    for _ in range(2):
        studio.press(Qt.Key.Key_BracketRight)
    assert view.brush_radius > before and slider.value() == round(view.brush_radius * 1000)


def test_invert_clear_and_random(studio: Studio) -> None:
    window, left = studio.window, Qt.MouseButton.LeftButton
    studio.qtbot.mouseClick(window.mask_panel.random, left)
    assert studio.current.masked_count == 64
    first = studio.current.mask
    studio.press(Qt.Key.Key_I, CTRL)
    assert np.array_equal(studio.current.mask, ~first)
    studio.press(Qt.Key.Key_D, CTRL)
    assert studio.current.masked_count == 0


def test_completing_streams_previews_and_lists_the_results(studio: Studio) -> None:
    previews = []
    studio.session.preview.connect(lambda job, preview: previews.append(preview))
    masked_studio(studio).window.generate_panel.variants.setValue(2)
    bed, mask = studio.current, studio.current.mask
    studio.press(Qt.Key.Key_Return, CTRL)
    studio.settle()
    results = [item for item in studio.document.items if item.result is not None]
    assert len(results) == 2 and len(previews) >= 4
    assert studio.current is results[0]
    request = results[0].result.request
    assert isinstance(request, CompleteRequest) and np.array_equal(request.mask, mask)
    assert request.settings.seed == studio.window.generate_panel.seed.spin.value()
    assert studio.document.item(bed.id).shape is bed.shape
    assert studio.window.result_bar.isVisible()
    studio.press(Qt.Key.Key_Period)
    assert studio.current is results[1]


def test_a_completion_can_be_made_again_from_its_result(studio: Studio) -> None:
    masked_studio(studio).press(Qt.Key.Key_Return, CTRL)
    studio.settle()
    first = studio.current
    studio.press(Qt.Key.Key_Return, CTRL)
    studio.settle()
    assert studio.current is not first and studio.current.parent == first.parent
    assert studio.current.result.request.settings.seed != first.result.request.settings.seed


def test_keep_discard_and_undo(studio: Studio) -> None:
    masked_studio(studio).press(Qt.Key.Key_Return, CTRL)
    studio.settle()
    result = studio.current
    studio.press(Qt.Key.Key_K)
    assert studio.document.item(result.id).kept
    studio.press(Qt.Key.Key_Delete)
    assert result.id not in studio.document and studio.current.name == "bed"
    studio.press(Qt.Key.Key_Z, CTRL)
    assert result.id in studio.document


def test_before_and_after(studio: Studio) -> None:
    masked_studio(studio).press(Qt.Key.Key_Return, CTRL)
    studio.settle()
    result = studio.current
    studio.press(Qt.Key.Key_X)
    assert studio.current.name == "bed" and studio.window.viewport.item is studio.current
    studio.press(Qt.Key.Key_X)
    assert studio.current.id == result.id


def test_the_reconstruction_is_one_key_away_and_made_once(studio: Studio) -> None:
    studio.press(Qt.Key.Key_R)
    studio.settle()
    assert isinstance(studio.current.result.request, ReconstructRequest)
    studio.press(Qt.Key.Key_R)
    assert studio.current.name == "bed"
    studio.press(Qt.Key.Key_R)
    assert studio.current.result is not None
    assert sum(isinstance(request, ReconstructRequest) for request in studio.engine.ran) == 1
    assert not studio.session.has_unsaved_results


def test_cancel_keeps_what_there_is(studio: Studio) -> None:
    previews = []
    studio.session.preview.connect(lambda job, preview: previews.append(preview))
    studio.engine.may_decode.clear()
    masked_studio(studio).press(Qt.Key.Key_Return, CTRL)
    studio.wait(lambda: previews)
    assert studio.window.status.cancel.isVisible()
    studio.press(Qt.Key.Key_Escape)
    studio.engine.may_decode.set()
    assert not studio.session.jobs.active
    assert studio.current.partial
    studio.qtbot.wait(30)
    assert not studio.window.status.cancel.isVisible()


def test_sampling_makes_a_shape_from_nothing(studio: Studio) -> None:
    studio.window.generate_panel.class_name.setCurrentText("Chair")
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle()
    assert studio.current.result.request.settings.class_name == "chair"
    assert studio.current.parent is None


def test_a_locked_seed_gives_the_same_result(studio: Studio) -> None:
    seed = studio.window.generate_panel.seed
    seed.spin.setValue(7)
    seed.lock.click()
    for _ in range(2):
        studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
        studio.settle()
    first, second = (item for item in studio.document.items if item.result is not None)
    assert np.array_equal(first.shape.vertices, second.shape.vertices)


def test_an_export_is_closed_and_in_the_units_of_the_input(
    studio: Studio, bed_path: Path, tmp_path: Path
) -> None:
    masked_studio(studio).press(Qt.Key.Key_Return, CTRL)
    studio.settle()
    source = trimesh.load_mesh(bed_path)
    for suffix in ("obj", "ply", "stl", "glb"):
        target = tmp_path / f"bed.{suffix}"
        studio.press(Qt.Key.Key_E, CTRL)
        studio.choose_path(target)
        studio.settle()
        mesh = trimesh.load_mesh(target)
        mesh.merge_vertices()
        assert mesh.is_watertight
        assert np.allclose(mesh.extents, source.extents, rtol=0.2)
    assert studio.current.exported and not studio.session.has_unsaved_results
    assert Path(studio.session.settings.last_folder) == tmp_path


def test_closing_with_unsaved_results_asks(studio: Studio, tmp_path: Path) -> None:
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle()
    studio.window.close()
    dialog = studio.dialog(UnsavedDialog)
    studio.qtbot.mouseClick(dialog.stay, Qt.MouseButton.LeftButton)
    assert studio.window.isVisible()
    studio.window.close()
    studio.qtbot.mouseClick(studio.dialog(UnsavedDialog).export, Qt.MouseButton.LeftButton)
    studio.choose_path(tmp_path)
    studio.wait(lambda: not studio.window.isVisible())
    assert list(tmp_path.glob("*.obj"))
