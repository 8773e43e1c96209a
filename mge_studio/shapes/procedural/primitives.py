"""The primitive bodies: box, sphere, lathe, extrusion and tube."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mge_studio.shapes.procedural.outlines import counter_clockwise, following, inside_outline
from mge_studio.shapes.procedural.solid import (
    CONTACT,
    Bool,
    Float64,
    Primitive,
    Samples,
    even_directions,
    even_plane,
    even_rows,
    golden,
    lengths,
    ramp,
    random_count,
    unit,
)

#: Which components of a rounded box's normal are free on its 3 faces, 3 kinds of edges, corners.
_FREE = np.array(
    [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 0], [1, 1, 1]], dtype=float
)


class Box(Primitive):
    """A box of `size` (3,) around the origin, its edges rounded with radius `rounding`."""

    def __init__(self, size: ArrayLike, rounding: float = 0.0) -> None:
        super().__init__()
        half = np.asarray(size, dtype=np.float64) / 2
        self.rounding = min(float(rounding), float(half.min()) * 0.999)
        self.core = half - self.rounding
        a, b, c = 2 * self.core
        r = self.rounding
        edges = 2 * np.pi * r
        self.areas = np.array(
            [2 * b * c, 2 * a * c, 2 * a * b, edges * a, edges * b, edges * c, 4 * np.pi * r * r]
        )

    def thickened(self, least: float) -> Box:
        size = 2 * (self.core + self.rounding)
        if (size * self._growth).min() >= least:
            return self
        return self._remade(Box(np.maximum(size, least / self._growth), self.rounding))

    @property
    def _local_area(self) -> float:
        return float(self.areas.sum())

    def _local_inside(self, queries: Float64) -> Bool:
        excess = np.abs(queries) - self.core
        if self.rounding == 0:
            return np.asarray((excess <= 0).all(axis=1))
        outer = np.maximum(excess, 0)
        return np.asarray(np.einsum("ij,ij->i", outer, outer) <= self.rounding**2)

    def _local_sample(self, density: float, rng: np.random.Generator) -> Samples:
        count = random_count(density * self._local_area, rng)
        features, along = even_rows(self.areas, count, rng)
        if self.rounding == 0:
            return self._flat_sample(features, along, rng)
        normals = unit(rng.standard_normal((count, 3)) * _FREE[features])
        across = golden(count, rng)
        flat = (_turned(features % 3, along, along, across) * 2 - 1) * self.core
        base = np.where(normals == 0, flat, np.sign(normals) * self.core)
        return base + self.rounding * normals, normals

    def _flat_sample(
        self, faces: NDArray[np.intp], along: Float64, rng: np.random.Generator
    ) -> Samples:
        """Points of pairs of faces 0, 1, 2, across x, y and z: the first half of the way `along`
        a pair is on one face, the rest on the other."""
        side = np.where(along < 0.5, -1.0, 1.0)
        points = _turned(faces, side, 4 * along - 2 - side, 2 * golden(len(faces), rng) - 1)
        nothing = np.zeros_like(side)
        return points * self.core, _turned(faces, side, nothing, nothing)

    def _local_support(self, directions: Float64) -> Float64:
        if self.rounding == 0:
            return np.sign(directions) * self.core
        return np.sign(directions) * self.core + self.rounding * unit(directions)


def _turned(first: NDArray[np.intp], *columns: Float64) -> Float64:
    """(N, 3) of three columns (N,), the axis `first` (N,) taking the first one, and so on."""
    points = np.empty((len(first), 3))
    every = np.arange(len(first))
    for i, column in enumerate(columns):
        points[every, (first + i) % 3] = column
    return points


class Sphere(Primitive):
    """The unit sphere; scale it for any ellipsoid."""

    def thickened(self, least: float) -> Sphere:
        grown = self.scaled(1)
        grown.matrix[:, :3] *= np.maximum(1, least / 2 / self._growth)
        return grown

    @property
    def _local_area(self) -> float:
        return 4 * np.pi

    def _local_inside(self, queries: Float64) -> Bool:
        return np.asarray(np.einsum("ij,ij->i", queries, queries) <= 1)

    def _local_sample(self, density: float, rng: np.random.Generator) -> Samples:
        points = even_directions(random_count(density * self._local_area, rng), rng)
        return points, points

    def _local_support(self, directions: Float64) -> Float64:
        return unit(directions)


class Lathe(Primitive):
    """A profile (K, 2) of (radius, height) turned around the Y axis.

    The profile is a closed loop (a ring, a vessel with a wall), or a line from axis to axis.
    """

    def __init__(self, profile: Sequence[Sequence[float]] | Float64) -> None:
        super().__init__()
        self.profile = counter_clockwise(profile)
        self.profile[:, 0] = np.maximum(self.profile[:, 0], 0)
        self.steps = following(self.profile) - self.profile
        slants = lengths(self.steps)
        self.areas = np.pi * (2 * self.profile[:, 0] + self.steps[:, 0]) * slants
        self.normals = np.stack([self.steps[:, 1], -self.steps[:, 0]], axis=1)
        self.normals /= np.maximum(slants, 1e-300)[:, None]

    def thickened(self, least: float) -> Lathe:
        around, along = least / self._growth[:2]
        profile = _stretched(self.profile, (0.0, along))
        radii = profile[:, 0]
        if radii.min() > 0:
            profile = _stretched(profile, (around, 0.0))
        elif _is_solid(profile):
            profile = np.column_stack([np.where(radii > 0, np.maximum(radii, around / 2), 0),
                                       profile[:, 1]])  # fmt: skip
        return self if profile is self.profile else self._remade(Lathe(profile))

    @property
    def _local_area(self) -> float:
        return float(self.areas.sum())

    def _local_inside(self, queries: Float64) -> Bool:
        radii = np.sqrt(queries[:, 0] ** 2 + queries[:, 2] ** 2)
        return inside_outline(radii, queries[:, 1], self.profile)

    def _local_sample(self, density: float, rng: np.random.Generator) -> Samples:
        count = random_count(density * self._local_area, rng)
        rows, along = even_rows(self.areas, count, rng)
        start, step = self.profile[rows], self.steps[rows]
        at = start + step * ramp(along, start[:, 0], start[:, 0] + step[:, 0])[:, None]
        return _revolved(at, 2 * np.pi * golden(count, rng), self.normals[rows])

    def _local_support(self, directions: Float64) -> Float64:
        level = np.sqrt(directions[:, 0] ** 2 + directions[:, 2] ** 2)
        reach = level[:, None] * self.profile[:, 0] + directions[:, 1:2] * self.profile[:, 1]
        farthest = self.profile[reach.argmax(axis=1)]
        outward = directions[:, [0, 2]] / np.maximum(level, 1e-300)[:, None] * farthest[:, :1]
        return np.stack([outward[:, 0], farthest[:, 1], outward[:, 1]], axis=1)


def _stretched(rows: Float64, least: tuple[float, float]) -> Float64:
    """The (K, 2) rows, stretched about their middle to measure at least `least`."""
    low, high = rows.min(axis=0), rows.max(axis=0)
    factors = np.maximum(1, least / np.maximum(high - low, 1e-9))
    if (factors == 1).all():
        return rows
    middle = (low + high) / 2
    stretched: Float64 = middle + (rows - middle) * factors
    return stretched


def _is_solid(profile: Float64) -> bool:
    """Whether a profile runs up from axis to axis without turning back, so without a cavity."""
    rows = np.roll(profile, -int(np.lexsort((profile[:, 0], profile[:, 1]))[0]), axis=0)
    return bool((np.diff(rows[:, 1]) >= 0).all())


def _revolved(at: Float64, angles: Float64, normals: Float64) -> Samples:
    cos, sin = np.cos(angles), np.sin(angles)
    points = np.stack([at[:, 0] * cos, at[:, 1], at[:, 0] * sin], axis=1)
    return points, np.stack([normals[:, 0] * cos, normals[:, 1], normals[:, 0] * sin], axis=1)


class Extrusion(Primitive):
    """An outline (K, 2) in XY, drawn along Z over `thickness`, centred on z = 0.

    At the +Z end the outline is scaled by `taper` (>= 0) about the origin and moved by `shift`:
    wings, fins, tapered legs.
    """

    def __init__(
        self,
        outline: Sequence[Sequence[float]] | Float64,
        thickness: float,
        taper: float = 1.0,
        shift: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        super().__init__()
        self.outline = counter_clockwise(outline)
        self.half, self.taper, self.shift = thickness / 2, taper, np.asarray(shift, dtype=float)
        self.near = np.column_stack([self.outline, np.full(len(self.outline), -self.half)])
        far = self.outline * taper + self.shift
        self.far = np.column_stack([far, np.full(len(far), self.half)])
        first = following(self.far) - self.near
        second = self.far - following(self.near)
        crossed = np.cross(first, second)
        self.areas = lengths(crossed) / 2
        self.normals = crossed / np.maximum(2 * self.areas, 1e-300)[:, None]
        self.low, self.high = self.outline.min(axis=0), self.outline.max(axis=0)

    def thickened(self, least: float) -> Extrusion:
        growth = self._growth
        outline = _stretched(self.outline, (least / growth[0], least / growth[1]))
        size = (outline.max(axis=0) - outline.min(axis=0)) * growth[:2]
        taper = max(self.taper, min(1.0, least / size.min()))
        thickness = max(2 * self.half, least / growth[2])
        if outline is self.outline and (taper, thickness) == (self.taper, 2 * self.half):
            return self
        return self._remade(Extrusion(outline, thickness, taper, (self.shift[0], self.shift[1])))

    @property
    def _local_area(self) -> float:
        caps = float(np.prod(self.high - self.low)) * (1 + self.taper**2)
        return float(self.areas.sum()) + caps

    def _local_inside(self, queries: Float64) -> Bool:
        along = (queries[:, 2] + self.half) / (2 * self.half)
        scale = np.maximum(1 + (self.taper - 1) * along, 1e-9)
        x = (queries[:, 0] - self.shift[0] * along) / scale
        y = (queries[:, 1] - self.shift[1] * along) / scale
        return (along >= 0) & (along <= 1) & inside_outline(x, y, self.outline)

    def _local_sample(self, density: float, rng: np.random.Generator) -> Samples:
        count = random_count(density * float(self.areas.sum()), rng)
        rows, across = even_rows(self.areas, count, rng)
        across, along = across[:, None], ramp(golden(count, rng), 1.0, self.taper)[:, None]
        ends = (rows + 1) % len(self.outline)
        near = self.near[rows] + across * (self.near[ends] - self.near[rows])
        far = self.far[rows] + across * (self.far[ends] - self.far[rows])
        caps = [self._cap(density, end, rng) for end in (-1, 1)]
        points = np.concatenate([near + along * (far - near), *(cap[0] for cap in caps)])
        return points, np.concatenate([self.normals[rows], *(cap[1] for cap in caps)])

    def _cap(self, density: float, end: int, rng: np.random.Generator) -> Samples:
        scale = self.taper if end > 0 else 1.0
        count = random_count(density * float(np.prod(self.high - self.low)) * scale**2, rng)
        flat = self.low + even_plane(count, rng) * (self.high - self.low)
        flat = flat[inside_outline(flat[:, 0], flat[:, 1], self.outline)]
        if end > 0:
            flat = flat * self.taper + self.shift
        points = np.column_stack([flat, np.full(len(flat), end * self.half)])
        return points, np.broadcast_to((0.0, 0.0, float(end)), points.shape)

    def _local_support(self, directions: Float64) -> Float64:
        corners = np.concatenate([self.near, self.far])
        farthest: Float64 = corners[(directions @ corners.T).argmax(axis=1)]
        return farthest


class Tube(Primitive):
    """A line of nodes (K, 3) with a radius at each (or one for all): cones joined by balls.

    `flat` cuts both ends straight; otherwise they are round.
    """

    def __init__(self, nodes: ArrayLike, radii: ArrayLike, flat: bool = False) -> None:
        super().__init__()
        self.nodes = np.asarray(nodes, dtype=np.float64)
        self.radii = np.broadcast_to(np.asarray(radii, dtype=np.float64), (len(self.nodes),))
        steps = np.diff(self.nodes, axis=0)
        self.lengths = lengths(steps)
        self.axes = steps / self.lengths[:, None]
        self.flat = flat
        self.growth = np.diff(self.radii) / self.lengths
        slants = self.lengths * np.sqrt(1 + self.growth**2)
        sides = np.pi * (self.radii[:-1] + self.radii[1:]) * slants
        balls = 4 * np.pi * self.radii**2
        if flat:
            balls[[0, -1]] = np.pi * self.radii[[0, -1]] ** 2
        self.areas = np.concatenate([sides, balls])

    def thickened(self, least: float) -> Tube:
        radius = least / 2 / self._growth.min()
        if self.radii.min() >= radius:
            return self
        return self._remade(Tube(self.nodes, np.maximum(self.radii, radius), self.flat))

    @property
    def _local_area(self) -> float:
        return float(self.areas.sum())

    def _local_inside(self, queries: Float64) -> Bool:
        in_cones, in_balls = self._inside_pieces(queries)
        return in_cones | in_balls

    def _inside_pieces(self, queries: Float64) -> tuple[Bool, Bool]:
        """(Q,) inside any cone, (Q,) inside any ball."""
        squares = np.einsum("ij,ij->i", queries, queries)[:, None]
        nodes = self.nodes
        distances = squares - 2 * (queries @ nodes.T) + np.einsum("ij,ij->i", nodes, nodes)
        along = queries @ self.axes.T - np.einsum("ij,ij->i", nodes[:-1], self.axes)
        radii = self.radii[:-1] + self.growth * along
        in_cones = (along >= 0) & (along <= self.lengths)
        in_cones &= distances[:, :-1] - along**2 <= radii**2
        balls = slice(1, -1) if self.flat else slice(None)
        in_balls = distances[:, balls] <= self.radii[balls] ** 2
        return in_cones.any(axis=1), in_balls.any(axis=1)

    def _local_sample(self, density: float, rng: np.random.Generator) -> Samples:
        rows, along = even_rows(self.areas, random_count(density * self._local_area, rng), rng)
        segments = len(self.lengths)
        sides = np.searchsorted(rows, segments)
        parts = (
            self._sides(rows[:sides], along[:sides], rng),
            self._balls(rows[sides:] - segments, rng),
        )
        points, normals = (np.concatenate(pair) for pair in zip(*parts, strict=True))
        visible = ~self._local_inside(points + CONTACT * normals)
        return points[visible], normals[visible]

    def _balls(self, rows: NDArray[np.intp], rng: np.random.Generator) -> Samples:
        """Points of the balls outside the cones: a ball touches its cones all around their rims,
        so that there the point itself must be tested, not one a little way off."""
        normals = unit(rng.standard_normal((len(rows), 3)))
        ends = ((0, -self.axes[0]), (len(self.nodes) - 1, self.axes[-1])) if self.flat else ()
        points = self.nodes[rows] + self.radii[rows][:, None] * normals
        shown = ~self._inside_pieces(points)[0]
        for node, outward in ends:
            disc = rows == node
            reach = self.radii[node] * _disc(outward, int(disc.sum()), rng)
            points[disc], normals[disc], shown[disc] = self.nodes[node] + reach, outward, True
        return points[shown], normals[shown]

    def _sides(self, rows: NDArray[np.intp], along: Float64, rng: np.random.Generator) -> Samples:
        start, end = self.radii[rows], self.radii[rows + 1]
        along = ramp(along, start, end)
        axes = self.axes[rows]
        around = _across(axes, rng)
        radii = start + (end - start) * along
        points = self.nodes[rows] + axes * (along * self.lengths[rows])[:, None]
        growth = self.growth[rows][:, None]
        normals = (around - growth * axes) / np.sqrt(1 + growth**2)
        return points + around * radii[:, None], normals

    def _local_support(self, directions: Float64) -> Float64:
        sizes = lengths(directions)[:, None]
        farthest = (directions @ self.nodes.T + sizes * self.radii).argmax(axis=1)
        reach = directions / sizes * self.radii[farthest][:, None]
        if self.flat:
            for node, axis in ((0, self.axes[0]), (len(self.nodes) - 1, self.axes[-1])):
                end = farthest == node
                level = directions[end] - np.outer(directions[end] @ axis, axis)
                size = np.maximum(lengths(level), 1e-12)[:, None]
                reach[end] = level / size * self.radii[node]
        return np.asarray(self.nodes[farthest] + reach)


def _across(axes: Float64, rng: np.random.Generator) -> Float64:
    """(N, 3) random unit vectors at right angles to (N, 3) unit `axes`."""
    vectors = rng.standard_normal(axes.shape)
    vectors -= np.einsum("ij,ij->i", vectors, axes)[:, None] * axes
    return unit(vectors)


def _disc(normal: Float64, count: int, rng: np.random.Generator) -> Float64:
    """(count, 3) points of the unit disc across `normal`."""
    around = _across(np.broadcast_to(normal, (count, 3)), rng)
    return around * np.sqrt(rng.random(count))[:, None]
