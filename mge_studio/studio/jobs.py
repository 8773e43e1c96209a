"""Jobs: generators run on worker threads, each yield a progress report, an event or a cancel point.

The model lane has one worker, so model jobs run in order; the files lane has two, so that loading
and exporting go on beside it; the projects lane has one, so that saves keep their order. A `Job`'s
state is changed only on the document's thread, through `call_soon`; that is also where every signal
fires. Cancelling takes effect there at once: later events of the job are dropped, and its worker
stops at the generator's next yield.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from psygnal import Signal

from mge_studio.requests import Notice, Preview, Progress, Request
from mge_studio.studio.dispatch import CallSoon
from mge_studio.studio.failures import describe
from mge_studio.studio.lanes import Lane

log = logging.getLogger(__name__)

JobKind = Literal[
    "model",
    "import-model",
    "check-model",
    "open",
    "export",
    "export-tokens",
    "open-project",
    "save-project",
    "autosave",
    "tokenize",
    "reconstruct",
    "edit",
    "interpolate",
    "atlas",
    "slice",
    "complete",
    "sample",
]
JobState = Literal["queued", "running", "finished", "failed", "cancelled"]
LaneName = Literal["model", "files", "projects"]

#: Jobs of the queue: they can be paused and change places, unlike what opening a shape needs.
QUEUED_KINDS: frozenset[JobKind] = frozenset(
    {"complete", "sample", "interpolate"}
)
#: Progress reports closer together than this (seconds) are dropped; nobody can read them.
PROGRESS_INTERVAL = 0.1


class CancelToken:
    """One job's wish to stop; may be set from any thread, never unset."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._sealed = False

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def cancel(self) -> bool:
        """Ask the job to stop; False when it is past that."""
        with self._lock:
            self._cancelled = self._cancelled or not self._sealed
            return self._cancelled

    def seal(self) -> bool:
        """Called by the job: from here on it cannot be cancelled. False when it already was."""
        with self._lock:
            self._sealed = not self._cancelled
            return self._sealed


@dataclass(eq=False)
class Job:
    """One piece of background work.

    fraction in [0, 1]; item_id: the item it works on; previews: the latest one of each variant
    that has no result yet.
    """

    id: int
    kind: JobKind
    title: str
    item_id: int | None = None
    request: Request | None = None
    state: JobState = "queued"
    fraction: float = 0.0
    message: str = ""
    token: CancelToken = field(default_factory=CancelToken)
    started: float | None = None
    previews: dict[int, Preview] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return self.state in ("finished", "failed", "cancelled")

    @property
    def seconds(self) -> float:
        """Wall time since it started running."""
        return 0.0 if self.started is None else time.monotonic() - self.started


@dataclass(eq=False)
class _Task:
    """A job with what to run (on a worker) and where its events go (the document's thread)."""

    job: Job
    work: Callable[[CancelToken], Iterator[Any]]
    deliver: Callable[[Job, Any], None]


