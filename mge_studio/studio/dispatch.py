"""Running functions on the one thread that owns the document."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable

#: Hands a function to the document's thread; returns at once; keeps the order of its calls.
CallSoon = Callable[[Callable[[], None]], None]


class MainQueue:
    """A `CallSoon` for programs without an event loop: the owner runs what has been queued."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def call_soon(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def run_pending(self) -> None:
        """Run every call queued so far."""
        while not self._calls.empty():
            self._calls.get()()

    def run_until(self, condition: Callable[[], bool], timeout: float = 10.0) -> bool:
        """Run calls as they come until `condition()` holds; False after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not condition():
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return False
            try:
                call = self._calls.get(timeout=min(remaining, 0.05))
            except queue.Empty:
                continue
            call()
        return True
