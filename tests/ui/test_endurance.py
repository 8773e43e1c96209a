"""A long day: hundreds of shapes loaded, completed and removed, in one window."""

from __future__ import annotations

import gc
from pathlib import Path

import psutil
from driven_window import Studio
from PySide6.QtCore import Qt

CTRL = Qt.KeyboardModifier.ControlModifier
CYCLES, WARM_UP = 200, 20
#: MB that the cycles after the first few may add to the process.
GROWTH = 100


def cycle(studio: Studio, path: Path) -> None:
    session, document = studio.session, studio.document
    session.open_files([path], remember=False)
    studio.wait(lambda: len(document) and document.items[0].tokens is not None)
    shape = document.items[0]
    session.set_mask(shape.id, shape.tokens.centres[:, 0] > 0, "Mask")
    session.complete(shape.id, studio.window.generate_panel.take_settings())
    studio.wait(lambda: len(document) == 2 and not session.jobs.active)
    session.remove([item.id for item in document.items])


def memory() -> float:
    gc.collect()
    return psutil.Process().memory_info().rss / 2**20


def test_two_hundred_cycles_leave_memory_as_it_was(empty: Studio, bed_path: Path) -> None:
    empty.window.generate_panel.steps.setValue(2)
    empty.window.generate_panel.variants.setValue(1)
    for _ in range(WARM_UP):
        cycle(empty, bed_path)
    before = memory()
    for _ in range(CYCLES - WARM_UP):
        cycle(empty, bed_path)
    grown = memory() - before
    print(f"{grown:.0f} MB in {CYCLES - WARM_UP} cycles")
    assert grown < GROWTH
