"""Lanes: tasks that wait in a line for worker threads, and can change places meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Task = TypeVar("Task")


class Lane(Generic[Task]):
    """run: what a worker does with a task. pick: the place of the task that is next among those
    that wait (at least one), or None while they have to; `wake` asks it again."""

    def __init__(
        self,
        name: str,
        workers: int,
        run: Callable[[Task], None],
        pick: Callable[[Sequence[Task]], int | None] = lambda tasks: 0,
    ) -> None:
        self._tasks: list[Task] = []
        self._ready = threading.Condition()
        self._closed = False
        self._run = run
        self._pick = pick
        self._threads = [
            threading.Thread(target=self._loop, name=f"mge-{name}-{index}", daemon=True)
            for index in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def waiting(self) -> tuple[Task, ...]:
        """Tasks no worker has begun, in order."""
        with self._ready:
            return tuple(self._tasks)

    def put(self, task: Task) -> None:
        with self._ready:
            self._tasks.append(task)
            self._ready.notify()

    def drop(self, match: Callable[[Task], bool]) -> None:
        with self._ready:
            self._tasks = [task for task in self._tasks if not match(task)]
            self._ready.notify_all()

    def rearrange(self, change: Callable[[list[Task]], None]) -> None:
        """Let `change` move tasks within the list of those that wait."""
        with self._ready:
            change(self._tasks)
            self._ready.notify_all()

    def wake(self) -> None:
        with self._ready:
            self._ready.notify_all()

    def close(self, deadline: float) -> bool:
        """Stop the workers; True when all ended before `deadline` (monotonic seconds)."""
        with self._ready:
            self._closed = True
            self._tasks.clear()
            self._ready.notify_all()
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _next(self) -> Task | None:
        with self._ready:
            while not self._closed:
                place = self._pick(self._tasks) if self._tasks else None
                if place is not None:
                    return self._tasks.pop(place)
                self._ready.wait()
            return None

    def _loop(self) -> None:
        while (task := self._next()) is not None:
            self._run(task)
            del task  # an idle worker must not keep the last job's shapes alive
