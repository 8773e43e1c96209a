"""Prepared datasets: a folder of HDF5 shards, made once by several processes, resumable."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

import h5py
import numpy as np

from mge_studio.errors import Cancelled, InputError
from mge_studio.training.records import Record, make_record
from mge_studio.training.sources import Item, Source, Split

#: Change when records change, so that stale caches are not read.
FORMAT_VERSION = 4
SHARD_SIZE = 128
#: Seconds between looks at `should_stop`.
STOP_POLL = 0.2

Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Failure:
    """A shape that could not be prepared, and why."""

    path: str
    reason: str


def prepare(
    source: Source,
    split: Split,
    folder: Path,
    *,
    procedural_count: int,
    workers: int | None = None,
    report: Report = lambda fraction, message: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Path:
    """Write the shards of one split of a source below `folder`; returns their folder.

    Shards that exist are kept, so an interrupted call goes on where it stopped. Shapes that
    cannot be used are listed in `failures.json` and skipped. Raises InputError if all are, and
    Cancelled once `should_stop` is true.
    """
    items = source.items(split, procedural_count)
    if not items:
        raise InputError(f"{source.path} has no shapes for {split}: add more meshes.")
    target = folder / f"{source.key(split, procedural_count)}-v{FORMAT_VERSION}"
    target.mkdir(parents=True, exist_ok=True)
    shards = [items[i : i + SHARD_SIZE] for i in range(0, len(items), SHARD_SIZE)]
    missing = [i for i in range(len(shards)) if not _shard_path(target, i).exists()]
    context = multiprocessing.get_context("spawn")
    workers = min(workers or os.cpu_count() or 1, max(1, len(missing)))
    if missing:
        report(0.0, f"Preparing {len(items)} shapes of {source.path}")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_single_thread) as pool:
        with _deaf_children():
            jobs = {pool.submit(_write_shard, source, shards[i], target, i) for i in missing}
        for done in _finished(pool, jobs, should_stop):
            report(done / len(missing), f"Prepared {done} of {len(missing)} parts of {source.path}")
    failures = _collect_failures(target)
    if len(failures) == len(items):
        raise InputError(f"No mesh of {source.path} could be used: {failures[0].reason}")
    return target


def _finished(
    pool: ProcessPoolExecutor, jobs: set[Future[None]], should_stop: Callable[[], bool]
) -> Iterator[int]:
    """How many jobs are done, each time one is. Shards are whole or absent, so that stopping may
    end their processes at any time."""
    total = len(jobs)
    while jobs:
        finished, jobs = wait(jobs, STOP_POLL, FIRST_COMPLETED)
        if should_stop():
            pool.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():
                process.terminate()
            raise Cancelled("Preparing the data was stopped; what is prepared is kept.")
        for job in finished:
            job.result()
        if finished:
            yield total - len(jobs)


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes started meanwhile ignore Ctrl+C, which reaches the whole group: it is for the
    parent to stop them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _single_thread() -> None:
    os.environ["IGL_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"


def _shard_path(folder: Path, number: int) -> Path:
    return folder / f"shard-{number:05d}.h5"


def _write_shard(source: Source, items: Sequence[Item], folder: Path, number: int) -> None:
    records, kept, failures = [], [], []
    for i, item in enumerate(items):
        try:
            records.append(make_record(source, item, seed=number * SHARD_SIZE + i))
            kept.append(item)
        except InputError as error:
            failures.append({"path": item.member or item.name, "reason": str(error)})
    path = _shard_path(folder, number)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")  # another run may prepare the same
    with h5py.File(temporary, "w") as file:
        for field in fields(Record) if records else ():
            data = np.stack([np.asarray(getattr(record, field.name)) for record in records])
            file.create_dataset(field.name, data=data)
        file["name"] = [item.name for item in kept]
        file["class_name"] = [item.class_name or "" for item in kept]
        file.attrs["failures"] = json.dumps(failures)
    os.replace(temporary, path)


def _collect_failures(folder: Path) -> list[Failure]:
    failures: list[Failure] = []
    for path in sorted(folder.glob("shard-*.h5")):
        with h5py.File(path, "r") as file:
            failures += [Failure(**entry) for entry in json.loads(str(file.attrs["failures"]))]
    temporary = folder / f"failures.json.{os.getpid()}.tmp"
    temporary.write_text(json.dumps([vars(failure) for failure in failures], indent=1))
    os.replace(temporary, folder / "failures.json")
    return failures
