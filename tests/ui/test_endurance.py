"""A long day: hundreds of shapes loaded, completed and removed, in one window."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import psutil
import trimesh
from driven_window import Studio
from stand_in_engine import StandInEngine

ROUNDS, SHAPES = 40, 5
#: Rounds until whatever is made once has been made.
WARM_UP = 4
#: MB that the other rounds may add to the process.
GROWTH = 100


def load_complete_and_remove(studio: Studio, path: Path) -> None:
    session, document = studio.session, studio.document
    session.open_files([path] * SHAPES, remember=False)
    studio.wait(
        lambda: len(document) == SHAPES and all(item.tokens is not None for item in document.items)
    )
    for item in document.items:
        session.set_mask(item.id, item.tokens.centres[:, 0] > 0, "Mask")
        session.complete(item.id, studio.window.generate_panel.take_settings())
    studio.wait(lambda: len(document) == 2 * SHAPES and not session.jobs.active)
    session.remove([item.id for item in document.items])


def memory() -> float:
    gc.collect()
    return psutil.Process().memory_info().rss / 2**20


def test_two_hundred_cycles_leave_memory_as_it_was(
    start: Callable[..., Studio], tmp_path: Path
) -> None:
    mesh = tmp_path / "ball.obj"
    trimesh.creation.icosphere(subdivisions=2).export(mesh)
    studio = start(StandInEngine(patches=16))
    studio.window.models.load_remembered()
    studio.settle()
    studio.window.generate_panel.steps.setValue(1)
    for _ in range(WARM_UP):
        load_complete_and_remove(studio, mesh)
    before = memory()
    for _ in range(ROUNDS - WARM_UP):
        load_complete_and_remove(studio, mesh)
    grown = memory() - before
    print(f"{grown:.0f} MB in {(ROUNDS - WARM_UP) * SHAPES} cycles")
    assert grown < GROWTH
