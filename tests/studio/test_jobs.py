"""Jobs run in order, can be cancelled at every yield, and never take the runner with them."""

from __future__ import annotations

import threading
import time

import pytest

from mge_studio.errors import InputError
from mge_studio.requests import Progress
from mge_studio.studio.dispatch import MainQueue
from mge_studio.studio.jobs import JobRunner


class Watched:
    """A runner, its queue, and what it signalled in order."""

    def __init__(self) -> None:
        self.queue = MainQueue()
        self.runner = JobRunner(self.queue.call_soon)
        self.heard: list[tuple[str, str]] = []
        self.threads: set[int] = set()
        for name in ("queued", "started", "finished", "cancelled", "failed"):
            signal = getattr(self.runner, f"job_{name}")
            signal.connect(lambda job, *_, name=name: self._hear(name, job.title))

    def _hear(self, name: str, title: str) -> None:
        self.heard.append((name, title))
        self.threads.add(threading.get_ident())

    def settle(self) -> None:
        assert self.queue.run_until(lambda: not self.runner.active, 20)


@pytest.fixture
def watched():
    made = Watched()
    yield made
    assert made.runner.close()


def counting(steps: int, pause: float = 0.0):
    def work(token):
        for step in range(steps):
            time.sleep(pause)
            yield step

    return work


def test_model_jobs_run_in_order_and_deliver_on_the_documents_thread(watched):
    got = []

    def deliver(job, event):
        got.append((job.title, event))
        watched.threads.add(threading.get_ident())

    watched.runner.submit("sample", "a", counting(3, 0.01), deliver)
    watched.runner.submit("sample", "b", counting(2), deliver)
    watched.settle()
    assert got == [("a", 0), ("a", 1), ("a", 2), ("b", 0), ("b", 1)]
    assert watched.heard == [
        ("queued", "a"), ("queued", "b"),
        ("started", "a"), ("finished", "a"), ("started", "b"), ("finished", "b"),
    ]  # fmt: skip
    assert watched.threads == {threading.get_ident()}


def test_files_load_beside_a_running_model_job(watched):
    gate = threading.Event()

    def blocked(token):
        gate.wait(20)
        yield "late"

    order = []
    watched.runner.submit("sample", "model", blocked, lambda job, event: order.append(event))
    watched.runner.submit(
        "open", "file", counting(1), lambda job, event: order.append("file"), lane="files"
    )
    assert watched.queue.run_until(lambda: "file" in order, 20)
    gate.set()
    watched.settle()
    assert order == ["file", "late"]


def test_cancel_is_immediate_and_stops_the_generator_at_its_next_yield(watched):
    closed = threading.Event()
    got = []

    def work(token):
        try:
            for step in range(10_000):
                time.sleep(0.01)
                yield step
        finally:
            closed.set()

    job = watched.runner.submit("sample", "long", work, lambda job, event: got.append(event))
    assert watched.queue.run_until(lambda: len(got) > 2, 20)
    begun = time.monotonic()
    watched.runner.cancel(job)
    assert job.state == "cancelled"
    assert closed.wait(5)
    assert time.monotonic() - begun < 1.0
    seen = len(got)
    watched.queue.run_pending()
    assert len(got) == seen, "events of a cancelled job still arrive"


def test_a_cancelled_job_that_waits_never_starts(watched):
    ran = []
    first = watched.runner.submit("sample", "first", counting(5, 0.02), lambda *_: None)
    second = watched.runner.submit("sample", "second", counting(1), lambda *_: ran.append(1))
    watched.runner.cancel(second)
    watched.settle()
    assert (first.state, second.state, ran) == ("finished", "cancelled", [])