class JobRunner:
    """Runs jobs and tells what becomes of them; all signals fire on the document's thread."""

    job_queued = Signal(Job)
    job_started = Signal(Job)
    job_progressed = Signal(Job)
    job_finished = Signal(Job)
    job_failed = Signal(Job, str, str)  # job, one sentence, details
    job_cancelled = Signal(Job)
    job_noticed = Signal(Job, str)  # a sentence that a person should read
    queue_changed = Signal()  # another order, paused or resumed

    def __init__(self, call_soon: CallSoon) -> None:
        self._call_soon = call_soon
        self._ids = itertools.count(1)
        self._active: dict[int, Job] = {}
        self._closed = False
        self._paused = False
        self._lanes: dict[LaneName, Lane[_Task]] = {
            "model": Lane("model", 1, self._run, self._next_of),
            "files": Lane("files", 2, self._run),
            "projects": Lane("projects", 1, self._run),
        }

    @property
    def active(self) -> tuple[Job, ...]:
        """Jobs queued or running, oldest first."""
        return tuple(self._active.values())

    @property
    def queue(self) -> tuple[Job, ...]:
        """Completions and samplings: the running one, then those that wait, in order."""
        waiting = [task.job for task in self._lanes["model"].waiting]
        begun = [job for job in self.active if job not in waiting]
        return tuple(job for job in [*begun, *waiting] if job.kind in QUEUED_KINDS)

    @property
    def paused(self) -> bool:
        """Whether the queue starts no job; the one that runs goes on."""
        return self._paused

    def set_paused(self, paused: bool) -> None:
        if paused != self._paused:
            self._paused = paused
            self._lanes["model"].wake()
            self.queue_changed.emit()

    def move(self, job: Job, step: int) -> None:
        """Let a waiting job of the queue change places with the one before (-1) or after it (1).

        Not beyond a change of the model, which would give the job another model.
        """
        self._lanes["model"].rearrange(partial(_move, job, step))
        self.queue_changed.emit()

    def find(self, job_id: int) -> Job | None:
        return self._active.get(job_id)

    def submit(
        self,
        kind: JobKind,
        title: str,
        work: Callable[[CancelToken], Iterator[Any]],
        deliver: Callable[[Job, Any], None],
        *,
        lane: LaneName = "model",
        item_id: int | None = None,
        request: Request | None = None,
    ) -> Job:
        """Queue a job. `work(token)` is iterated on a worker; what it yields, except `Progress`,
        goes to `deliver(job, event)` on the document's thread, unless the job is cancelled."""
        job = Job(next(self._ids), kind, title, item_id, request)
        if self._closed:
            job.state = "cancelled"
            return job
        self._active[job.id] = job
        self.job_queued.emit(job)
        self._lanes[lane].put(_Task(job, work, deliver))
        return job

    def cancel(self, job: Job) -> None:
        """Give a job up, at once; nothing when it has ended or cannot be cancelled any more."""
        if not job.done and job.token.cancel():
            for lane in self._lanes.values():
                lane.drop(lambda task: task.job is job)
            self._end(job, "cancelled")
            self.job_cancelled.emit(job)

    def close(self, timeout: float = 5.0) -> bool:
        """Cancel everything and stop the workers; True when no thread is left running."""
        self._closed = True
        for job in reversed(self.active):  # newest first, so that none starts meanwhile
            self.cancel(job)
        deadline = time.monotonic() + timeout
        ended = [lane.close(deadline) for lane in self._lanes.values()]
        return all(ended)

    def _end(self, job: Job, state: JobState) -> None:
        job.state = state
        self._active.pop(job.id, None)

    # On a worker thread

    def _next_of(self, tasks: Sequence[_Task]) -> int | None:
        """The next task of the model lane. A change of the model waits for what is paused before
        it, so that pausing never gives a job another model."""
        held = False
        for place, task in enumerate(tasks):
            if self._paused and task.job.kind in QUEUED_KINDS:
                held = True
            elif not (held and task.job.kind == "model"):
                return place
            else:
                return None
        return None

    def _run(self, task: _Task) -> None:
        job = task.job
        if job.token.cancelled:
            return
        self._post(job, lambda: self._start(job))
        try:
            self._iterate(task)
        except Exception as error:  # whatever a job does, the studio goes on
            if not job.token.cancelled:
                log.exception("%s failed", job.title)
            message, details = describe(error), traceback.format_exc()
            self._post(job, lambda: self._fail(job, message, details))
        else:
            self._post(job, lambda: self._finish(job))

    def _iterate(self, task: _Task) -> None:
        job, last = task.job, 0.0
        events = task.work(job.token)
        try:
            for event in events:
                if job.token.cancelled:
                    return
                if isinstance(event, Progress):
                    if time.monotonic() - last < PROGRESS_INTERVAL:
                        continue
                    last = time.monotonic()
                self._post(job, partial(self._receive, task, event))
        finally:
            close = getattr(events, "close", None)
            if close is not None:
                close()

    def _post(self, job: Job, call: Callable[[], None]) -> None:
        def unless_done() -> None:
            if not job.done and not self._closed:
                call()

        self._call_soon(unless_done)

    # On the document's thread

    def _start(self, job: Job) -> None:
        job.state, job.started = "running", time.monotonic()
        self.job_started.emit(job)

    def _receive(self, task: _Task, event: Any) -> None:
        if isinstance(event, Progress):
            task.job.fraction, task.job.message = event.fraction, event.message
            self.job_progressed.emit(task.job)
        elif isinstance(event, Notice):
            self.job_noticed.emit(task.job, event.text)
        else:
            task.deliver(task.job, event)

    def _fail(self, job: Job, message: str, details: str) -> None:
        self._end(job, "failed")
        self.job_failed.emit(job, message, details)

    def _finish(self, job: Job) -> None:
        job.fraction = 1.0
        self._end(job, "finished")
        self.job_finished.emit(job)


def _move(job: Job, step: int, tasks: list[_Task]) -> None:
    place = next((at for at, task in enumerate(tasks) if task.job is job), None)
    if place is None:
        return
    other = place + step
    while 0 <= other < len(tasks) and tasks[other].job.kind not in {*QUEUED_KINDS, "model"}:
        other += step
    if 0 <= other < len(tasks) and tasks[other].job.kind in QUEUED_KINDS:
        tasks[place], tasks[other] = tasks[other], tasks[place]
