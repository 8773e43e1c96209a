"""The procedural families: `generate(family, index)` is the same shape on every machine."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.shapes.procedural import (  # noqa: F401 - families register on import
    airplanes,
    beds,
    boats,
    bottles,
    cabinets,
    cars,
    compositions,
    guitars,
    lamps,
    mugs,
    rockets,
    seating,
    shelves,
    sofas,
    swords,
    tables,
)
from mge_studio.shapes.procedural.combine import Union
from mge_studio.shapes.procedural.registry import REGISTRY, thinnest
from mge_studio.shapes.procedural.solid import AXES, Float64, lengths
from mge_studio.shapes.shape import NORMALIZED_RADIUS, Float32

#: In the order of class ids; only ever append.
FAMILIES: tuple[str, ...] = (
    "chair", "table", "lamp", "airplane", "car", "bottle", "mug", "sofa", "bed", "shelf",
    "cabinet", "bench", "guitar", "boat", "sword", "rocket", "compositions",
)  # fmt: skip

#: Points drawn at first for each that is wanted: a fifth to a third of the surface of most shapes
#: is hidden in other parts, and a second round costs more than points too many.
FIRST_ROUND = 1.5

#: Names of the part labels of every family.
PARTS: dict[str, tuple[str, ...]] = {name: REGISTRY[name].parts for name in FAMILIES}


@dataclass(frozen=True, eq=False)
class ProceduralShape:
    """Member `index` of a family: an exact body and its normalised frame."""

    family: str
    index: int
    solid: Union

    @property
    def class_id(self) -> int:
        return FAMILIES.index(self.family)

    @property
    def part_names(self) -> tuple[str, ...]:
        return PARTS[self.family]

    @cached_property
    def frame(self) -> tuple[Float64, float]:
        """Centre (3,) and scale: normalised = (built - centre) * scale."""
        low, high = self.solid.bounds
        centre = (low + high) / 2
        radius = _farthest(self.solid, centre)
        return centre, NORMALIZED_RADIUS / radius

    @cached_property
    def _labels(self) -> NDArray[np.uint8]:
        names = self.part_names
        return np.array([names.index(solid.part) for solid in self.solid.solids], dtype=np.uint8)

    def inside(self, queries: NDArray[np.floating]) -> NDArray[np.bool_]:
        """(Q,) which of the (Q, 3) queries in the normalised frame are inside, exactly."""
        centre, scale = self.frame
        return self.solid.inside(queries.astype(np.float64) / scale + centre)

    def sample_surface(self, count: int, seed: int) -> tuple[Float32, Float32, NDArray[np.uint8]]:
        """Points (count, 3) even on the outer surface, unit normals, part labels (count,)."""
        points, normals, parts = self.draw_surface(round(FIRST_ROUND * count), count, seed)
        rng = np.random.default_rng(self._seed(seed, 1))
        chosen = np.sort(rng.permutation(len(points))[:count])
        return points[chosen], normals[chosen], parts[chosen]

    def draw_surface(
        self, drawn: int, least: int, seed: int
    ) -> tuple[Float32, Float32, NDArray[np.uint8]]:
        """As `sample_surface`, but whatever remains of `drawn` points without those hidden in other
        parts, and more are drawn where that is less than `least`."""
        points, normals, owners = self._draw(drawn, least, np.random.default_rng(self._seed(seed)))
        centre, scale = self.frame
        placed = ((points - centre) * scale).astype(np.float32)
        return placed, normals.astype(np.float32), self._labels[owners]

    def _seed(self, *numbers: int) -> np.random.SeedSequence:
        return np.random.SeedSequence([_hash(self.family, self.index), *numbers])

    def _draw(
        self, drawn: int, least: int, rng: np.random.Generator
    ) -> tuple[Float64, Float64, NDArray[np.intp]]:
        rounds = [self.solid.sample_owned(drawn / self.solid.area, rng)]
        while (found := sum(len(points) for points, _, _ in rounds)) < least:
            share = max(found / drawn, 0.02)
            more = 1.1 * (least - found + 8) / share
            rounds.append(self.solid.sample_owned(more / self.solid.area, rng))
            drawn += round(more)
        if len(rounds) == 1:
            return rounds[0]
        points, normals, owners = (np.concatenate(column) for column in zip(*rounds, strict=True))
        return points, normals, owners


def generate(family: str, index: int) -> ProceduralShape:
    """Member `index` >= 0 of a family. Raises InputError for a family that does not exist."""
    if family not in REGISTRY:
        raise InputError(
            f"There is no procedural family {family!r}: choose one of {', '.join(FAMILIES)}."
        )
    rng = np.random.default_rng(_hash(family, index))
    built = REGISTRY[family].build(rng)
    return ProceduralShape(family, index, built.thickened(thinnest(*np.ptp(built.bounds, axis=0))))


def _hash(family: str, index: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{family}/{index}".encode()).digest()[:16], "little")


def _sphere_directions(count: int) -> Float64:
    """(count, 3) even on the sphere (Fibonacci lattice)."""
    turn = np.arange(count) * (np.pi * (3 - np.sqrt(5)))
    y = 1 - 2 * (np.arange(count) + 0.5) / count
    level = np.sqrt(1 - y**2)
    return np.stack([level * np.cos(turn), y, level * np.sin(turn)], axis=1)


_DIRECTIONS = np.concatenate([AXES, _sphere_directions(58)])


def _farthest(solid: Union, centre: Float64) -> float:
    """Distance from `centre` of the farthest point, by support points climbed to their maximum."""
    extents = np.abs(solid.boxes - centre).max(axis=1)
    # Every side of a body's box is touched, so that bodies whose corners are nearer do not matter.
    outer = Union(solid.solids[row] for row in np.flatnonzero(lengths(extents) >= extents.max()))
    directions = _DIRECTIONS
    for _ in range(2):
        offsets = outer.support(directions) - centre
        distances = lengths(offsets)
        best = np.argsort(distances)[-8:]
        directions = offsets[best] / distances[best][:, None]
    return float(distances.max())
