"""The window answers while shapes of 100,000 triangles are loaded, completed, sampled, exported."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driven_window import Studio
from PySide6.QtCore import Qt
from watchdog import Watchdog

from mge_studio.bench.meshes import save_mesh_of
from mge_studio.studio.engine import LocalEngine

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
#: The aim is 0.1 s; machines that run tests are busy and draw without a graphics card.
LONGEST_STALL = 0.3
#: However busy the machine is.
LONGEST_WAIT = 3.0
PATIENCE = 120


@pytest.fixture
def watchdog() -> Iterator[Watchdog]:
    made = Watchdog()
    made.start()
    yield made
    made.stop()


class Trainer(threading.Thread):
    """Writes the files of a run as `mge-studio train` does, faster than any training."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self._folder = folder
        folder.mkdir(parents=True)
        record = {"pid": os.getpid(), "started": time.time(), "preset": "tiny"}
        (folder / "run.json").write_text(json.dumps(record))
        self._write([self._step(step) for step in range(1, 5001)])

    def run(self) -> None:
        step = 5000
        while not self.over.wait(0.05):
            step += 20
            self._write([self._step(number) for number in range(step - 20, step)])

    def _write(self, events: list[dict[str, object]]) -> None:
        with open(self._folder / "events.jsonl", "a") as file:
            file.writelines(json.dumps(event) + "\n" for event in events)
        with open(self._folder / "output.log", "a") as file:
            file.writelines(f"{event}\n" for event in events)

    def _step(self, number: int) -> dict[str, object]:
        loss = 1.0 / number**0.5
        return {"event": "step", "stage": "tokenizer", "step": number, "steps": 9000, "loss": loss}


def test_nothing_stalls_the_window_on_100_000_triangles(
    start: Callable[..., Studio],
    watchdog: Watchdog,
    bed_path: Path,
    tmp_path: Path,
    studio_home: Path,
    needs_opengl: None,
) -> None:
    with watchdog.paused():
        import torch  # noqa: F401 - the one stall that is allowed

        big = tmp_path / "big.ply"
        assert save_mesh_of(100_000, big) > 80_000
        studio = start(LocalEngine())
        studio.window.models.load_remembered()
        studio.settle(PATIENCE)
        studio.open(bed_path)  # the first frame of all compiles shaders

    watchdog.phase = "load"
    studio.window.files.open([big])
    studio.wait(lambda: len(studio.document) and studio.current.tokens is not None, PATIENCE)
    studio.wait(lambda: studio.window.viewport.shown is not None, PATIENCE)
    studio.settle(PATIENCE)

    watchdog.phase = "mask"
    studio.press(Qt.Key.Key_B, SHIFT)
    assert studio.current.masked_count == len(studio.current.tokens) / 2

    watchdog.phase = "complete"
    studio.press(Qt.Key.Key_Return, CTRL)
    studio.settle(PATIENCE)
    assert studio.current.result is not None

    watchdog.phase = "sample"
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle(PATIENCE)

    watchdog.phase = "export"
    target = tmp_path / "made.obj"
    studio.session.export(studio.current.id, target)
    studio.settle(PATIENCE)
    assert target.stat().st_size > 100_000

    with watchdog.paused():  # pyqtgraph is imported once
        trainer = Trainer(studio_home / "data" / "runs" / "tiny-1")
        studio.press(Qt.Key.Key_T, CTRL)
    watchdog.phase = "training events"
    trainer.start()
    monitor = studio.window.training.monitor
    studio.wait(lambda: "step" in monitor.step.text())
    before = monitor.step.text()
    studio.wait(lambda: monitor.step.text() != before)
    studio.qtbot.wait(2500)
    trainer.over.set()
    trainer.join()

    watchdog.stop()
    print(watchdog.report())
    assert watchdog.longest < LONGEST_STALL, watchdog.report()
    assert watchdog.longest_on_the_clock < LONGEST_WAIT, watchdog.report()
