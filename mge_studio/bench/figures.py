"""What a benchmark yields: figures with their targets."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

MIB = 1 << 20


@dataclass(frozen=True)
class Figure:
    """value: None when it could not be measured, and note says why. runs: what it is the median of.

    target: on two CPU cores, None where there is none; higher_is_better says on which side.
    """

    name: str
    title: str
    unit: str
    value: float | None
    runs: int = 1
    target: float | None = None
    higher_is_better: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one, or without a value."""
        if self.value is None or self.target is None:
            return None
        return self.value >= self.target if self.higher_is_better else self.value <= self.target


def skipped(name: str, title: str, unit: str, reason: str) -> Figure:
    return Figure(name, title, unit, None, 0, note=reason)


def median(values: Sequence[float]) -> float:
    return float(statistics.median(values))


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median_seconds(work: Callable[[], object], runs: int) -> float:
    """Median wall time of `runs` calls, after one that warms caches up."""
    work()
    return median([seconds(work) for _ in range(runs)])


def peak_memory() -> float:
    """Largest memory this process ever held, in MiB."""
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset / MIB)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / MIB if sys.platform == "darwin" else peak / 1024
