"""Generated patches spread anew over the surface they describe."""

from __future__ import annotations

import numpy as np
import trimesh

from mge_studio.model.settling import settled
from mge_studio.shapes.shape import Float32

NONE = np.zeros((0, 3), np.float32)


def sphere() -> tuple[Float32, np.ndarray]:
    mesh = trimesh.creation.icosphere(4, 0.6)
    return mesh.vertices.astype(np.float32), mesh.faces.astype(np.int32)


def on_sphere(count: int, seed: int) -> Float32:
    points = np.random.default_rng(seed).normal(size=(count, 3))
    return (0.6 * points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)


def gaps(points: Float32) -> np.ndarray:
    distances = np.linalg.norm(points[:, None] - points, axis=-1)
    np.fill_diagonal(distances, np.inf)
    return distances.min(axis=1)


def test_places_come_onto_the_surface_and_spread_over_it() -> None:
    drafted = 1.1 * on_sphere(100, 1)
    places = settled(sphere(), NONE, NONE, drafted, seed=0)
    assert places.shape == drafted.shape and places.dtype == np.float32
    assert np.abs(np.linalg.norm(places, axis=1) - 0.6).max() < 0.005
    assert gaps(places).min() > 2 * gaps(drafted).min()


def test_they_stay_where_the_drafted_ones_were_and_keep_off_the_given_ones() -> None:
    everywhere = on_sphere(160, 2)
    given, drafted = everywhere[everywhere[:, 1] < 0], everywhere[everywhere[:, 1] >= 0]
    places = settled(sphere(), given, NONE, drafted, seed=0)
    assert places[:, 1].min() > -0.12
    apart = np.linalg.norm(places[:, None] - given, axis=-1).min()
    assert apart > 0.5 * np.median(gaps(places))


def test_a_seed_decides_and_without_a_surface_nothing_moves() -> None:
    drafted = on_sphere(50, 3)
    first, again = (settled(sphere(), NONE, NONE, drafted, seed) for seed in (4, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, settled(sphere(), NONE, NONE, drafted, 5))
    empty = np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32)
    assert np.array_equal(settled(empty, NONE, NONE, drafted, 0), drafted)


def test_what_is_around_given_ones_stays_theirs() -> None:
    everywhere = on_sphere(160, 2)
    upper = everywhere[:, 1] >= 0
    given, replaced = everywhere[~upper], everywhere[upper]
    astray = np.concatenate([replaced[:40], 1.02 * given[:20]])
    places = settled(sphere(), given, replaced, astray, seed=0)
    apart = np.linalg.norm(places[:, None] - given, axis=-1).min(axis=1)
    own = np.linalg.norm(places[:, None] - replaced, axis=-1).min(axis=1)
    assert (own < apart).all()
