"""`Loft`: one polygon swept along z through stations that scale and shift it.

Wings, hulls, car roofs, fins, sails and blades are all lofts. Membership is exact: at height z the
scale and shift are interpolated linearly and undone, which leaves one point-in-polygon test.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.procedural.outlines import (
    counter_clockwise,
    following,
    inside_outline,
    signed_area,
)
from mge_studio.shapes.procedural.solid import (
    Bool,
    Float64,
    Primitive,
    Samples,
    even_plane,
    even_rows,
    golden,
    lengths,
    ramp,
    random_count,
)

Rows = Sequence[Sequence[float]] | Float64


class Loft(Primitive):
    """The polygon (K, 2) in (x, y), swept along z.

    stations: (S, 5) rows of (z, x scale, y scale, x shift, y shift), z strictly increasing, scales
        positive. Between stations all four are linear in z, so sides are ruled surfaces.
    """

    def __init__(self, polygon: Rows, stations: Rows) -> None:
        super().__init__()
        self.polygon = counter_clockwise(polygon)
        self.stations = np.asarray(stations, dtype=np.float64)
        edges = following(self.polygon) - self.polygon
        next_edges = following(edges)
        turns = edges[:, 0] * next_edges[:, 1] - edges[:, 1] * next_edges[:, 0]
        self._convex = bool((turns >= -1e-12).all())
        self._edge_normals = np.stack([edges[:, 1], -edges[:, 0]], axis=1)
        self._edge_offsets = np.einsum("ij,ij->i", self._edge_normals, self.polygon)
        self.rings = _rings(self.polygon, self.stations)
        self._low, self._high = self.rings.min(axis=(0, 1)), self.rings.max(axis=(0, 1))
        self.side_areas = _quad_areas(self.rings)
        self.cap_areas = signed_area(self.polygon) * self.stations[[0, -1], 1:3].prod(axis=1)

    def thickened(self, least: float) -> Loft:
        needed = least / self._growth
        size = self.polygon.max(axis=0) - self.polygon.min(axis=0)
        stations = self.stations.copy()
        stations[:, 1:3] = np.maximum(stations[:, 1:3], needed[:2] / size)
        low, high = stations[[0, -1], 0]
        middle = (low + high) / 2
        stations[:, 0] = middle + (stations[:, 0] - middle) * max(1, needed[2] / (high - low))
        return self._remade(Loft(self.polygon, stations))

    @property
    def _local_area(self) -> float:
        return float(self.side_areas.sum() + self.cap_areas.sum())

    def _local_inside(self, queries: Float64) -> Bool:
        inside: Bool = ((queries > self._low) & (queries < self._high)).all(axis=1)
        rows = np.flatnonzero(inside)
        if len(rows):
            x, y, z = queries[rows].T
            heights = self.stations[:, 0]
            sx, sy, ox, oy = (np.interp(z, heights, column) for column in self.stations.T[1:])
            inside[rows] = self._in_polygon((x - ox) / sx, (y - oy) / sy)
        return inside

    def _in_polygon(self, u: Float64, v: Float64) -> Bool:
        if not self._convex:
            return inside_outline(u, v, self.polygon)
        reach = self._edge_normals @ np.stack([u, v])
        within: Bool = (reach < self._edge_offsets[:, None]).all(axis=0)
        return within

    def _local_sample(self, density: float, rng: np.random.Generator) -> Samples:
        areas = self.side_areas.ravel()
        cells, across = even_rows(areas, random_count(density * float(areas.sum()), rng), rng)
        caps = (self._cap(density, end, rng) for end in (0, -1))
        parts = [self._sides(cells, across, rng), *caps]
        points, normals = (np.concatenate(column) for column in zip(*parts, strict=True))
        return points, normals

    def _sides(self, cells: NDArray[np.intp], across: Float64, rng: np.random.Generator) -> Samples:
        """Points on ruled quads, their height drawn in proportion to the width there."""
        s, e = np.divmod(cells, len(self.polygon))
        f = (e + 1) % len(self.polygon)
        a, b = self.rings[s, e], self.rings[s, f]
        c, d = self.rings[s + 1, e], self.rings[s + 1, f]
        t = ramp(golden(len(cells), rng), lengths(b - a), lengths(d - c))[:, None]
        u = across[:, None]
        along = (b - a) + ((d - c) - (b - a)) * t
        upward = (c - a) + ((d - b) - (c - a)) * u
        normals = np.cross(along, upward)
        normals /= np.maximum(lengths(normals), 1e-300)[:, None]
        return a + (c - a) * t + u * along, normals

    def _cap(self, density: float, end: int, rng: np.random.Generator) -> Samples:
        """Points of the first (0) or last (-1) cap, by rejection from the polygon's rectangle."""
        z, sx, sy, ox, oy = self.stations[end]
        low, high = self.polygon.min(axis=0), self.polygon.max(axis=0)
        count = random_count(density * float((high - low).prod() * sx * sy), rng)
        flat = low + even_plane(count, rng) * (high - low)
        flat = flat[self._in_polygon(flat[:, 0], flat[:, 1])] * (sx, sy) + (ox, oy)
        points = np.column_stack([flat, np.full(len(flat), z)])
        return points, np.broadcast_to((0.0, 0.0, 1.0 if end else -1.0), points.shape)

    def _local_support(self, directions: Float64) -> Float64:
        corners = self.rings.reshape(-1, 3)
        farthest: Float64 = corners[(directions @ corners.T).argmax(axis=1)]
        return farthest


def _rings(polygon: Float64, stations: Float64) -> Float64:
    """(S, K, 3) the polygon's corners at every station."""
    flat = polygon * stations[:, None, 1:3] + stations[:, None, 3:5]
    heights = np.broadcast_to(stations[:, None, :1], (*flat.shape[:2], 1))
    return np.concatenate([flat, heights], axis=2)


def _quad_areas(rings: Float64) -> Float64:
    """(S - 1, K) areas of the ruled sides, each taken as two triangles."""
    a, c = rings[:-1], rings[1:]
    b, d = np.roll(a, -1, axis=1), np.roll(c, -1, axis=1)
    lower = np.linalg.norm(np.cross(b - a, c - a), axis=2)
    upper = np.linalg.norm(np.cross(d - b, d - c), axis=2)
    areas: Float64 = (lower + upper) / 2
    return areas
