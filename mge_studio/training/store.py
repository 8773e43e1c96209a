"""Prepared shapes in memory, and the batches drawn from them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import NamedTuple

import h5py
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mge_studio.errors import InputError
from mge_studio.training.augment import Augmentation, augmented
from mge_studio.training.records import from_fixed

_ARRAYS = ("points", "volume", "volume_inside", "near", "near_inside")
#: Batches prepared ahead of the training step.
PREFETCH = 4


class Batch(NamedTuple):
    """points (B, N, 3); queries (B, Q, 3), the first `volume` of them uniform, the rest near the
    surface; inside (B, Q) bool; classes (B,) int64, -1 where unknown; start (B,) int64 first
    farthest-point rows."""

    points: Tensor
    queries: Tensor
    inside: Tensor
    classes: Tensor
    start: Tensor
    volume: int

    def to(self, device: torch.device) -> Batch:
        moved = [x.to(device, non_blocking=True) if isinstance(x, Tensor) else x for x in self]
        return Batch(*moved)  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Store:
    """All shapes of one prepared split. arrays: as in `records.Record`, stacked over shapes."""

    arrays: dict[str, NDArray[np.generic]]
    names: list[str]
    class_names: list[str]
    watertight: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.names)


def load_store(folder: Path) -> Store:
    """Read every shard of a prepared split. Raises InputError when there is none."""
    columns: dict[str, list[NDArray[np.generic]]] = {key: [] for key in (*_ARRAYS, "watertight")}
    names: list[str] = []
    class_names: list[str] = []
    for path in sorted(folder.glob("shard-*.h5")):
        with h5py.File(path, "r") as file:
            if "points" not in file:
                continue
            for key, column in columns.items():
                column.append(file[key][:])
            names += [name.decode() for name in file["name"][:]]
            class_names += [name.decode() for name in file["class_name"][:]]
    if not names:
        raise InputError(f"{folder} holds no prepared shapes.")
    arrays = {key: np.concatenate(column) for key, column in columns.items()}
    return Store(arrays, names, class_names, arrays.pop("watertight").astype(bool))


@dataclass(frozen=True)
class BatchSpec:
    """Sizes of a batch: shapes, surface points, uniform and near-surface queries a shape."""

    size: int
    points: int
    volume: int = 448
    near: int = 768


class Mixture:
    """Stores with weights; every batch is a pure function of (seed, step), so runs resume."""

    def __init__(
        self,
        stores: Sequence[Store],
        weights: Sequence[float],
        class_names: Sequence[str],
        augmentations: Sequence[Augmentation],
    ) -> None:
        self.stores = stores
        self.augmentations = augmentations
        self.weights = np.asarray(weights, dtype=np.float64) / sum(weights)
        ids = {name: i for i, name in enumerate(class_names)}
        self.classes = [
            np.array([ids.get(name, -1) for name in store.class_names]) for store in stores
        ]

    def batch(self, spec: BatchSpec, seed: int, step: int) -> Batch:
        rng = np.random.default_rng([seed, step])
        rows = [self._draw(spec, rng) for _ in range(spec.size)]
        points, queries, inside, classes = (np.stack(column) for column in zip(*rows, strict=True))
        start = rng.integers(spec.points, size=spec.size)
        return Batch(
            torch.from_numpy(points), torch.from_numpy(queries), torch.from_numpy(inside),
            torch.from_numpy(classes), torch.from_numpy(start), spec.volume,
        )

    def _draw(self, spec: BatchSpec, rng: np.random.Generator) -> tuple[NDArray[np.generic], ...]:
        which = int(rng.choice(len(self.stores), p=self.weights))
        store = self.stores[which]
        row = int(rng.integers(len(store)))
        arrays = {key: store.arrays[key][row] for key in _ARRAYS}
        # Sets are in farthest-point order, so that any prefix is a farthest-point subset too.
        points = arrays["points"][rng.integers(len(arrays["points"])), : spec.points]
        volume = rng.integers(len(arrays["volume"]), size=spec.volume)
        near = rng.integers(len(arrays["near"]), size=spec.near)
        queries = from_fixed(np.concatenate([arrays["volume"][volume], arrays["near"][near]]))
        inside = np.concatenate([arrays["volume_inside"][volume], arrays["near_inside"][near]])
        surface, queries = augmented(from_fixed(points), queries, self.augmentations[which], rng)
        return surface, queries, inside, self.classes[which][row]

    def batches(self, spec: BatchSpec, seed: int, first_step: int) -> Generator[Batch, None, None]:
        """Endless batches from `first_step` on, prepared ahead by one thread."""
        queue: Queue[Batch | BaseException] = Queue(PREFETCH)
        stop = Event()

        def produce() -> None:
            step = first_step
            while not stop.is_set():
                try:
                    queue.put(self.batch(spec, seed, step))
                except BaseException as error:  # handed to the consumer, which raises it
                    queue.put(error)
                    return
                step += 1

        thread = Thread(target=produce, name="batches", daemon=True)
        thread.start()
        try:
            while True:
                batch = queue.get()
                if isinstance(batch, BaseException):
                    raise batch
                yield batch
        finally:
            stop.set()
            while thread.is_alive():
                if not queue.empty():
                    queue.get_nowait()
                thread.join(0.01)
