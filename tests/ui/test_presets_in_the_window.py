"""Presets in the Generate panel, by mouse, by keys and through their dialogs."""

from __future__ import annotations

from collections.abc import Callable

from driven_window import Studio
from PySide6.QtCore import Qt

from mge_studio.studio.presets import BUILT_IN
from mge_studio.ui.dialogs.name import NameDialog

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def pick(studio: Studio, name: str) -> None:
    box = studio.window.generate_panel.presets.names
    box.setCurrentIndex(box.findText(name))
    box.activated.emit(box.currentIndex())


def shown(studio: Studio) -> str:
    """The preset that the panel names, or what stands there instead."""
    box = studio.window.generate_panel.presets.names
    return box.currentText() if box.currentIndex() >= 0 else box.placeholderText()


def test_a_preset_fills_the_fields_and_a_change_leaves_it(studio: Studio) -> None:
    panel = studio.window.generate_panel
    assert shown(studio) == "Balanced"
    panel.variants.setValue(3)
    pick(studio, "Varied")
    assert (panel.temperature.value(), panel.top_p.value()) == (1.1, 0.98)
    assert shown(studio) == "Varied" and panel.variants.value() == 3
    panel.steps.setValue(20)
    assert shown(studio) == "Varied, changed"
    panel.variants.setValue(2)
    panel.steps.setValue(16)
    assert shown(studio) == "Varied"


def test_a_changed_preset_can_be_read_and_long_names_end_with_dots(studio: Studio) -> None:
    studio.window.resize(1280, 800)
    box, panel = studio.window.generate_panel.presets.names, studio.window.generate_panel
    panel.steps.setValue(20)
    studio.qtbot.wait(50)
    assert box.shown == shown(studio) == "Balanced, changed"
    studio.window.presetting.save("A name that is far too long for this")
    assert box.shown.startswith("A name") and box.shown.endswith("…")


def test_the_dialog_for_a_name_keeps_its_size(studio: Studio) -> None:
    studio.window.action("preset_save").trigger()
    dialog = studio.dialog(NameDialog)
    studio.qtbot.wait(50)
    size, place = dialog.size(), dialog.field.pos()
    studio.qtbot.keyClicks(dialog.field, "Quick")
    studio.qtbot.wait(50)
    assert dialog.reason.text() and (dialog.size(), dialog.field.pos()) == (size, place)


def test_keys_and_the_palette_choose_presets(studio: Studio) -> None:
    names = list(BUILT_IN)
    seen = []
    for _ in names:
        studio.press(Qt.Key.Key_N, CTRL | ALT)
        seen.append(shown(studio))
    assert seen == [*names[2:], *names[:2]]
    studio.window.action("preset_careful").trigger()
    assert studio.window.generate_panel.take_settings().resolution == 192


def test_own_presets_are_saved_renamed_remembered_and_deleted(
    studio: Studio, start: Callable[[], Studio]
) -> None:
    window, panel = studio.window, studio.window.generate_panel
    assert not window.action("preset_delete").isEnabled()
    panel.steps.setValue(5)
    window.action("preset_save").trigger()
    dialog = studio.dialog(NameDialog)
    assert not dialog.accept_button.isEnabled()
    studio.qtbot.keyClicks(dialog.field, "quick")
    assert not dialog.accept_button.isEnabled() and "built in" in dialog.reason.text()
    dialog.field.clear()
    studio.qtbot.keyClicks(dialog.field, "Five steps")
    studio.qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert shown(studio) == "Five steps"
    window.action("preset_rename").trigger()
    dialog = studio.dialog(NameDialog)
    assert dialog.field.text() == "Five steps"
    studio.qtbot.keyClicks(dialog.field, "Swift")
    studio.qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    pick(studio, "Balanced")
    assert not window.action("preset_rename").isEnabled()
    window.close_anyway()

    again = start()
    again.settle()
    pick(again, "Swift")
    assert again.window.generate_panel.steps.value() == 5
    again.window.action("preset_delete").trigger()
    assert shown(again) == "Settings of your own"
    assert again.window.generate_panel.steps.value() == 5
    assert again.window.generate_panel.presets.names.findText("Swift") < 0


def test_settings_of_a_result_show_their_preset(studio: Studio) -> None:
    pick(studio, "Quick")
    studio.window.generating.run("sample")
    studio.settle()
    pick(studio, "Varied")
    studio.window.action("reuse").trigger()
    assert shown(studio) == "Quick"
