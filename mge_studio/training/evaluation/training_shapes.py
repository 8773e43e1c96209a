"""Surface points of training shapes: what a classifier learns from and what baselines copy.

They are drawn once and kept in the user's cache folder, keyed by the source and, for procedural
shapes, by what the families look like.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file
from scipy.spatial import cKDTree

from mge_studio.errors import InputError
from mge_studio.folders import cache_folder
from mge_studio.shapes.procedural.families import generate
from mge_studio.shapes.shape import Float32
from mge_studio.training.evaluation.chamfer import OnShare
from mge_studio.training.evaluation.descriptors import DESCRIPTOR_POINTS
from mge_studio.training.evaluation.subjects import Subject, load_subject
from mge_studio.training.records import from_fixed, to_fixed
from mge_studio.training.sources import Item, Source, parse_source

#: Procedural training shapes a family.
PER_FAMILY = 200
#: Members of each family that tell whether a cache still fits the families' code, by so many
#: points of each.
_PROBES = range(1000, 1005)
_PROBE_POINTS = 256
#: Points of a query that the search for the nearest shape looks at.
_SEARCH_POINTS = 256


@dataclass(frozen=True, eq=False)
class TrainingShapes:
    """points (S, `DESCRIPTOR_POINTS`, 3) even on the surfaces of `items` of `source`."""

    source: Source
    items: list[Item]
    points: Float32

    def subject(self, row: int) -> Subject:
        subject = load_subject(self.source, self.items[row])
        assert isinstance(subject, Subject)  # its points could be read before
        return subject

    def labelled(self) -> tuple[Float32, list[str]]:
        """The points and class names of the shapes that have one."""
        rows = [row for row, item in enumerate(self.items) if item.class_name is not None]
        return self.points[rows], [str(self.items[row].class_name) for row in rows]

    def nearest_to_part(self, part: Float32) -> int:
        """Row of the shape whose surface lies closest to all of (P, 3) points of a part."""
        chosen = np.linspace(0, len(part) - 1, min(_SEARCH_POINTS, len(part))).astype(int)
        return int(np.argmin([tree.query(part[chosen])[0].mean() for tree in self._trees()]))

    def _trees(self) -> list[cKDTree]:
        return _trees_of(self)


@lru_cache(maxsize=1)
def _trees_of(shapes: TrainingShapes) -> list[cKDTree]:
    return [cKDTree(points) for points in shapes.points]


def load_training_shapes(
    data: str = "procedural", per_family: int = PER_FAMILY, on_share: OnShare = lambda share: None
) -> TrainingShapes:
    """The training split of `data`, as in `--data` of training, from the cache or drawn anew.

    Meshes that cannot be read are left out. Raises InputError when none is left.
    """
    source = parse_source(data)
    count = per_family * len(source.families()) if source.is_procedural else 0
    items = source.items("train", count)
    file = f"{source.key('train', count)}-{_fingerprint(source)}.safetensors"
    path = cache_folder("evaluation") / file
    arrays = _cached(path) or _written(path, _drawn(source, items, on_share))
    if len(arrays["rows"]) == 0:
        raise InputError(f"{data} holds no shapes to compare with.")
    points = from_fixed(arrays["points"].astype(np.int16))
    return TrainingShapes(source, [items[row] for row in arrays["rows"]], points)


Arrays = dict[str, NDArray[np.generic]]


def _drawn(source: Source, items: list[Item], on_share: Callable[[float], None]) -> Arrays:
    rows, points = [], []
    for row, item in enumerate(items):
        subject = load_subject(source, item)
        if isinstance(subject, Subject):
            rows.append(row)
            points.append(to_fixed(subject.sample(DESCRIPTOR_POINTS, 0)[0]))
        on_share((row + 1) / len(items))
    empty = np.zeros((0, DESCRIPTOR_POINTS, 3), np.int16)
    return {
        "rows": np.array(rows, dtype=np.int64), "points": np.stack(points) if points else empty
    }  # fmt: skip


def _cached(path: Path) -> Arrays | None:
    """What an earlier run wrote; None where there is nothing or it is damaged."""
    try:
        arrays: Arrays = load_file(path)
    except (OSError, SafetensorError):
        return None
    return arrays


def _written(path: Path, arrays: Arrays) -> Arrays:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(arrays, temporary)
    os.replace(temporary, path)
    return arrays


def _fingerprint(source: Source) -> str:
    """Changes when the families' code makes other shapes; empty for meshes."""
    if not source.is_procedural:
        return ""
    probes = [
        generate(family, index).sample_surface(_PROBE_POINTS, 0)[0]
        for family in source.families()
        for index in _PROBES
    ]
    # Means, rounded: equal on machines whose last bits differ. Adding 0 turns -0 into 0.
    means = np.stack([np.round(points.mean(axis=0), 3) for points in probes]) + 0.0
    return hashlib.sha256(means.tobytes()).hexdigest()[:8]