def test_a_sealed_job_cannot_be_cancelled(watched):
    sealed, gate, got = threading.Event(), threading.Event(), []

    def work(token):
        assert token.seal()
        sealed.set()
        gate.wait(20)
        yield "done"

    job = watched.runner.submit("model", "load", work, lambda job, event: got.append(event))
    assert sealed.wait(20)
    watched.runner.cancel(job)
    gate.set()
    watched.settle()
    assert (job.state, got) == ("finished", ["done"])


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (InputError("chair.obj is empty."), "chair.obj is empty."),
        (MemoryError(), "There was not enough memory"),
        (RuntimeError("CUDA out of memory. Tried to allocate 3 GiB"), "not enough memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), "not enough memory"),
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
    ],
)
def test_a_failing_job_is_told_and_the_runner_goes_on(watched, error, message):
    failures = []

    def on_failed(job, *texts):
        failures.append(texts)

    watched.runner.job_failed.connect(on_failed)

    def work(token):
        yield 1
        raise error

    watched.runner.submit("sample", "bad", work, lambda *_: None)
    good = watched.runner.submit("sample", "good", counting(1), lambda *_: None)
    watched.settle()
    [(sentence, details)] = failures
    assert message in sentence
    assert "Traceback" in details and type(error).__name__ in details
    assert good.state == "finished"


def test_progress_is_thinned_out(watched):
    seen = []

    def on_progress(job):
        seen.append(job.fraction)

    watched.runner.job_progressed.connect(on_progress)

    def work(token):
        for step in range(1000):
            yield Progress(step / 1000, "counting")

    job = watched.runner.submit("sample", "quick", work, lambda *_: None)
    watched.settle()
    assert 1 <= len(seen) < 500
    assert job.fraction == 1.0


def test_nothing_is_heard_after_close():
    watched = Watched()
    watched.runner.submit("sample", "long", counting(1000, 0.01), lambda *_: None)
    assert watched.runner.close()
    heard = list(watched.heard)
    watched.queue.run_pending()
    assert watched.heard == heard
    late = watched.runner.submit("sample", "late", counting(1), lambda *_: None)
    assert late.state == "cancelled"


def gate():
    """Work that waits until the event is set, and the event."""
    open_gate = threading.Event()

    def work(token):
        open_gate.wait(20)
        yield 1

    return work, open_gate


def titles(watched, name="started"):
    return [title for heard, title in watched.heard if heard == name]


def test_waiting_jobs_change_places_and_can_be_dropped(watched):
    work, open_gate = gate()
    watched.runner.submit("sample", "first", work, lambda *_: None)
    a, b, c = (
        watched.runner.submit("sample", name, counting(1), lambda *_: None) for name in "abc"
    )
    assert watched.queue.run_until(lambda: titles(watched) == ["first"])
    watched.runner.move(c, -1)
    watched.runner.move(c, -1)
    watched.runner.move(a, 1)
    watched.runner.cancel(b)
    assert [job.title for job in watched.runner.queue] == ["first", "c", "a"]
    open_gate.set()
    watched.settle()
    assert titles(watched) == ["first", "c", "a"]


def test_no_job_moves_past_a_change_of_the_model(watched):
    work, open_gate = gate()
    watched.runner.submit("sample", "first", work, lambda *_: None)
    watched.runner.submit("sample", "old model", counting(1), lambda *_: None)
    watched.runner.submit("model", "load", counting(1), lambda *_: None)
    job = watched.runner.submit("sample", "new model", counting(1), lambda *_: None)
    watched.runner.move(job, -1)
    open_gate.set()
    watched.settle()
    assert titles(watched) == ["first", "old model", "load", "new model"]


def test_a_paused_queue_holds_jobs_and_the_model_change_behind_them(watched):
    watched.runner.set_paused(True)
    watched.runner.submit("sample", "held", counting(1), lambda *_: None)
    watched.runner.submit("tokenize", "tokens", counting(1), lambda *_: None)
    watched.runner.submit("model", "load", counting(1), lambda *_: None)
    assert watched.queue.run_until(lambda: titles(watched, "finished") == ["tokens"])
    assert not watched.queue.run_until(lambda: len(titles(watched)) > 1, 0.2)
    watched.runner.set_paused(False)
    watched.settle()
    assert titles(watched) == ["tokens", "held", "load"]
