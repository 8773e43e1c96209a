"""Shapes between two shapes, in a real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from driven_window import Studio
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from stand_in_engine import StandInEngine

from mge_studio.requests import Event, ReconstructRequest, Request
from mge_studio.studio.project import load_project
from mge_studio.ui.dialogs.interpolate import InterpolateDialog
from mge_studio.ui.dialogs.recipe import RecipeDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def two(studio: Studio, van_path: Path) -> Studio:
    """A bed and a van, the bed current."""
    studio.open(van_path)
    studio.document.set_current(studio.document.items[0].id)
    studio.settle()
    return studio


def make(studio: Studio, steps: int) -> None:
    studio.press(Qt.Key.Key_I, CTRL | SHIFT)
    dialog = studio.dialog(InterpolateDialog)
    assert [dialog.target.itemText(at) for at in range(dialog.target.count())] == ["van"]
    dialog.steps.setValue(steps)
    studio.qtbot.keyClick(dialog.steps, Qt.Key.Key_Return)


def test_steps_lie_between_the_two_with_a_recipe_and_undo_as_one(two: Studio) -> None:
    bed, van = two.document.items
    make(two, 3)
    two.settle()
    made = two.document.items[2:]
    assert [item.name for item in made] == ["bed · 25% van", "bed · 50% van", "bed · 75% van"]
    assert two.current is made[0] and all(item.parent == bed.id for item in made)
    away = [np.abs(item.tokens.centres - bed.tokens.centres).mean() for item in made]
    assert 0 < away[0] < away[1] < away[2]
    assert two.window.action("recipe").isEnabled()
    assert all(item.result.request.tokens is item.tokens for item in made)
    assert two.session.history.undo_names == ("Interpolate bed and van",)
    two.press(Qt.Key.Key_Z, CTRL)
    assert two.document.items == (bed, van) and two.current is bed
    two.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert two.document.items[2:] == made


def test_the_recipe_names_both_ends_and_the_share(two: Studio, tmp_path: Path) -> None:
    make(two, 3)
    two.settle()
    line = "25% of the way from bed to van"
    assert two.window.result_bar.line.text().startswith(line)
    two.press(Qt.Key.Key_R, CTRL)
    dialog = two.dialog(RecipeDialog)
    dialog.copies["Text"].click()
    told = QGuiApplication.clipboard().text()
    for fact in ("Job: Interpolate", "From: bed", "To: van", "Share: 25% of the way"):
        assert fact in told
    shown = [label.text() for label in dialog.findChildren(QLabel)]
    assert {"bed", "van", "25% of the way"} <= set(shown)
    dialog.copies["Python"].click()
    two.choose_path(tmp_path / "input.mge")
    two.wait(lambda: "load_project" in QGuiApplication.clipboard().text())
    assert QGuiApplication.clipboard().text().startswith(f"# {line}\n")
    given = load_project(tmp_path / "input.mge").current_item
    assert given is not None and given.name == "bed · 25% van"
    dialog.accept()


def test_tokens_edited_since_are_told(two: Studio) -> None:
    make(two, 1)
    two.settle()
    item = two.current
    two.session.editing.move(item.id, np.arange(len(item.tokens)) == 3, (4, 0, 0))
    two.settle()
    two.wait(lambda: two.window.result_bar.line.text().startswith("50% of the way"))
    two.wait(lambda: ", edited" in two.window.result_bar.line.text())
    two.press(Qt.Key.Key_Z, CTRL)
    two.settle()
    two.wait(lambda: ", edited" not in two.window.result_bar.line.text())


@dataclass
class StopsAtTheSecond(StandInEngine):
    """Decodes one step, and waits with the next."""

    decoded: int = 0

    def run(self, request: Request) -> Iterator[Event]:
        if isinstance(request, ReconstructRequest):
            self.decoded += 1
            if self.decoded == 2:
                self.may_decode.wait()
        yield from super().run(request)


def test_cancelling_keeps_the_steps_that_are_done(
    start: Callable[..., Studio], bed_path: Path, van_path: Path
) -> None:
    studio = start(StopsAtTheSecond())
    studio.window.models.load_remembered()
    for path in (van_path, bed_path):
        studio.open(path)
        studio.document.set_current(studio.document.items[-1].id)
    studio.settle()
    studio.engine.may_decode.clear()
    make(studio, 4)
    studio.wait(lambda: studio.engine.decoded == 2)
    studio.qtbot.wait(1)  # what the first step posted is taken up
    studio.press(Qt.Key.Key_Escape)
    studio.engine.may_decode.set()
    studio.settle()
    assert [item.name for item in studio.document.items[2:]] == ["bed · 20% van"]


def test_one_shape_alone_cannot_be_interpolated(studio: Studio) -> None:
    assert not studio.window.action("interpolate").isEnabled()
