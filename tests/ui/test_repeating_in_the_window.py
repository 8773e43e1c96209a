"""Copying a result as a command or as Python: what is pasted gives the same mesh."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from driven_window import Studio
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from scipy.spatial import cKDTree

from mge_studio.shapes.loading import load_shape
from mge_studio.studio.document import Item
from mge_studio.studio.engine import LocalEngine
from mge_studio.ui.dialogs.export import ExportDialog
from mge_studio.ui.dialogs.recipe import RecipeDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
PATIENCE = 240


@pytest.fixture
def real(start: Callable[..., Studio], bed_path: Path) -> Studio:
    """The bundled model and a bed with a painted mask; small settings."""
    studio = start(LocalEngine())
    studio.window.models.load_remembered()
    studio.window.files.open([bed_path])
    studio.wait(lambda: studio.document.current and studio.current.tokens, PATIENCE)
    studio.settle(PATIENCE)
    panel = studio.window.generate_panel
    panel.steps.setValue(3)
    panel.variants.setValue(2)
    panel.resolution.setCurrentText("64³")
    return studio


def paint_and_complete(studio: Studio) -> Item:
    """The second variant of what was masked; it is current."""
    studio.press(Qt.Key.Key_B)
    studio.paint((0.35, 0.55), (0.6, 0.6))
    studio.press(Qt.Key.Key_Return, CTRL)
    studio.settle(PATIENCE)
    studio.press(Qt.Key.Key_Period)
    studio.settle(PATIENCE)
    assert studio.current.result.variant == 1
    return studio.current


def copied() -> str:
    return QGuiApplication.clipboard().text()


def in_terminal(command: list[str] | str, folder: Path) -> None:
    folder.mkdir()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    shell = isinstance(command, str)
    done = subprocess.run(
        command, shell=shell, cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def assert_same_mesh(path: Path, item: Item, folder: Path) -> None:
    """As the studio's own export of it."""
    item.shape.save(folder / "expected.obj")
    made, expected = load_shape(path), load_shape(folder / "expected.obj")
    assert np.array_equal(made.faces, expected.faces)
    ours, theirs = expected.vertices_in_input_units(), made.vertices_in_input_units()
    assert np.abs(ours - theirs).max() < 1e-4 * np.ptp(ours, axis=0).max()


def test_the_copied_command_and_python_give_the_same_mesh(real: Studio, tmp_path: Path) -> None:
    item = paint_and_complete(real)
    real.press(Qt.Key.Key_C, CTRL | SHIFT)
    in_terminal(copied(), tmp_path / "a")
    assert_same_mesh(tmp_path / "a" / "bed-completion-2" / "variant-01.obj", item, tmp_path)
    real.press(Qt.Key.Key_C, CTRL | ALT)
    in_terminal([sys.executable, "-c", copied()], tmp_path / "b")
    assert_same_mesh(tmp_path / "b" / "bed-completion-2.obj", item, tmp_path)


def test_what_is_exported_more_finely_is_the_same_surface(real: Studio, tmp_path: Path) -> None:
    item = paint_and_complete(real)
    real.press(Qt.Key.Key_E, CTRL | ALT)
    dialog = real.dialog(ExportDialog)
    dialog.resolution.setCurrentText("128³")
    real.qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    real.choose_path(tmp_path / "fine.obj")
    real.settle(PATIENCE)
    fine = load_shape(tmp_path / "fine.obj")
    assert len(fine.faces) > 3 * len(item.shape.faces)
    coarse = item.shape.vertices_in_input_units()
    apart = cKDTree(fine.vertices_in_input_units()).query(coarse)[0]
    assert np.quantile(apart, 0.99) < 0.02 * np.ptp(coarse, axis=0).max()


def test_a_result_completed_further_is_saved_for_the_command(real: Studio, tmp_path: Path) -> None:
    paint_and_complete(real)
    item = paint_and_complete(real)
    real.press(Qt.Key.Key_R, CTRL)
    dialog = real.dialog(RecipeDialog)
    QGuiApplication.clipboard().setText("nothing yet")
    dialog.copies["Command"].click()
    folder = tmp_path / "it's here"
    folder.mkdir()
    real.choose_path(folder / "half a bed.mge")
    real.wait(lambda: "half a bed.mge" in copied(), PATIENCE)
    dialog.accept()
    in_terminal(copied(), tmp_path / "a")
    (made,) = (tmp_path / "a").glob("*/variant-01.obj")
    assert_same_mesh(made, item, tmp_path)


def test_another_seed_and_this_seed(studio: Studio) -> None:
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle()
    first = studio.current.result.request.settings
    studio.press(Qt.Key.Key_Return, CTRL | ALT)
    studio.settle()
    other = studio.current.result.request.settings
    assert other.seed != first.seed and other.steps == first.steps
    studio.window.action("use_seed").trigger()
    assert studio.window.generate_panel.seed.take() == other.seed


def test_what_has_no_settings_of_its_own_offers_none(studio: Studio) -> None:
    """A reconstruction was not drawn: another seed would make the same again."""
    offers = [studio.window.action(id) for id in ("another_seed", "use_seed", "reuse")]
    studio.press(Qt.Key.Key_R)
    studio.settle()
    assert studio.current.result is not None and not any(offer.isEnabled() for offer in offers)
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle()
    assert all(offer.isEnabled() for offer in offers)
