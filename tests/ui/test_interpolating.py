"""Shapes between two shapes, in a real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from driven_window import Studio
from PySide6.QtCore import Qt
from stand_in_engine import StandInEngine

from mge_studio.requests import Event, ReconstructRequest, Request
from mge_studio.ui.dialogs.interpolate import InterpolateDialog

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
