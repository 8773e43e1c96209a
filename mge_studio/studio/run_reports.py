"""What a person sees of training runs, gathered in one look at their folders.

A look may take long, where a run wrote much since: it is for a thread beside the window.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mge_studio.studio.training_runs import Event, RunState, TrainingRun, TrainingRuns

#: (2, P) steps and losses of each curve.
Losses = dict[str, NDArray[np.float64]]


class Seen(NamedTuple):
    """How much of a run was reported: how often it had begun its file anew, and events since."""

    times: int = 0
    events: int = 0


@dataclass(frozen=True, eq=False)
class RunReport:
    """losses: of the events between `since` and `seen`; of all where the file was begun anew.

    progress, validation: the last event that told of each.
    """

    run: TrainingRun
    state: RunState
    message: str
    progress: Event | None
    validation: Event | None
    losses: Losses
    since: Seen
    seen: Seen
    log: str
    model_folder: Path | None

    @property
    def anew(self) -> bool:
        """Whether the losses told before are no longer true."""
        return self.since.times != self.seen.times


@dataclass(frozen=True, eq=False)
class Look:
    """states: of every run, the newest first. shown: of the one that was asked for."""

    states: list[tuple[TrainingRun, RunState]] = field(default_factory=list)
    shown: RunReport | None = None


def look(
    runs: TrainingRuns, shown: TrainingRun | None, since: Seen, stopped: threading.Event
) -> Look | None:
    """Look at all runs, and closely at one of them; None once `stopped` is set."""
    found = runs.list()
    for run in found:
        while not stopped.is_set() and run.read_some():
            pass
    if stopped.is_set():
        return None
    states = [(run, run.state) for run in found]
    return Look(states, None if shown is None else report(shown, since))


def report(run: TrainingRun, since: Seen) -> RunReport:
    """All there is to tell of a run, its losses from `since` on."""
    state = run.state  # reads what is new
    seen = Seen(run.rewritten, len(run.events))
    told = since.events if since.times == seen.times else 0
    return RunReport(
        run, state, run.message, run.progress, run.validation,
        losses_of(run.events[told : seen.events]), since, seen, run.log_tail(), run.model_folder,
    )  # fmt: skip


def losses_of(events: Iterable[Event]) -> Losses:
    """The curves that events belong to, one a stage; validations are curves of their own."""
    points: dict[str, list[tuple[float, float]]] = {}
    for event in events:
        for name, loss in _losses(event):
            points.setdefault(name, []).append((float(event["step"]), loss))
    return {name: np.array(told).T for name, told in points.items()}


def _losses(event: dict[str, Any]) -> list[tuple[str, float]]:
    """(curve, loss) pairs of an event; a validation may have one for each kind of data."""
    stage = str(event.get("stage", "training"))
    if event.get("event") == "step":
        found = [(stage, event.get("loss"))]
    elif event.get("event") == "validation":
        figures = [(key, value) for key, value in event.items() if key.startswith("loss")]
        found = [
            (f"{stage}, {key.replace('loss', 'validation', 1)}", value) for key, value in figures
        ]
    else:
        found = []
    return [(name.replace("_", " "), float(loss)) for name, loss in found if loss and loss > 0]
