"""The bodies families are built from: surface, inside test and extent must agree exactly."""

from __future__ import annotations

import numpy as np
import pytest

from mge_studio.shapes.procedural.outlines import ellipse, regular_polygon, smoothed
from mge_studio.shapes.procedural.solids import (
    Box,
    Difference,
    Extrusion,
    Lathe,
    Solid,
    Sphere,
    Tube,
    Union,
    beam,
    capsule,
    cone,
    cylinder,
    ellipsoid,
    plate,
    ring,
    rod,
    tapered_beam,
)

MUG = [(0, -0.5), (0.4, -0.5), (0.4, 0.5), (0.36, 0.5), (0.36, -0.46), (0, -0.46)]

SOLIDS: dict[str, Solid] = {
    "box": Box((1, 0.5, 0.3)),
    "rounded box": Box((1, 0.5, 0.3), 0.1),
    "ellipsoid": ellipsoid(1, 0.4, 0.2),
    "cylinder": cylinder(0.3, 1),
    "cone": cone(0.4, 0, 1),
    "ring": ring(0.5, 0.1),
    "mug": Lathe(MUG),
    "wing": Extrusion(ellipse(1, 0.3), 0.7, taper=0.4, shift=(0.2, 0.1)),
    "pyramid": Extrusion(regular_polygon(4, 0.5), 0.7, taper=0),
    "bent tube": Tube(smoothed([[0, 0, 0], [0.3, 0.4, 0], [0.8, 0.4, 0.3]], closed=False), 0.08),
    "rod": rod((0, 0, 0), (1, 1, 0), 0.1, 0.02),
    "capsule": capsule((0, 0, 0), (0, 1, 0), 0.2),
    "tapered beam": tapered_beam((0, 0, 0), (0.2, 1, 0.3), 0.1, 0.05, 0.5),
    "beam": beam((0, 0, 0), (0.2, 1, 0.3), 0.1, 0.05, 0.01),
    "plate": plate(regular_polygon(5, 0.4), 0.05, taper=1.2),
    "tray": Difference(Box((1, 1, 1)), Box((0.9, 0.9, 1)).at(0, 0, 0.2)),
    "stool": Union([cylinder(0.3, 0.1), cylinder(0.05, 0.5).at(y=-0.29)]),
}

SHEAR = np.array([[1.0, 0.3, 0, 0.2], [0, 0.7, 0.2, -0.1], [0.1, 0, 1.2, 0.3]])


@pytest.fixture(params=[False, True], ids=["as built", "sheared"])
def placement(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.mark.parametrize("name", SOLIDS)
def test_surface_separates_inside_from_outside(name: str, placement: bool) -> None:
    solid = SOLIDS[name].transformed(SHEAR) if placement else SOLIDS[name]
    points, normals = solid.sample(4000 / solid.area, np.random.default_rng(1))
    assert len(points) > 500
    np.testing.assert_allclose((normals**2).sum(axis=1), 1)
    assert solid.inside(points - 2e-4 * normals).mean() > 0.99
    assert solid.inside(points + 2e-4 * normals).mean() < 0.01


@pytest.mark.parametrize("name", SOLIDS)
def test_samples_are_even_so_the_divergence_theorem_gives_the_volume(
    name: str, placement: bool
) -> None:
    rng = np.random.default_rng(2)
    solid = SOLIDS[name].transformed(SHEAR) if placement else SOLIDS[name]
    density = 100_000 / solid.area
    points, normals = solid.sample(density, rng)
    low, high = solid.bounds
    flux = ((points - (low + high) / 2) * normals).sum() / 3 / density
    queries = low + (high - low) * rng.random((200_000, 3))
    volume = solid.inside(queries).mean() * np.prod(high - low)
    assert flux == pytest.approx(volume, rel=0.03)


@pytest.mark.parametrize("name", SOLIDS)
def test_bounds_hold_the_surface(name: str, placement: bool) -> None:
    solid = SOLIDS[name].transformed(SHEAR) if placement else SOLIDS[name]
    points, _ = solid.sample(20_000 / solid.area, np.random.default_rng(3))
    low, high = solid.bounds
    assert (points >= low - 1e-9).all() and (points <= high + 1e-9).all()
    np.testing.assert_allclose(points.min(axis=0), low, atol=0.05)
    np.testing.assert_allclose(points.max(axis=0), high, atol=0.05)


def test_union_shows_only_the_outer_surface_even_where_parts_touch() -> None:
    both = Union([Box((1, 1, 1)), Box((1, 1, 1)).at(x=1)])
    points, _ = both.sample(500, np.random.default_rng(4))
    assert not (np.abs(points[:, 0] - 0.5) < 1e-6).any()
    assert len(points) == pytest.approx(10 * 500, rel=0.02)


def test_union_keeps_the_label_of_every_part() -> None:
    lamp = Union([Box((1, 1, 1)).labelled("base"), Sphere().at(y=2).labelled("bulb")])
    _, _, owners = Union([lamp.at(x=1)]).sample_owned(50, np.random.default_rng(5))
    assert {lamp.solids[row].part for row in owners} == {"base", "bulb"}


def test_mirrored_bodies_keep_their_normals_outward() -> None:
    wing = SOLIDS["wing"].at(x=1).mirrored("x")
    points, normals = wing.sample(3000, np.random.default_rng(6))
    assert wing.inside(points - 2e-4 * normals).mean() > 0.99
    assert points[:, 0].max() < 0
