"""The strip of variants under the view: choose one, keep all, discard all."""

from __future__ import annotations

from driven_window import Studio
from PySide6.QtCore import Qt

from mge_studio.ui.widgets.thumbnail_cells import PICTURE_ROLE

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def sampled(studio: Studio, variants: int) -> list[int]:
    studio.window.generate_panel.variants.setValue(variants)
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle()
    return [item.id for item in studio.document.items if item.result is not None][-variants:]


def test_a_click_in_the_strip_goes_to_a_variant(studio: Studio) -> None:
    strip = studio.window.variant_strip
    assert not strip.isVisible()
    ids = sampled(studio, 3)
    assert strip.isVisible() and strip.list.count() == 3
    place = strip.list.visualItemRect(strip.list.item(2)).center()
    studio.qtbot.mouseClick(strip.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    studio.wait(lambda: studio.current.id == ids[2])
    studio.wait(lambda: strip.list.item(2).data(PICTURE_ROLE) is not None)
    studio.press(Qt.Key.Key_Comma)
    assert studio.current.id == ids[1] and strip.list.currentRow() == 1


def test_the_strip_shows_one_job(studio: Studio) -> None:
    sampled(studio, 2)
    ids = sampled(studio, 3)
    assert studio.window.variant_strip.list.count() == 3
    assert [item.id for item in studio.window.generating.variants()] == ids


def test_keep_one_and_discard_all_others(studio: Studio) -> None:
    ids = sampled(studio, 3)
    studio.press(Qt.Key.Key_K)
    kept = studio.current.id
    studio.press(Qt.Key.Key_Delete, SHIFT)
    left = [item.id for item in studio.document.items if item.result is not None]
    assert left == [kept] and studio.current.id == kept
    assert not studio.window.action("discard_all").isEnabled()
    studio.press(Qt.Key.Key_Z, CTRL)
    assert all(id in studio.document for id in ids)


def test_keep_all_is_one_step_of_undo(studio: Studio) -> None:
    ids = sampled(studio, 3)
    studio.press(Qt.Key.Key_K, SHIFT)
    assert all(studio.document.item(id).kept for id in ids)
    studio.press(Qt.Key.Key_Z, CTRL)
    assert not any(studio.document.item(id).kept for id in ids)
