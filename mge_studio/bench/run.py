"""The whole benchmark, one figure after another."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Iterator, Sequence

from mge_studio.bench import extraction, jobs, procedural
from mge_studio.bench.child import ChildError, run_child
from mge_studio.bench.figures import Figure, median, skipped
from mge_studio.bench.memory import JOBS
from mge_studio.errors import InputError
from mge_studio.model.pipeline import Model

#: MiB; what 512^3 must fit into.
MEMORY_TARGET = 4096
PAINTED = {20_000: None, 100_000: 60.0}


def figures(model: Model, quick: bool, has_display: bool) -> Iterator[tuple[str, list[Figure]]]:
    """Yield what is measured next, with no figures yet; then its figures."""
    runs = 3 if quick else 7
    screen = _screen_reason(has_display)
    measurements: list[tuple[str, Callable[[], Sequence[Figure]]]] = [
        ("Starting the studio", lambda: [window(screen, runs)]),
        ("Painting", lambda: [painting(screen, *case) for case in PAINTED.items()]),
        ("Reading a mesh", lambda: jobs.load_to_tokens(model, runs)),
        ("Completing", lambda: jobs.completion(model, runs)),
        ("Extracting at 128^3", lambda: extraction.extraction(model, 128, 4 if quick else 20, 8)),
        ("Extracting at 256^3", lambda: extraction.extraction(model, 256, 2 if quick else 5, 20)),
        ("Measuring memory", lambda: [memory(model, job) for job in JOBS]),
        ("Making shapes", lambda: [procedural.shapes_per_second(3, 100 if quick else 300)]),
    ]
    for title, measure in measurements:
        yield title, []
        try:
            yield title, list(measure())
        except InputError as error:  # such as a model whose generator is not trained yet
            yield title, [skipped(title.lower().replace(" ", "_"), title, "", str(error))]


def window(screen: str, runs: int) -> Figure:
    """From starting Python to the painted window."""
    name, title = "time_to_window", "Time to window"
    if screen:
        return skipped(name, title, "s", screen)
    times = []
    try:
        for _ in range(runs):
            started = time.time()
            times.append(run_child("mge_studio.bench.window")["shown"] - started)
    except ChildError as error:
        return skipped(name, title, "s", str(error))
    return Figure(name, title, "s", median(times), runs, target=2.5)


def painting(screen: str, triangles: int, target: float | None) -> Figure:
    name = f"paint_frame_{triangles // 1000}k"
    title = f"Paint frame, about {triangles:,} triangles"
    if screen:
        return skipped(name, title, "ms", screen)
    try:
        seen = run_child("mge_studio.bench.painting", str(triangles))
    except ChildError as error:
        return skipped(name, title, "ms", str(error))
    title = f"Paint frame, {seen['triangles']:,} triangles"
    return Figure(name, title, "ms", 1000 * seen["seconds"], seen["frames"], target)


def memory(model: Model, job: str) -> Figure:
    name, title = f"memory_{job.replace('-', '_')}", f"{JOBS[job]}, memory peak"
    try:
        seen = run_child(
            "mge_studio.bench.memory", job, str(model.info.folder), model.info.device
        )
    except ChildError as error:
        return skipped(name, title, "MiB", str(error))
    note = f"{seen['loaded']:.0f} MiB of it with the model loaded and idle"
    return Figure(name, title, "MiB", seen["peak"], target=MEMORY_TARGET, note=note)


def _screen_reason(has_display: bool) -> str:
    """Why nothing can be shown, or an empty string."""
    if importlib.util.find_spec("PySide6") is None:
        return "PySide6 is not installed"
    return "" if has_display else "there is no display"
