"""Airplanes, cars, boats, rockets, bottles, mugs, guitars and swords."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from mge_studio.shapes.procedural.families import PARTS, ProceduralShape, generate
from mge_studio.shapes.procedural.loft import Loft
from mge_studio.shapes.procedural.walls import inner_rows, walled_profile
from mge_studio.shapes.shape import NORMALIZED_RADIUS

FAMILIES = ("airplane", "car", "boat", "rocket", "bottle", "mug", "guitar", "sword")
COUNT = 50


@pytest.fixture(scope="module", params=FAMILIES)
def members(request: pytest.FixtureRequest) -> list[ProceduralShape]:
    return [generate(request.param, index) for index in range(COUNT)]


def test_normals_lead_out_of_the_body(members: list[ProceduralShape]) -> None:
    for shape in members:
        points, normals, _ = shape.sample_surface(1000, 0)
        assert np.allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-4)
        # Points within a step of an edge or a crease may leave the body sideways.
        assert shape.inside(points - 5e-4 * normals).mean() > 0.97, shape.index
        assert shape.inside(points + 5e-4 * normals).mean() < 0.02, shape.index


def test_shapes_fill_the_normalised_frame(members: list[ProceduralShape]) -> None:
    for shape in members:
        points, _, labels = shape.sample_surface(1500, 1)
        radius = np.linalg.norm(points, axis=1).max()
        assert 0.88 < radius < 1.004 * NORMALIZED_RADIUS, shape.index
        assert labels.max() < len(PARTS[shape.family])


def test_every_part_occurs_and_no_two_members_are_alike(members: list[ProceduralShape]) -> None:
    clouds, seen = [], set()
    for shape in members:
        points, _, labels = shape.sample_surface(4000, 2)
        clouds.append(points)
        seen |= set(labels.tolist())
    assert seen == set(range(len(PARTS[members[0].family])))
    again = generate(members[0].family, members[0].index).sample_surface(4000, 2)[0]
    assert np.array_equal(again, clouds[0])
    tree = cKDTree(clouds[0])
    same = tree.query(members[0].sample_surface(4000, 3)[0])[0].mean()
    for other in clouds[1:]:
        assert tree.query(other)[0].mean() > 1.03 * same


def test_shapes_have_a_sensible_volume(members: list[ProceduralShape]) -> None:
    queries = np.random.default_rng(0).uniform(-1, 1, (20000, 3))
    for shape in members:
        assert 0 < shape.inside(queries).mean() < 0.5, shape.index


def test_mugs_hold_something_above_their_floor() -> None:
    """Down the axis of a mug there is free room, then a floor; most are open at the top."""
    heights = np.linspace(0.95, -0.95, 400)
    hollow = 0
    for index in range(COUNT):
        shape = generate("mug", index)
        body = shape.part_names.index("body")
        points, _, labels = shape.sample_surface(3000, 0)
        wall = points[labels == body]
        low, high = wall[:, 1].min(), wall[:, 1].max()
        level = wall[np.abs(wall[:, 1] - (low + high) / 2) < 0.1]
        x, z = (level[:, [0, 2]].min(axis=0) + level[:, [0, 2]].max(axis=0)) / 2
        line = np.column_stack([np.full(400, x), heights, np.full(400, z)])
        inside = shape.inside(line)
        between = (heights < high - 0.02) & (heights > low)
        assert inside[between][-10:].any(), index
        hollow += bool((~inside[between]).mean() > 0.1)
    assert hollow > 0.9 * COUNT


def test_some_bottles_and_boats_are_hollow_and_some_are_not() -> None:
    heights = np.linspace(-0.9, 0.9, 300)
    line = np.column_stack([np.zeros(300), heights, np.zeros(300)])
    free = []
    for index in range(COUNT):
        inside = generate("bottle", index).inside(line)
        rows = np.flatnonzero(inside)
        free.append(not len(rows) or (~inside[rows[0] : 250]).mean() > 0.5)
    assert 0.2 * COUNT < sum(free) < 0.8 * COUNT


def test_machines_are_mirror_symmetric_where_they_should_be() -> None:
    queries = np.random.default_rng(1).uniform(-0.95, 0.95, (20000, 3))
    for index in range(20):
        shape = generate("airplane", index)
        ours, mirrored = shape.inside(queries), shape.inside(queries * (-1, 1, 1))
        assert (ours & mirrored).sum() > 0.85 * (ours | mirrored).sum()


def test_swords_point_up_and_airplanes_are_level() -> None:
    for index in range(20):
        sword = generate("sword", index)
        points, _, labels = sword.sample_surface(2000, 0)
        blade = points[labels == sword.part_names.index("blade")]
        grip = points[labels == sword.part_names.index("grip")]
        assert blade[:, 1].mean() > grip[:, 1].mean()
        plane = generate("airplane", index).sample_surface(2000, 0)[0]
        assert np.ptp(plane[:, 1]) < min(np.ptp(plane[:, 0]), np.ptp(plane[:, 2]))


def test_a_loft_between_two_squares_is_a_frustum() -> None:
    square = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]
    loft = Loft(square, [(0, 2, 2, 0, 0), (1, 1, 1, 0.5, 0)])
    queries = np.random.default_rng(2).uniform((-1.5, -1.5, -0.5), (1.5, 1.5, 1.5), (200000, 3))
    volume = loft.inside(queries).mean() * 18
    assert volume == pytest.approx((4 + 1 + 2) / 3, rel=0.03)
    points, normals = loft.sample(2000.0, np.random.default_rng(3))
    assert len(points) == pytest.approx(2000 * loft.area, rel=0.02)
    assert loft.inside(points - 1e-5 * normals).all()
    assert not loft.inside(points + 1e-5 * normals).any()
    assert np.allclose(loft.bounds, [(-1, -1, 0), (1, 1, 1)])


def test_walls_have_the_thickness_asked_for() -> None:
    outer = [(0.4, 0.0), (0.4, 0.5), (0.6, 0.7), (0.6, 1.0)]
    inner = inner_rows(outer, 0.05, 0.08)
    assert inner[0] == pytest.approx((0.35, 0.08))
    assert inner[-1] == pytest.approx((0.55, 1.0))
    profile = walled_profile(outer, 0.05, 0.08)
    assert profile[:, 0].min() == 0 and profile[:, 1].max() == 1.0
