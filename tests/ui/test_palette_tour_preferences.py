"""Finding actions by name, the tour, and the preferences, in a real window."""

from __future__ import annotations

from collections.abc import Callable

from driven_window import Studio
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from mge_studio.ui.app import _begin
from mge_studio.ui.dialogs.command_palette import CommandPalette
from mge_studio.ui.dialogs.preferences import PreferencesDialog
from mge_studio.ui.fuzzy import fit
from mge_studio.ui.key_texts import with_keys
from mge_studio.ui.tour import STEPS, beside

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def commands(studio: Studio) -> CommandPalette:
    studio.press(Qt.Key.Key_P, CTRL | SHIFT)
    return studio.dialog(CommandPalette)


def preferences(studio: Studio) -> PreferencesDialog:
    studio.press(Qt.Key.Key_Comma, CTRL)
    return studio.dialog(PreferencesDialog)


def test_words_fit_in_any_order_and_the_starts_of_words_best() -> None:
    assert fit("mask inv", "Invert mask") is not None and fit("xyz", "Invert mask") is None
    names = ["Unmask all", "Mask a block", "Clear mask"]
    assert sorted(names, key=lambda name: -(fit("mask", name) or 0))[0] == "Mask a block"
    assert fit("expo", "Export…") > fit("eprt", "Export…") > 0


def test_an_action_is_found_and_run_by_typing(studio: Studio) -> None:
    palette = commands(studio)
    studio.qtbot.keyClicks(palette.field, "inv ma")
    assert palette.found()[0] == "Invert mask"
    studio.qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    studio.settle()
    assert studio.current.masked_count == 128
    studio.wait(lambda: not studio.window.findChildren(CommandPalette))


def test_panels_palettes_and_ways_of_masking_are_found_by_name(studio: Studio) -> None:
    def run(words: str, expected: str) -> None:
        palette = commands(studio)
        studio.qtbot.keyClicks(palette.field, words)
        assert palette.found()[0] == expected
        studio.qtbot.keyClick(palette.field, Qt.Key.Key_Return)
        studio.settle()

    run("panels scan", "Scan")
    assert studio.window._docks["scan"].isHidden()
    other = studio.window.appearance.palette_actions[1]
    run(f"colours {other.text()}", other.text())
    assert studio.window.appearance.palette == other.data()
    studio.press(Qt.Key.Key_I, CTRL)
    run("strokes take away", "Strokes take away")
    run("through", "Through")
    panel = studio.window.mask_panel
    assert panel.modes.value == "subtract" and panel.through.isChecked()
    studio.press(Qt.Key.Key_B)
    studio.paint((0.4, 0.5), (0.6, 0.6))
    assert 0 < studio.current.masked_count < 128


def test_grey_actions_are_listed_but_neither_chosen_nor_run(empty: Studio) -> None:
    palette = commands(empty)
    studio_view = empty.window.looking.view
    empty.qtbot.keyClicks(palette.field, "export")
    assert "Export…" in palette.found() and palette.list.currentItem() is None
    empty.qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.field.selectAll()
    empty.qtbot.keyClicks(palette.field, "plain")
    empty.qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert empty.window.looking.view == "plain" != studio_view


def test_arrows_go_round_and_nothing_found_says_so(studio: Studio) -> None:
    palette = commands(studio)
    first = palette.list.currentItem().text()
    studio.qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentItem().text() != first
    studio.qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    studio.qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentRow() > 20
    studio.qtbot.keyClicks(palette.field, "qqqq")
    assert palette.nothing.isVisible() and not palette.found()
    studio.qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    studio.wait(lambda: not studio.window.findChildren(CommandPalette))


def test_the_first_start_shows_the_tour_and_the_next_does_not(
    start: Callable[[], Studio],
) -> None:
    first = start()
    _begin(first.window, ())
    first.settle()
    card = first.window.tour.card
    assert card.isVisible() and "1 of 5" in card.count.text()
    for step in STEPS:
        assert card.title.text() == step.title
        assert first.window.rect().contains(card.geometry())
        first.qtbot.mouseClick(card.next, Qt.MouseButton.LeftButton)
    assert not card.isVisible()
    first.window.close_anyway()
    second = start()
    _begin(second.window, ())
    second.settle()
    assert not second.window.tour.running
    second.window.action("tour").trigger()
    assert second.window.tour.running


def test_the_tour_can_be_skipped_by_key_and_follows_the_window(studio: Studio) -> None:
    studio.window.action("tour").trigger()
    card, frame = studio.window.tour.card, studio.window.tour.frame
    card.next.click()
    before = frame.geometry()
    studio.window.resize(1100, 720)
    studio.qtbot.wait(50)
    button = studio.window.tool("view_tokens")
    assert frame.geometry().contains(QRect(button.mapTo(studio.window, button.rect().topLeft()),
                                           button.size()))  # fmt: skip
    assert before.isValid() and studio.window.rect().contains(card.geometry())
    studio.qtbot.keyClick(card.next, Qt.Key.Key_Escape)
    assert not studio.window.tour.running and studio.session.settings.toured


