"""Everything a family builds with: the primitive bodies, their combinations, common short forms.

Bodies stand along +Y around the origin and are placed with `.at`, `.turned`, `.scaled`,
`.mirrored`, `.spanning` and named with `.labelled`:

    leg = cylinder(0.03, 0.45).at(0.2, 0.225, 0.2).labelled("leg")
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from mge_studio.shapes.procedural.combine import Difference, Union
from mge_studio.shapes.procedural.outlines import rectangle
from mge_studio.shapes.procedural.primitives import Box, Extrusion, Lathe, Sphere, Tube
from mge_studio.shapes.procedural.solid import Float64, Solid

__all__ = [
    "Box",
    "Difference",
    "Extrusion",
    "Lathe",
    "Solid",
    "Sphere",
    "Tube",
    "Union",
    "beam",
    "capsule",
    "cone",
    "cylinder",
    "ellipsoid",
    "mirror_pair",
    "plate",
    "ring",
    "rod",
    "tapered_beam",
]


def ellipsoid(x: float, y: float, z: float) -> Sphere:
    """Ellipsoid with these half axes."""
    return Sphere().scaled(x, y, z)


def cylinder(radius: float, height: float) -> Lathe:
    """Upright cylinder around the origin."""
    return cone(radius, radius, height)


def cone(bottom: float, top: float, height: float) -> Lathe:
    """Upright cone frustum around the origin with these radii (0 is a point)."""
    half = height / 2
    return Lathe([(0, -half), (bottom, -half), (top, half), (0, half)])


def ring(major: float, minor: float, steps: int = 16) -> Lathe:
    """Torus lying flat: a tube of radius `minor` whose middle runs at radius `major`."""
    angles = np.arange(steps) * (2 * np.pi / steps)
    return Lathe(np.stack([major + minor * np.cos(angles), minor * np.sin(angles)], axis=1))


def _ends(start: ArrayLike, end: ArrayLike) -> Float64:
    return np.array([np.asarray(start, dtype=float), np.asarray(end, dtype=float)])


def capsule(start: ArrayLike, end: ArrayLike, radius: float) -> Tube:
    """Round-ended rod between two points."""
    return Tube(_ends(start, end), radius)


def rod(start: ArrayLike, end: ArrayLike, radius: float, tip: float | None = None) -> Tube:
    """Flat-ended round rod between two points, radius `tip` at its end if given."""
    return Tube(_ends(start, end), [radius, radius if tip is None else tip], flat=True)


def beam(
    start: ArrayLike, end: ArrayLike, width: float, depth: float, rounding: float = 0.0
) -> Box:
    """Bar between two points: `width` across (level where it can be), `depth` the other way."""
    length = float(np.linalg.norm(np.asarray(end, float) - np.asarray(start, float)))
    return Box((width, length, depth), rounding).spanning(start, end)


def tapered_beam(
    start: ArrayLike, end: ArrayLike, width: float, depth: float, tip: float
) -> Extrusion:
    """Bar between two points whose cross-section at `end` is `tip` times that at `start`."""
    length = float(np.linalg.norm(np.asarray(end, float) - np.asarray(start, float)))
    bar = Extrusion(rectangle(width, depth), length, taper=tip).turned("x", -90)
    return bar.spanning(start, end)


def plate(
    outline: Sequence[Sequence[float]] | Float64, thickness: float, taper: float = 1.0
) -> Extrusion:
    """An outline lying in XZ (its second coordinate is +Z), `thickness` high around y = 0.

    `taper` scales the upper face.
    """
    flipped = np.asarray(outline, dtype=np.float64) * (1, -1)
    return Extrusion(flipped, thickness, taper=taper).turned("x", -90)


def mirror_pair(solids: Iterable[Solid] | Solid, axis: str = "x") -> list[Solid]:
    """The solids and their mirror images across `axis`."""
    originals = [solids] if isinstance(solids, Solid) else list(solids)
    return [*originals, *(solid.mirrored(axis) for solid in originals)]
