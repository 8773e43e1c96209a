"""Generated patches spread anew over the surface they describe."""

from __future__ import annotations

import numpy as np
import torch
import trimesh

from mge_studio.model.bridging import bridges
from mge_studio.model.confining import confined
from mge_studio.model.settling import settled
from mge_studio.shapes.boxes import Box
from mge_studio.shapes.shape import Float32
from mge_studio.shapes.tokens import bin_coordinates, quantize_centres

NONE = np.zeros((0, 3), np.float32)


def nobody(drafted: Float32) -> np.ndarray:
    return np.zeros(len(drafted), dtype=bool)


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
    places = settled(sphere(), NONE, NONE, drafted, nobody(drafted), seed=0)
    assert places.shape == drafted.shape and places.dtype == np.float32
    assert np.abs(np.linalg.norm(places, axis=1) - 0.6).max() < 0.005
    assert gaps(places).min() > 2 * gaps(drafted).min()


def test_they_stay_where_the_drafted_ones_were_and_keep_off_the_given_ones() -> None:
    everywhere = on_sphere(160, 2)
    given, drafted = everywhere[everywhere[:, 1] < 0], everywhere[everywhere[:, 1] >= 0]
    places = settled(sphere(), given, NONE, drafted, nobody(drafted), seed=0)
    assert places[:, 1].min() > -0.12
    apart = np.linalg.norm(places[:, None] - given, axis=-1).min()
    assert apart > 0.5 * np.median(gaps(places))


def test_a_seed_decides_and_without_a_surface_nothing_moves() -> None:
    drafted = on_sphere(50, 3)
    stay = nobody(drafted)
    first, again = (settled(sphere(), NONE, NONE, drafted, stay, seed) for seed in (4, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, settled(sphere(), NONE, NONE, drafted, nobody(drafted), 5))
    empty = np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32)
    assert np.array_equal(settled(empty, NONE, NONE, drafted, nobody(drafted), 0), drafted)


def test_what_is_around_given_ones_stays_theirs() -> None:
    everywhere = on_sphere(160, 2)
    upper = everywhere[:, 1] >= 0
    given, replaced = everywhere[~upper], everywhere[upper]
    astray = np.concatenate([replaced[:40], 1.02 * given[:20]])
    places = settled(sphere(), given, replaced, astray, nobody(astray), seed=0)
    apart = np.linalg.norm(places[:, None] - given, axis=-1).min(axis=1)
    own = np.linalg.norm(places[:, None] - replaced, axis=-1).min(axis=1)
    assert (own < apart).all()


def test_in_a_box_they_spread_over_the_surface_that_is_in_there() -> None:
    box = Box((0.2, 1), (0.0, 0.5), (-1, 1))
    everywhere = on_sphere(160, 2)
    given = everywhere[everywhere[:, 1] < 0]
    drafted = np.repeat(np.float32([[0.55, 0.2, 0.1]]), 40, axis=0)
    places = settled(sphere(), given, NONE, drafted, nobody(drafted), seed=0, where=box)
    assert box.holds(places).all()
    assert np.abs(np.linalg.norm(places, axis=1) - 0.6).max() < 0.005
    assert gaps(places).min() > 0.03
    off_the_surface = Box((-0.2, 0.2), (-0.2, 0.2), (-0.2, 0.2))
    assert settled(sphere(), given, NONE, drafted, nobody(drafted), 0, off_the_surface) is drafted


def test_a_plan_is_drawn_into_a_box() -> None:
    free = torch.from_numpy(on_sphere(60, 3)).reshape(2, 30, 3)
    placed = torch.cat([free, torch.full((2, 4, 3), 0.05)], dim=1)
    for box in (
        Box((0, 1), (-1, 1), (-1, 1)),  # half of the places are in there
        Box((0, 0.1), (0, 0.1), (0, 0.1)),  # only such as are matched with given tokens
        Box((0.7, 0.9), (0.7, 0.9), (0.7, 0.9)),  # none at all
    ):
        drawn = confined(free, placed, box)
        inside = box.holds(free.reshape(-1, 3).numpy())
        flat = drawn.reshape(-1, 3).numpy()
        assert drawn.shape == free.shape and box.holds(flat).all()
        kept = np.abs(flat[inside] - free.reshape(-1, 3).numpy()[inside])
        assert kept.max(initial=0) < 0.001
        assert torch.equal(drawn, confined(free, placed, box))


def test_those_that_stay_keep_their_places_and_the_others_keep_off_them() -> None:
    drafted = on_sphere(100, 6)
    stay = np.arange(100) < 30
    drafted[stay] = bin_coordinates(quantize_centres(drafted[stay]))
    places = settled(sphere(), NONE, NONE, drafted, stay, seed=0)
    assert np.array_equal(places[stay], drafted[stay])
    apart = np.linalg.norm(places[~stay][:, None] - places[stay], axis=-1).min()
    assert apart > 0.5 * np.median(gaps(places[~stay]))


def test_a_gap_in_a_part_gets_a_place() -> None:
    """Two rods on one line, 0.2 apart: nothing of their surface is in the gap, a place is."""
    rods = [trimesh.creation.cylinder(0.03, 0.6).apply_translation((0, 0, z)) for z in (-0.4, 0.4)]
    rod = trimesh.util.concatenate(rods).subdivide_loop(2)
    mesh = rod.vertices.astype(np.float32), rod.faces.astype(np.int32)
    drafted = np.stack([np.zeros(20), np.zeros(20), np.linspace(-0.7, 0.7, 20)], axis=1)
    places = settled(mesh, NONE, NONE, drafted.astype(np.float32), nobody(drafted), seed=0)
    assert (np.abs(places[:, 2]) < 0.06).any()
    hollow = trimesh.creation.icosphere(3, 0.5)
    hollow.invert()
    vessel = trimesh.util.concatenate([trimesh.creation.icosphere(3, 0.6), hollow])
    assert len(bridges((vessel.vertices.astype(np.float32), vessel.faces.astype(np.int32)))) == 0
