"""The history as a list: a click goes to a point of it, forth and back."""

from __future__ import annotations

from driven_window import Studio
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from mge_studio.ui.panels.history import UNDONE_ROLE

CTRL = Qt.KeyboardModifier.ControlModifier


def lines(history: QListWidget) -> list[tuple[str, bool]]:
    found = (history.item(row) for row in range(history.count()))
    return [(line.text(), bool(line.data(UNDONE_ROLE))) for line in found]


def click(studio: Studio, row: int) -> None:
    history = studio.window.history_panel.list
    place = history.visualItemRect(history.item(row)).center()
    studio.qtbot.mouseClick(history.viewport(), Qt.MouseButton.LeftButton, pos=place)
    studio.qtbot.wait(30)


def test_a_click_goes_to_a_point_of_the_history(studio: Studio) -> None:
    studio.press(Qt.Key.Key_H, CTRL)
    history = studio.window.history_panel.list
    assert history.isVisible() and lines(history) == [("As opened", False)]
    studio.press(Qt.Key.Key_I, CTRL)
    masked = studio.current.masked_count
    studio.press(Qt.Key.Key_D, CTRL)
    studio.press(Qt.Key.Key_H)
    names = ["As opened", "Invert mask", "Clear mask", "Hide bed"]
    assert lines(history) == [(name, False) for name in names]
    click(studio, 1)
    assert studio.current.masked_count == masked and studio.current.visible
    assert [undone for _, undone in lines(history)] == [False, False, True, True]
    assert history.currentRow() == 1
    click(studio, 3)
    assert not studio.current.visible and studio.current.masked_count == 0
    click(studio, 0)
    assert studio.current.mask is None and history.currentRow() == 0