def test_cards_stay_in_the_window() -> None:
    window, card = QRect(0, 0, 1000, 700), QRect(0, 0, 300, 150)
    for target in (QRect(0, 0, 50, 30), QRect(950, 670, 50, 30), QRect(0, 0, 1000, 700)):
        corner = beside(target, card, window)
        assert window.contains(QRect(corner, card.size()))


def test_preferences_hold_at_once_and_are_remembered(
    studio: Studio, start: Callable[[], Studio]
) -> None:
    dialog = preferences(studio)
    dialog.theme.button("light").click()
    assert studio.window.action("light_theme").isChecked()
    dialog.palette_box.setCurrentIndex(dialog.palette_box.findData("pastel"))
    dialog.palette_box.activated.emit(dialog.palette_box.currentIndex())
    dialog.device.setCurrentIndex(dialog.device.findData("cpu"))
    dialog.device.activated.emit(dialog.device.currentIndex())
    dialog.threads.setValue(1)
    assert dialog.memory.text() == "Automatic"
    dialog.memory.setValue(1.5)
    dialog.theme.button("dark").click()
    dialog.accept()
    studio.settle()
    assert (studio.engine.threads, studio.engine.memory) == (1, 1.5)
    studio.window.close_anyway()
    settings = start().session.settings
    assert (settings.theme, settings.palette) == ("dark", "pastel")
    assert (settings.device, settings.threads, settings.memory) == ("cpu", 1, 1.5)


def test_what_a_job_has_to_say_is_in_the_status_bar(studio: Studio) -> None:
    studio.engine.notice = "Smaller steps were taken."
    studio.window.action("sample").trigger()
    studio.settle()
    assert studio.window.status.hint.text() == "Smaller steps were taken."
    assert studio.current.result is not None


def test_a_key_is_changed_taken_over_and_reset(studio: Studio, start: Callable[[], Studio]) -> None:
    dialog = preferences(studio)
    dialog.pages.button("keys").click()
    keys = dialog.keys
    keys.choose("view_plain")
    studio.qtbot.keyClick(keys.edit, Qt.Key.Key_F9)
    assert "free" in keys.told.text()
    keys.use.click()
    keys.choose("mask_invert")
    studio.qtbot.keyClick(keys.edit, Qt.Key.Key_G)
    assert "Grow mask" in keys.told.text() and keys.use.text() == "Take over"
    keys.use.click()
    studio.qtbot.keyClick(keys.edit, Qt.Key.Key_Space)
    assert not keys.use.isEnabled()
    dialog.accept()
    studio.press(Qt.Key.Key_1)
    assert studio.window.looking.view == "tokens"
    studio.press(Qt.Key.Key_F9)
    assert studio.window.looking.view == "plain"
    studio.press(Qt.Key.Key_G)
    assert studio.current.masked_count == 128
    assert studio.window.action("mask_grow").shortcuts() == []
    studio.window.close_anyway()
    again = start()
    assert again.window.action("view_plain").shortcut().toString() == "F9"
    bindings = again.window.key_bindings
    bindings.reset("mask_grow")
    assert bindings.keys("mask_grow") == ["G"] and bindings.keys("mask_invert") == []
    bindings.reset_all()
    assert again.window.action("view_plain").shortcut().toString() == "1"
    assert again.session.settings.shortcuts == {}


def test_texts_name_the_keys_that_are_in_force(studio: Studio) -> None:
    window, bindings = studio.window, studio.window.key_bindings
    lasso = window.mask_panel.tools.button("lasso")
    assert lasso.toolTip().endswith("(L)") and "(B)" in window.generate_panel.reason.text()
    bindings.assign("tool_lasso", ["F7"])
    bindings.assign("paint", ["F6"])
    bindings.assign("cancel", [])
    assert lasso.toolTip().endswith("(F7)")
    assert "(F6)" in window.mask_panel.paint.toolTip()
    assert "(F6)" in window.generate_panel.reason.text()
    assert window.status.cancel.toolTip() == "Cancel"
    bindings.assign("commands", [])
    window.action("tour").trigger()
    card = window.tour.card
    for _ in range(2):
        card.next.click()
    assert "Press F6 and paint" in card.text.text()
    for _ in range(2):
        card.next.click()
    assert "“Find an action” finds" in card.text.text()
    bindings.reset_all()
    assert lasso.toolTip().endswith("(L)")


def test_no_name_of_an_action_is_left_in_a_text(studio: Studio) -> None:
    studio.window.masking.set_painting(True)
    assert "[ ] sets the radius" in studio.window.status.hint.text()
    tips = [widget.toolTip() for widget in studio.window.findChildren(QWidget)]
    assert not [tip for tip in tips if "{" in tip]
    for step in STEPS:
        assert "{" not in with_keys(step.text, studio.window.key_bindings)
