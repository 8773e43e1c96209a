"""What is told of training runs: what is new of them, read a little at a time."""

from __future__ import annotations

import json
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from mge_studio.studio import training_runs
from mge_studio.studio.run_reports import Seen, look, losses_of, report
from mge_studio.studio.training_runs import TrainingRuns


def step(number: int, **more: Any) -> dict[str, Any]:
    return {"event": "step", "stage": "tokenizer", "step": number, "loss": 1 / number} | more


def write(folder: Path, events: list[dict[str, Any]], mode: str = "a") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "events.jsonl", mode) as file:
        file.writelines(json.dumps(event) + "\n" for event in events)


@pytest.fixture
def runs(tmp_path: Path) -> TrainingRuns:
    return TrainingRuns(tmp_path)


def test_a_report_tells_what_is_new_and_the_last_of_each(runs: TrainingRuns) -> None:
    run = runs.attach(runs.folder / "one")
    validation = {"event": "validation", "stage": "tokenizer", "step": 2, "iou": 0.9, "loss": 0.4}
    write(run.folder, [{"event": "start"}, step(1), step(2), validation])
    first = report(run, Seen())
    assert first.losses["tokenizer"].tolist() == [[1, 2], [1, 0.5]]
    assert first.losses["tokenizer, validation"].tolist() == [[2], [0.4]]
    assert first.progress == step(2) and first.validation == validation
    write(run.folder, [step(4), {"event": "failed", "message": "No room."}])
    second = report(run, first.seen)
    assert second.since == first.seen and not second.anew
    assert {name: told.tolist() for name, told in second.losses.items()} == {
        "tokenizer": [[4], [0.25]]
    }
    assert (second.state, second.message) == ("failed", "No room.")
    assert report(run, second.seen).losses == {}


def test_a_file_begun_anew_is_told_from_its_start(runs: TrainingRuns) -> None:
    run = runs.attach(runs.folder / "one")
    write(run.folder, [{"event": "start"}, *(step(n) for n in range(1, 9)), {"event": "failed"}])
    before = report(run, Seen())
    write(run.folder, [{"event": "start"}, step(5)], mode="w")
    after = report(run, before.seen)
    assert after.anew and after.losses["tokenizer"].tolist() == [[5], [0.2]]
    assert after.state == "crashed" and after.message == ""


def test_little_is_read_at_a_time_and_long_lines_whole(
    runs: TrainingRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_runs, "CHUNK", 200)
    run = runs.attach(runs.folder / "one")
    events = [step(n) for n in range(1, 50)]
    events.insert(7, step(99, message="x" * 1000))
    write(run.folder, events)
    counts = [0]
    while run.read_some():
        counts.append(len(run.events))
    assert run.events == events
    assert max(b - a for a, b in pairwise(counts)) <= 4
    with open(run.events_file, "a") as file:
        file.write('{"event": "' + "y" * 1000)  # half a line, longer than what is read at a time
    assert not run.read_some() and run.events == events


def test_a_look_finds_all_runs_and_ends_when_told(
    runs: TrainingRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_runs, "CHUNK", 200)
    for name in ("one", "two"):
        write(runs.folder / name, [step(n) for n in range(1, 50)] + [{"event": "finished"}])
    one, stopped = runs.attach(runs.folder / "one"), threading.Event()
    stopped.set()
    assert look(runs, one, Seen(), stopped) is None and one.events == []
    stopped.clear()
    made = look(runs, one, Seen(), stopped)
    assert made is not None and made.shown is not None and made.shown.run is one
    assert {(run.name, state) for run, state in made.states} == {
        ("one", "finished"), ("two", "finished"),
    }  # fmt: skip
    assert made.shown.losses["tokenizer"].shape == (2, 49)


def test_losses_that_no_logarithm_has_are_left_out() -> None:
    assert losses_of([step(1, loss=0.0), step(2, loss=None), {"event": "start"}]) == {}
