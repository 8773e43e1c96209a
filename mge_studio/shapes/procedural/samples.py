"""What training sees of a procedural shape: surface points and queries with exact inside bits."""

from __future__ import annotations

from dataclasses import dataclass

import fpsample
import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.procedural.families import ProceduralShape, generate
from mge_studio.shapes.shape import Float32

#: Surface samples drawn for every point asked for, of which a fifth to a third are hidden in other
#: parts; and how many the farthest-point subset is at least taken from.
DRAWN, CANDIDATES = 2.8, 1.6

#: Depth of the line tree of farthest-point sampling: the fastest of 3 to 9 for the 4,300 points
#: that a shape has here.
BUCKET_DEPTH = 5

#: Deviations of the Gaussian noise that turns surface points into near queries, half of them each.
NEAR_DEVIATIONS = (0.01, 0.04)


@dataclass(frozen=True, eq=False)
class OccupancySample:
    """One training sample, in the normalised frame.

    points, normals: (N, 3) float32, a farthest-point subset of the surface; parts: (N,) uint8.
    volume: (Q, 3) float32, even in [-1, 1]^3; near: (Q, 3) float32, surface points plus noise;
    *_inside: (Q,) bool.
    """

    points: Float32
    normals: Float32
    parts: NDArray[np.uint8]
    volume: Float32
    volume_inside: NDArray[np.bool_]
    near: Float32
    near_inside: NDArray[np.bool_]
    class_id: int


def occupancy_sample(
    family: str, index: int, points: int = 2048, queries: int = 2048
) -> OccupancySample:
    """Sample member `index` of a family; the same arguments give the same sample everywhere."""
    shape = generate(family, index)
    surface, normals, parts = shape.draw_surface(
        round(DRAWN * points), round(CANDIDATES * points), seed=0
    )
    rows = fpsample.bucket_fps_kdline_sampling(surface, points, h=BUCKET_DEPTH, start_idx=0)
    volume, near = _queries(shape, surface, queries)
    inside = shape.inside(np.concatenate([volume, near]))
    return OccupancySample(
        points=surface[rows],
        normals=normals[rows],
        parts=parts[rows],
        volume=volume,
        volume_inside=inside[:queries],
        near=near,
        near_inside=inside[queries:],
        class_id=shape.class_id,
    )


def _queries(shape: ProceduralShape, surface: Float32, count: int) -> tuple[Float32, Float32]:
    rng = np.random.default_rng(np.random.SeedSequence([shape.class_id, shape.index, 1]))
    volume = rng.random((count, 3), dtype=np.float32) * 2 - 1
    near = surface[rng.integers(len(surface), size=count)]
    deviations = np.repeat(
        np.array(NEAR_DEVIATIONS, dtype=np.float32), (count - count // 2, count // 2)
    )
    near = near + deviations[:, None] * rng.standard_normal((count, 3), dtype=np.float32)
    return volume, near
