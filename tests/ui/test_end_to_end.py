"""The main job with nothing stood in: the real window, the real engine, the bundled model."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import trimesh
from driven_window import Studio
from PySide6.QtCore import Qt

from mge_studio.requests import Preview
from mge_studio.studio.engine import LocalEngine

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
#: A wide margin: the first request also imports torch, and the machine may be busy.
PATIENCE = 120


@pytest.fixture
def real(start: Callable[..., Studio], bed_path: Path) -> Studio:
    studio = start(LocalEngine())
    studio.window.models.load_remembered()
    studio.window.files.open([bed_path])
    studio.wait(lambda: studio.document.current, PATIENCE)
    studio.wait(lambda: studio.current.tokens is not None, PATIENCE)
    studio.settle(PATIENCE)
    return studio


def test_from_an_opened_mesh_to_an_exported_completion(
    real: Studio, bed_path: Path, tmp_path: Path
) -> None:
    previews: list[Preview] = []
    real.session.preview.connect(lambda job, preview: previews.append(preview))
    assert real.session.model is not None and real.session.model.name == "small"

    real.press(Qt.Key.Key_B)
    real.paint((0.35, 0.55), (0.6, 0.6))
    mask = real.current.mask
    assert mask is not None and 0 < mask.sum() < len(mask)
    bed = real.current

    real.window.generate_panel.steps.setValue(64)  # so that there is time for several previews
    real.press(Qt.Key.Key_Return, CTRL)
    real.settle(PATIENCE)
    result = real.current.result
    assert result is not None and result.request.mask is mask
    assert len(previews) >= 3, "the shape was not seen while it formed"
    assert all(len(preview.faces) for preview in previews)
    assert np.array_equal(result.tokens.codes[~mask], bed.tokens.codes[~mask])

    target = tmp_path / "bed-completed.obj"
    real.press(Qt.Key.Key_E, CTRL)
    real.choose_path(target)
    real.settle(PATIENCE)
    mesh = trimesh.load_mesh(target)
    source = trimesh.load_mesh(bed_path)
    assert mesh.is_watertight and mesh.volume > 0
    assert np.allclose(mesh.bounds, source.bounds, atol=0.1 * source.extents.max())


def test_cancel_answers_at_once_and_keeps_what_there_is(real: Studio) -> None:
    previews: list[Preview] = []
    real.session.preview.connect(lambda job, preview: previews.append(preview))
    panel = real.window.generate_panel
    panel.variants.setValue(16)
    real.press(Qt.Key.Key_Return, CTRL | SHIFT)
    real.wait(lambda: previews, PATIENCE)
    asked = time.monotonic()
    real.press(Qt.Key.Key_Escape)
    real.wait(lambda: not real.session.jobs.active, PATIENCE)
    assert time.monotonic() - asked < 5  # the aim is one second; busy machines get more
    kept = [item for item in real.document.items if item.result is not None]
    assert kept and kept[-1].partial


def test_the_reconstruction_is_what_the_model_sees(real: Studio, bed_path: Path) -> None:
    real.press(Qt.Key.Key_R)
    real.settle(PATIENCE)
    seen = real.current.shape
    assert seen.is_watertight
    assert np.allclose(
        np.ptp(seen.vertices, axis=0),
        np.ptp(real.document.items[0].shape.vertices, axis=0),
        atol=0.15,
    )
