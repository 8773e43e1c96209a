"""Procedural training shapes a second, over all families, on two processes."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor

from mge_studio.bench.figures import Figure, median

PROCESSES = 2


def shapes_per_second(runs: int, shapes: int) -> Figure:
    """Points, normals, labels and both sets of queries of `shapes` shapes."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        list(pool.map(_make, range(4 * PROCESSES)))  # starts the processes
        rates = []
        for _ in range(runs):
            started = time.perf_counter()
            list(pool.map(_make, range(shapes), chunksize=4))
            rates.append(shapes / (time.perf_counter() - started))
    title = f"Procedural shapes, {PROCESSES} processes"
    return Figure("procedural_rate", title, "1/s", median(rates), runs, 150, True)


def _make(number: int) -> None:
    from mge_studio.shapes.procedural.families import FAMILIES
    from mge_studio.shapes.procedural.samples import occupancy_sample

    occupancy_sample(FAMILIES[number % len(FAMILIES)], number // len(FAMILIES))
