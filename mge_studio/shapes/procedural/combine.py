"""Bodies made of bodies: `Union` and `Difference`, hidden surface dropped."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.procedural.solid import CONTACT, Bool, Float64, Samples, Solid


class Union(Solid):
    """Everything in any of `solids`; unions among them are taken apart, so labels stay per part."""

    def __init__(self, solids: Iterable[Solid]) -> None:
        self.solids: tuple[Solid, ...] = tuple(
            leaf
            for solid in solids
            for leaf in (solid.solids if isinstance(solid, Union) else [solid])
        )

    @property
    def area(self) -> float:
        return sum(solid.area for solid in self.solids)

    @cached_property
    def boxes(self) -> Float64:
        """(P, 2, 3) bounds of every solid."""
        return np.stack([solid.bounds for solid in self.solids])

    @cached_property
    def bounds(self) -> Float64:
        return np.stack([self.boxes[:, 0].min(axis=0), self.boxes[:, 1].max(axis=0)])

    def inside(self, queries: Float64) -> Bool:
        return self._inside_others(queries, None)

    def sample(self, density: float, rng: np.random.Generator) -> Samples:
        points, normals, _ = self.sample_owned(density, rng)
        return points, normals

    def sample_owned(
        self, density: float, rng: np.random.Generator
    ) -> tuple[Float64, Float64, NDArray[np.intp]]:
        """Points, normals and the row in `solids` each point belongs to."""
        samples = [solid.sample(density, rng) for solid in self.solids]
        counts = [len(points) for points, _ in samples]
        points = np.concatenate([points for points, _ in samples])
        normals = np.concatenate([normals for _, normals in samples])
        ends = np.cumsum(counts)
        seen = np.flatnonzero(~self._inside_others(points + CONTACT * normals, ends))
        owners = np.repeat(np.arange(len(counts)), counts)
        return points.take(seen, axis=0), normals.take(seen, axis=0), owners.take(seen)

    def _inside_others(self, queries: Float64, ends: NDArray[np.intp] | None) -> Bool:
        """Inside any solid; with `ends`, rows ends[i-1]:ends[i] are not tested against solid i."""
        inside = np.zeros(len(queries), dtype=bool)
        x, y, z = np.ascontiguousarray(queries.T)
        for row, (solid, (low, high)) in enumerate(zip(self.solids, self.boxes, strict=True)):
            near = (x >= low[0]) & (x <= high[0]) & (y >= low[1]) & (y <= high[1])
            near &= (z >= low[2]) & (z <= high[2])
            if ends is not None:
                near[ends[row - 1] if row else 0 : ends[row]] = False
            candidates = np.flatnonzero(near)
            if len(candidates):
                inside[candidates] |= solid.inside(queries.take(candidates, axis=0))
        return inside

    def support(self, directions: Float64) -> Float64:
        points = np.stack([solid.support(directions) for solid in self.solids])
        farthest = np.einsum("pdk,dk->pd", points, directions).argmax(axis=0)
        chosen: Float64 = points[farthest, np.arange(len(directions))]
        return chosen

    def transformed(self, matrix: Float64) -> Self:
        return type(self)(solid.transformed(matrix) for solid in self.solids)

    def thickened(self, least: float) -> Self:
        return type(self)(solid.thickened(least) for solid in self.solids)

    def labelled(self, part: str) -> Self:
        return type(self)(solid.labelled(part) for solid in self.solids)


class Difference(Solid):
    """`first` without `second`, labelled and bounded as `first`: cut holes, not whole ends."""

    def __init__(self, first: Solid, second: Solid) -> None:
        self.first, self.second, self.part = first, second, first.part

    @property
    def area(self) -> float:
        return self.first.area + self.second.area

    def support(self, directions: Float64) -> Float64:
        return self.first.support(directions)

    def transformed(self, matrix: Float64) -> Self:
        moved = copy.copy(self)
        moved.__dict__.pop("bounds", None)
        moved.first = self.first.transformed(matrix)
        moved.second = self.second.transformed(matrix)
        return moved

    def thickened(self, least: float) -> Self:
        thickened = copy.copy(self)
        thickened.__dict__.pop("bounds", None)
        thickened.first = self.first.thickened(least)
        return thickened

    def inside(self, queries: Float64) -> Bool:
        inside = self.first.inside(queries)
        rows = np.flatnonzero(inside)
        inside[rows] = ~self.second.inside(queries[rows])
        return inside

    def sample(self, density: float, rng: np.random.Generator) -> Samples:
        outer, outer_normals = self.first.sample(density, rng)
        kept = ~self.second.inside(outer - CONTACT * outer_normals)
        wall, wall_normals = self.second.sample(density, rng)
        shown = self.first.inside(wall + CONTACT * wall_normals)
        points = np.concatenate([outer[kept], wall[shown]])
        return points, np.concatenate([outer_normals[kept], -wall_normals[shown]])
