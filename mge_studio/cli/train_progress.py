"""Training events as a live line with ETA or, where no one watches, a line now and then."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

Event = dict[str, Any]

#: Seconds between lines of progress in a log.
LOG_SECONDS = 30.0


class TrainProgress:
    """Shows events on stderr. stopped: the training was asked to stop before its end."""

    def __init__(self) -> None:
        self.stopped = False
        self._console = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
        self._bar: Progress | None = None
        self._logged = 0.0
        if self._console.is_terminal:
            columns = (
                SpinnerColumn(),
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=24),
                TextColumn("{task.fields[facts]}", markup=False),
            )
            self._bar = Progress(*columns, console=self._console, transient=True)
            self._task = self._bar.add_task("Starting", total=None, facts="")

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        if self._bar is not None:
            self._bar.stop()

    def listen(self, event: Event) -> None:
        kind = event["event"]
        if kind == "data":
            self._show(event["fraction"], event["message"], "")
        elif kind == "step":
            self._show(event["fraction"], f"Training the {event['stage']}", _step_facts(event))
        elif kind in ("start", "validation", "stopped"):
            self.stopped = kind == "stopped"
            self._console.print(_line(event))

    def _show(self, fraction: float, title: str, facts: str) -> None:
        if self._bar is not None:
            self._bar.update(
                self._task, completed=fraction, total=1.0, description=title, facts=facts
            )
        elif time.monotonic() - self._logged >= LOG_SECONDS or fraction >= 1:
            self._logged = time.monotonic()
            print(f"{title}  {facts or f'{fraction:.0%}'}", file=sys.stderr, flush=True)


def _step_facts(event: Event) -> str:
    of = f"/{event['steps']}" if event.get("steps") else ""
    return (
        f"{event['fraction']:.0%}  step {event['step']}{of}  loss {event['loss']:.4f}  "
        f"{event['shapes_per_second']:.0f} shapes/s  {clock(event['eta'])} left"
    )


def _line(event: Event) -> str:
    if event["event"] == "start":
        limit = event.get("total_minutes")
        how_long = f", at most {limit:g} minutes" if limit else ""
        what = f"{event['stage']} of preset {event['preset']}"
        return f"Training {what} on {event['device']}{how_long}"
    if event["event"] == "stopped":
        return f"Stopped in the {event['stage']} stage"
    known = ("event", "time", "stage", "step")
    figures = {name: value for name, value in event.items() if name not in known}
    text = "  ".join(f"{name} {_number(value)}" for name, value in figures.items())
    return f"Validation of the {event['stage']} at step {event['step']}:  {text}"


def _number(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def clock(seconds: float) -> str:
    """Such as 1:05 or 2:03:04."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
