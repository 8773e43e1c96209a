"""The training dialog follows runs without keeping the window waiting."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from driven_window import Studio
from PySide6.QtCore import Qt
from watchdog import Watchdog

from mge_studio.studio.training_runs import TrainingRun
from mge_studio.ui.dialogs.train import TrainDialog

CTRL = Qt.KeyboardModifier.ControlModifier
#: Seconds for which the tests' slow disk keeps its reader waiting.
SLOW = 3.0
LONGEST_STALL = 2.0


@pytest.fixture
def studio(start: Callable[..., Studio]) -> Iterator[Studio]:
    """Without a model. The dialog was open once: pyqtgraph is imported then."""
    studio = start()
    dialog = opened(studio)
    dialog.close()
    yield studio


def opened(studio: Studio) -> TrainDialog:
    studio.press(Qt.Key.Key_T, CTRL)
    dialog = studio.window.training
    assert dialog is not None
    studio.wait(dialog.isVisible)
    return dialog


def write_run(folder: Path, events: list[dict[str, Any]], mode: str = "a") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "events.jsonl", mode) as file:
        file.writelines(json.dumps(event) + "\n" for event in events)


def step(number: int) -> dict[str, Any]:
    return {"event": "step", "stage": "tokenizer", "step": number, "loss": 1 / number}


def curve(dialog: TrainDialog) -> list[float]:
    known = dialog.monitor.plot._points.get("tokenizer")
    return [] if known is None else list(known[0])


@pytest.fixture
def folder(studio_home: Path) -> Path:
    return studio_home / "data" / "runs" / "tiny-1"


def test_the_window_answers_while_a_slow_disk_is_read(
    studio: Studio, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(folder, [{"event": "start"}, step(1), step(2), {"event": "finished"}])
    threads, read = set(), TrainingRun.read_some

    def slow(run: TrainingRun) -> bool:
        threads.add(threading.current_thread())
        if not run.events:
            time.sleep(SLOW)
        return read(run)

    monkeypatch.setattr(TrainingRun, "read_some", slow)
    watchdog = Watchdog()
    watchdog.start()
    dialog = opened(studio)
    studio.wait(lambda: dialog.monitor.state.text() == "Finished")
    watchdog.stop()
    assert threads and threading.main_thread() not in threads
    assert watchdog.longest_on_the_clock < LONGEST_STALL, watchdog.report()
    assert curve(dialog) == [1, 2]


def test_a_long_run_is_shown_whole_and_followed(studio: Studio, folder: Path) -> None:
    many = 200_000
    write_run(folder, [{"event": "start"}, *(step(n) for n in range(1, many + 1))])
    watchdog = Watchdog()
    watchdog.start()
    dialog = opened(studio)
    studio.wait(lambda: len(curve(dialog)) == many, 60)
    write_run(folder, [step(many + 1)])
    studio.wait(lambda: len(curve(dialog)) == many + 1)
    studio.qtbot.wait(300)
    watchdog.stop()
    print(watchdog.report())
    assert watchdog.longest < LONGEST_STALL, watchdog.report()


def test_a_run_begun_anew_has_its_curve_anew(studio: Studio, folder: Path) -> None:
    write_run(folder, [{"event": "start"}, *(step(n) for n in range(1, 20))])
    dialog = opened(studio)
    studio.wait(lambda: len(curve(dialog)) == 19)
    write_run(folder, [{"event": "start"}, step(7)], mode="w")
    studio.wait(lambda: curve(dialog) == [7])


def test_another_run_is_chosen_while_one_is_read(studio: Studio, folder: Path) -> None:
    write_run(folder, [{"event": "start"}, *(step(n) for n in range(1, 20))])
    write_run(folder.parent / "tiny-2", [{"event": "start"}, step(3), {"event": "stopped"}])
    dialog = opened(studio)
    studio.wait(lambda: dialog.list.count() == 2 and curve(dialog))
    names = [dialog.list.item(at).text() for at in range(2)]
    for name, steps in (("tiny-1", 19), ("tiny-2", 1), ("tiny-1", 19)):
        dialog.list.setCurrentRow(names.index(name))
        assert dialog.monitor.name.text() == name
        studio.wait(lambda steps=steps: len(curve(dialog)) == steps)


def test_closing_the_dialog_does_not_wait_for_all_that_is_to_be_read(
    studio: Studio, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(folder, [{"event": "start"}])
    begun = threading.Event()

    def endless(run: TrainingRun) -> bool:
        begun.set()
        time.sleep(0.05)
        return True

    monkeypatch.setattr(TrainingRun, "read_some", endless)
    dialog = opened(studio)
    studio.wait(begun.is_set)
    before = time.monotonic()
    dialog.close()
    assert time.monotonic() - before < LONGEST_STALL
