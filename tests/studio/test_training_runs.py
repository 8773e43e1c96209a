"""Training runs as real processes: followed, stopped, lost and found again."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from mge_studio.studio.training_runs import TrainingOptions, TrainingRun, TrainingRuns

TRAINER = """
import json, os, signal, sys, time
folder, seconds = sys.argv[1], float(sys.argv[2])
stopped = []
signal.signal(signal.SIGTERM, lambda *_: stopped.append(1))
def say(**event):
    with open(os.path.join(folder, "events.jsonl"), "a") as file:
        file.write(json.dumps(event) + "\\n")
with open(os.path.join(folder, "run.json"), "w") as file:
    json.dump({"pid": os.getpid(), "started": time.time(), "command": sys.argv}, file)
say(event="start", stage="tokenizer", preset="tiny")
end, step = time.time() + seconds, 0
while time.time() < end and not stopped:
    step += 1
    say(event="step", step=step, loss=1 / step)
    print("step", step, flush=True)
    time.sleep(0.02)
say(event="stopped" if stopped else "finished")
"""


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[TrainingRuns]:
    made = TrainingRuns(tmp_path / "runs")
    yield made
    for run in made.running():
        run.stop()


def start(runs: TrainingRuns, seconds: float, name: str = "one") -> TrainingRun:
    run = runs.attach(runs.folder / name)
    run.start([sys.executable, "-c", TRAINER, str(run.folder), str(seconds)])
    return run


def wait(condition, timeout: float = 30.0) -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "nothing came of it"
        time.sleep(0.02)


def test_a_run_is_followed_to_its_end(runs):
    run = start(runs, 0.2)
    assert run.state == "running"
    seen = []
    wait(lambda: seen.extend(run.poll()) or run.state == "finished")
    seen += run.poll()
    assert seen == run.events and seen[0]["event"] == "start" and seen[-1]["event"] == "finished"
    assert "step 1" in run.log_tail()
    assert run.poll() == []
    assert run.model_folder is None


def test_a_run_stops_on_request_and_saves(runs):
    run = start(runs, 60)
    wait(lambda: run.poll() and len(run.events) > 2)
    run.stop()
    wait(lambda: run.state == "stopped")
    run.stop()


def test_a_run_outlives_the_studio_and_a_later_one_finds_it(runs):
    first = start(runs, 60)
    wait(lambda: first.poll())
    pid = first._process.pid
    assert os.getsid(pid) == pid, "the run shares the studio's session"
    later = TrainingRuns(runs.folder)
    [found] = later.running()
    assert found.folder == first.folder
    wait(lambda: found.poll() and len(found.events) > 2)
    found.stop()
    wait(lambda: found.state == "stopped")
    assert first.state == "stopped"


def test_a_killed_run_is_seen_as_crashed_by_all(runs):
    run = start(runs, 60)
    wait(lambda: run.poll())
    later = TrainingRuns(runs.folder).attach(run.folder)
    os.kill(run._process.pid, signal.SIGKILL)
    wait(lambda: later.state == "crashed")
    assert run.state == "crashed"


def test_a_process_that_never_says_anything_has_crashed_and_left_its_words(runs):
    run = runs.attach(runs.folder / "bad")
    run.start([sys.executable, "-c", "raise SystemExit('no such option')"])
    wait(lambda: run.state == "crashed")
    assert "no such option" in run.log_tail()


def test_a_pid_given_to_another_process_is_not_the_run(runs):
    folder = runs.folder / "old"
    folder.mkdir(parents=True)
    (folder / "events.jsonl").write_text('{"event": "start"}\n')
    me = psutil.Process()
    for started in (me.create_time() - 3600, "2020-01-01T00:00:00"):
        (folder / "run.json").write_text(json.dumps({"pid": me.pid, "started": started}))
        assert runs.attach(folder).state == "crashed"
    (folder / "run.json").write_text(json.dumps({"pid": me.pid, "started": time.time()}))
    assert runs.attach(folder).state == "running"
    (folder / "run.json").unlink()


def test_half_written_lines_wait_and_broken_ones_are_skipped(runs):
    folder = runs.folder / "one"
    folder.mkdir(parents=True)
    run, file = runs.attach(folder), folder / "events.jsonl"
    assert run.poll() == []
    file.write_bytes(b'{"event": "start"}\n{"event": "st')
    assert run.poll() == [{"event": "start"}]
    assert run.poll() == []
    file.write_bytes(b'{"event": "start"}\n{"event": "step"}\nnot json\n[1]\n')
    assert run.poll() == [{"event": "step"}]
    file.write_bytes(b'{"event": "start"}\n')
    assert run.poll() == [{"event": "start"}]


def test_a_resumed_run_is_running_before_it_says_so(runs):
    run = start(runs, 0.05)
    wait(lambda: run.state == "finished")
    run.start([sys.executable, "-c", "import time; time.sleep(60)"])
    assert run.state == "running"
    run.stop()
    wait(lambda: run.state != "running")


def test_the_newest_run_comes_first_and_a_failure_has_its_message(runs):
    for number, name in enumerate(("old", "new")):
        folder = runs.folder / name
        folder.mkdir(parents=True)
        events = folder / "events.jsonl"
        events.write_text('{"event": "start"}\n{"event": "failed", "message": "No meshes."}\n')
        os.utime(events, (1000 + number, 1000 + number))
    assert [run.name for run in runs.list()] == ["new", "old"]
    run = runs.list()[0]
    assert (run.state, run.message) == ("failed", "No meshes.")


def test_options_become_the_arguments_of_train(tmp_path):
    options = TrainingOptions(("procedural", "meshes.zip=2"), max_minutes=2.5, device="cpu")
    assert options.arguments(tmp_path) == [
        "train", "--data", "procedural", "--data", "meshes.zip=2", "--run", str(tmp_path),
        "--preset", "tiny", "--stage", "both", "--device", "cpu", "--max-minutes", "2.5",
    ]  # fmt: skip
