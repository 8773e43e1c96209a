"""What a command says: figures on stdout, progress on stderr while a person watches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn


class Report(Protocol):
    """fraction in [0, 1], or None while it cannot be known."""

    def __call__(self, fraction: float | None, message: str) -> None: ...


@contextmanager
def progress_bar() -> Iterator[Report]:
    """A bar on stderr, removed at the end; nothing where stderr is not a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda fraction, message: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)

        def report(fraction: float | None, message: str) -> None:
            total = None if fraction is None else 1.0
            bar.update(task, completed=fraction or 0.0, total=total, description=message)

        yield report


def say(line: str) -> None:
    print(line, flush=True)


def note(line: str) -> None:
    """A remark beside the result, on stderr."""
    Console(stderr=True, highlight=False, soft_wrap=True, markup=False).print(line)


def print_json(content: Any) -> None:
    print(json.dumps(content, indent=2, ensure_ascii=False), flush=True)
