"""Choosing in how many patches shapes are read, completed and sampled, in a real window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from driven_window import Studio
from PySide6.QtCore import Qt
from stand_in_engine import StandInEngine

from mge_studio.requests import SampleRequest
from mge_studio.ui.controllers.reading import NO_CHOICE
from mge_studio.ui.dialogs.command_palette import CommandPalette
from mge_studio.ui.dialogs.preferences import PreferencesDialog

KEY = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def loaded(start: Callable[..., Studio], path: Path, most: int) -> Studio:
    studio = start(StandInEngine(patches=192, most_patches=most))
    studio.window.models.load_remembered()
    studio.settle()
    studio.open(path)
    return studio


def farthest(places: np.ndarray, others: np.ndarray) -> float:
    """How far one of (P, 3) places lies from all others, at the most."""
    return float(np.linalg.norm(places[:, None] - others[None], axis=-1).min(axis=1).max())


@pytest.fixture
def studio(start: Callable[..., Studio], bed_path: Path) -> Studio:
    """A studio with a bed, whose model has up to 256 patches."""
    return loaded(start, bed_path, 256)


def test_keys_read_the_shape_in_more_patches_and_undo_takes_it_back(studio: Studio) -> None:
    window, chip = studio.window, studio.window.status.reading
    assert chip.isVisible() and chip.text() == "192 patches" and chip.isEnabled()
    studio.press(KEY.Key_B)
    studio.paint((0.4, 0.5), (0.6, 0.6))
    studio.press(KEY.Key_B)
    before = studio.current
    assert 0 < before.masked_count < 192
    studio.press(KEY.Key_Plus, CTRL)
    studio.settle()
    after = studio.current
    assert len(after.tokens) == 256 and chip.text() == "256 patches"
    assert window.tokens_panel.patch_count.text() == "256"
    assert window.mask_panel.count.text().startswith(f"{after.masked_count} of 256 patches")
    assert window.scan_panel.of.text() == "of 256" and window.scan_panel.count.maximum() == 255
    assert after.masked_count > before.masked_count
    far = farthest(after.tokens.centres[after.mask], before.tokens.centres[before.mask])
    assert far < 0.35, "the same region"
    assert not window.action("read_finer").isEnabled()
    studio.press(KEY.Key_Z, CTRL)
    assert studio.current.tokens is before.tokens and studio.current.mask is before.mask
    studio.press(KEY.Key_F5)
    studio.settle()
    assert len(studio.current.tokens) == 256 and not window.action("read_again").isEnabled()
    studio.press(KEY.Key_Minus, CTRL)
    studio.press(KEY.Key_Minus, CTRL)
    studio.settle()
    assert len(studio.current.tokens) == 128 and chip.text() == "128 patches"


def test_completing_again_works_on_the_finer_reading_of_what_a_result_was_made_from(
    studio: Studio,
) -> None:
    studio.press(KEY.Key_A, SHIFT)
    studio.press(KEY.Key_Return, CTRL)
    studio.settle()
    first = studio.current
    assert len(first.tokens) == 192
    studio.press(KEY.Key_6)
    studio.press(KEY.Key_Plus, CTRL)
    studio.settle()
    bed = studio.document.items[0]
    assert studio.current.tokens is first.tokens and len(bed.tokens) == 256
    assert studio.window.generate_panel.run.text() == f"Complete {bed.masked_count} patches"
    studio.press(KEY.Key_Return, CTRL)
    studio.settle()
    assert len(studio.current.tokens) == 256
    studio.document.set_current(first.id)
    studio.settle()
    studio.press(KEY.Key_F5)
    studio.settle()
    assert len(studio.current.tokens) == 256
    assert "not known" in studio.window.confidence_legend.title.text()
    studio.press(KEY.Key_Z, CTRL)
    studio.settle()
    assert studio.current.tokens is first.tokens


def test_it_is_chosen_in_the_status_bar_by_name_and_in_the_preferences(studio: Studio) -> None:
    menu = studio.window.status.reading.menu()
    assert [action.text() for action in menu.actions()] == [
        "128 patches", "192 patches", "256 patches"
    ]  # fmt: skip
    menu.actions()[0].trigger()
    studio.settle()
    assert menu.actions()[0].isChecked() and len(studio.current.tokens) == 128
    studio.press(KEY.Key_P, CTRL | SHIFT)
    palette = studio.dialog(CommandPalette)
    studio.qtbot.keyClicks(palette.field, "256 patches")
    assert palette.found()[0] == "256 patches"
    studio.qtbot.keyClick(palette.field, KEY.Key_Return)
    studio.settle()
    assert len(studio.current.tokens) == 256
    studio.press(KEY.Key_Comma, CTRL)
    dialog = studio.dialog(PreferencesDialog)
    assert dialog.reading.currentText() == "256"
    dialog.reading.setFocus()
    studio.qtbot.keyClick(dialog.reading, KEY.Key_Up)
    studio.settle()
    assert len(studio.current.tokens) == 192
    dialog.close()


def test_samples_and_scans_follow_and_so_does_the_next_start(
    studio: Studio, start: Callable[..., Studio], bed_path: Path
) -> None:
    studio.press(KEY.Key_Plus, CTRL)
    studio.settle()
    studio.press(KEY.Key_Return, CTRL | SHIFT)
    studio.settle()
    request = studio.engine.ran[-1]
    assert isinstance(request, SampleRequest) and request.patches == 256
    assert len(studio.current.tokens) == 256
    studio.window.scan_panel.count.setValue(60)
    studio.press(KEY.Key_I, CTRL | ALT)
    studio.settle()
    assert len(studio.engine.ran[-1].tokens) == 196 and len(studio.current.tokens) == 256
    later = loaded(start, bed_path, 256)
    assert later.window.status.reading.text() == "256 patches" and len(later.current.tokens) == 256


def test_a_model_with_one_number_says_so(
    start: Callable[..., Studio], bed_path: Path, studio: Studio
) -> None:
    studio.press(KEY.Key_Plus, CTRL)
    studio.settle()
    older = loaded(start, bed_path, 192)
    chip = older.window.status.reading
    assert chip.text() == "192 patches" and not chip.isEnabled() and chip.toolTip() == NO_CHOICE
    assert len(older.current.tokens) == 192 and older.session.settings.reading > 1
    for id in ("read_finer", "read_coarser", "read_again"):
        assert not older.window.action(id).isEnabled()
    older.press(KEY.Key_Comma, CTRL)
    dialog = older.dialog(PreferencesDialog)
    assert not dialog.reading.isEnabled() and dialog.reading.toolTip() == NO_CHOICE
    dialog.close()
