"""Jobs that wait: the popup of the queue, pausing, and news of long jobs."""

from __future__ import annotations

import pytest
from driven_window import Studio
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mge_studio.ui import notifier

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def line_up(studio: Studio, *classes: str) -> None:
    """Start a sampling of each class."""
    for name in classes:
        studio.window.generate_panel.class_name.setCurrentText(name)
        studio.press(Qt.Key.Key_Return, CTRL | SHIFT)


def titles(studio: Studio) -> list[str]:
    return [job.title.removeprefix("Sample ") for job in studio.session.jobs.queue]


def shown(studio: Studio) -> list[str]:
    """The same as the popup has it."""
    rows = studio.window.queue_popup.rows.values()
    return [row.title.text().removeprefix("Sample ") for row in rows]


def sampled(studio: Studio) -> list[str]:
    return [
        item.result.request.settings.class_name
        for item in studio.document.items
        if item.result is not None
    ]


def enter(popup: QWidget, target: QWidget) -> None:
    """Bring the mouse over a part of the popup."""
    place = QPointF(target.mapTo(popup, target.rect().center()))
    on_screen = QPointF(popup.mapToGlobal(place.toPoint()))
    QApplication.sendEvent(popup, QEnterEvent(place, place, on_screen))


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_jobs_wait_move_and_are_cancelled_in_the_popup(studio: Studio) -> None:
    studio.engine.may_decode.clear()
    line_up(studio, "Car", "Lamp", "Table", "Chair")
    studio.wait(lambda: studio.session.jobs.queue[0].state == "running")
    studio.press(Qt.Key.Key_J, CTRL)
    popup = studio.window.queue_popup
    assert popup.isVisible() and titles(studio) == ["car", "lamp", "table", "chair"]
    assert studio.window.status.queue.text() == "Queue  4"
    car, lamp, _, chair = (popup.rows[job.id] for job in studio.session.jobs.queue)
    assert car.bar.isVisible() and not lamp.bar.isVisible() and not lamp.up.isEnabled()
    studio.qtbot.mouseClick(chair.up, Qt.MouseButton.LeftButton)
    studio.wait(lambda: shown(studio) == ["car", "lamp", "chair", "table"])
    lamp = popup.rows[studio.session.jobs.queue[1].id]
    studio.qtbot.mouseClick(lamp.cancel, Qt.MouseButton.LeftButton)
    studio.wait(lambda: shown(studio) == ["car", "chair", "table"])
    popup.hide()
    studio.engine.may_decode.set()
    studio.settle()
    assert sampled(studio) == ["car", "chair", "table"]


def test_a_paused_queue_starts_nothing_and_cancel_all_empties_it(studio: Studio) -> None:
    studio.press(Qt.Key.Key_P, CTRL | ALT)
    line_up(studio, "Car", "Lamp")
    studio.qtbot.wait(100)
    assert titles(studio) == ["car", "lamp"] and not sampled(studio)
    assert studio.window.status.queue.text() == "Paused  2"
    studio.press(Qt.Key.Key_Escape, SHIFT)
    assert titles(studio) == []
    line_up(studio, "Table")
    studio.press(Qt.Key.Key_P, CTRL | ALT)
    studio.settle()
    assert sampled(studio) == ["table"]


def test_without_previews_none_are_made(studio: Studio) -> None:
    studio.press(Qt.Key.Key_V, SHIFT)
    line_up(studio, "Car")
    studio.settle()
    assert studio.current.result.request.settings.preview_every == 0
    studio.press(Qt.Key.Key_V, SHIFT)
    line_up(studio, "Car")
    studio.settle()
    assert studio.current.result.request.settings.preview_every > 0


def test_a_long_job_asks_for_attention_when_nobody_looks(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QApplication, "alert", lambda window: asked.append(window.windowTitle()))
    monkeypatch.setattr(notifier, "LONG", 0.0)
    line_up(studio, "Car")
    studio.settle()
    assert not asked
    monkeypatch.setattr(QApplication, "activeWindow", lambda: None)
    line_up(studio, "Lamp")
    studio.settle()
    assert len(asked) == 1
    assert studio.window.status.hint.text().startswith("Sample lamp: done after")


def test_a_click_never_hits_a_row_that_came_under_the_mouse(studio: Studio) -> None:
    studio.engine.may_decode.clear()
    line_up(studio, "Car", "Lamp", "Table", "Chair")
    studio.wait(lambda: studio.session.jobs.queue[0].state == "running")
    studio.press(Qt.Key.Key_J, CTRL)
    popup = studio.window.queue_popup
    _, _, table, chair = popup.rows.values()
    enter(popup, chair.up)
    click(chair.up)
    studio.wait(lambda: shown(studio) == ["car", "lamp", "chair", "table"])
    click(table.up)  # which lies now where the other one lay
    studio.qtbot.wait(30)
    assert titles(studio) == ["car", "lamp", "chair", "table"]
    click(chair.up)  # the mouse went after the row
    studio.wait(lambda: shown(studio) == ["car", "chair", "lamp", "table"])
    popup.hide()
    studio.session.cancel_all()
    studio.engine.may_decode.set()


def test_rows_stay_under_the_mouse_when_jobs_end(studio: Studio) -> None:
    studio.engine.may_decode.clear()
    line_up(studio, "Car", "Lamp", "Table")
    studio.wait(lambda: studio.session.jobs.queue[0].state == "running")
    studio.press(Qt.Key.Key_J, CTRL)
    popup = studio.window.queue_popup
    car, lamp, _ = popup.rows.values()
    enter(popup, car.cancel)
    place = lamp.mapToGlobal(QPoint())
    studio.session.cancel(studio.session.jobs.queue[0].id)
    studio.wait(lambda: titles(studio) == ["lamp", "table"])
    studio.wait(lambda: car.ended)
    assert shown(studio) == ["car", "lamp", "table"] and lamp.mapToGlobal(QPoint()) == place
    click(car.cancel)
    studio.qtbot.wait(30)
    assert titles(studio) == ["lamp", "table"]
    QApplication.sendEvent(popup, QEvent(QEvent.Type.Leave))
    assert shown(studio) == ["lamp", "table"]
    popup.hide()
    studio.session.cancel_all()
    studio.engine.may_decode.set()
