"""Levelling: tilted things become level, level ones stay, and round ones say nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import trimesh

from mge_studio.resources import resource_path
from mge_studio.shapes.grounding import UP, levelling
from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.placement import Placement, placed, turn
from mge_studio.shapes.procedural.families import generate
from mge_studio.shapes.shape import Shape

BUNDLED = sorted(path.stem for path in resource_path("shapes").glob("*.ply"))
TILTS = [(15.0, 0.0, 0.0), (0.0, 0.0, 15.0), (15.0, 40.0, 15.0), (-9.0, -70.0, 4.0)]


def bundled(name: str) -> Shape:
    return load_shape(resource_path(f"shapes/{name}.ply"))


def cloud_of(family: str, index: int) -> Shape:
    points = generate(family, index).sample_surface(6000, seed=0)[0]
    return Shape(f"{family} {index}", points.astype(np.float32))


def solid(mesh: trimesh.Trimesh) -> Shape:
    return Shape("solid", mesh.vertices.astype(np.float32), mesh.faces.astype(np.int32))


def askew(shape: Shape, angles: tuple[float, float, float]) -> float:
    """Degrees from level, after a shape was tilted and levelled."""
    tilt = Placement(angles=angles)
    up = levelling(placed(shape, tilt)).rotation @ tilt.rotation @ UP
    return float(np.rad2deg(np.arccos(np.clip(up @ UP, -1, 1))))


@pytest.mark.parametrize("name", BUNDLED)
def test_what_is_level_is_not_turned(name: str) -> None:
    found = levelling(bundled(name))
    assert np.array_equal(found.rotation, np.eye(3)) and found.degrees == 0
    assert found.by == ("nothing" if name == "person" else "level")


@pytest.mark.parametrize("angles", TILTS)
def test_the_bundled_scan_becomes_level(angles: tuple[float, float, float]) -> None:
    scan = bundled("van_scan")
    assert askew(scan, angles) < 0.5
    noise = np.random.default_rng(0).normal(0, 0.005, scan.vertices.shape)
    noisy = replace(scan, vertices=(scan.vertices + noise).astype(np.float32))
    assert askew(noisy, angles) < 1
    assert levelling(placed(scan, Placement(angles=angles))).by == "flats"


@pytest.mark.parametrize("angles", TILTS)
def test_boxes_and_furniture_become_level(angles: tuple[float, float, float]) -> None:
    box = solid(trimesh.creation.box((0.8, 0.5, 1.2)))
    for shape in (box, bundled("bed"), *(cloud_of("table", index) for index in range(4))):
        assert levelling(shape).degrees < 1
        assert askew(shape, angles) < 1


def test_the_turn_said_is_the_turn_made() -> None:
    found = levelling(placed(bundled("bed"), Placement(angles=(12.0, 0.0, 0.0))))
    assert abs(found.degrees - 12) < 0.2
    assert np.allclose(found.rotation, turn(0, -np.deg2rad(12)), atol=0.01)


def test_what_is_hardly_flat_stands_on_its_feet() -> None:
    person, tilt = bundled("person"), (0.0, 0.0, 15.0)
    assert levelling(placed(person, Placement(angles=tilt))).by == "feet"
    assert askew(person, tilt) < 1.5


def test_round_and_flat_things_are_left_as_they_are() -> None:
    for mesh in (trimesh.creation.icosphere(4, 0.9), trimesh.creation.torus(0.6, 0.2)):
        ball = placed(solid(mesh), Placement(angles=(20.0, 0.0, 10.0)))
        assert levelling(ball).by == "nothing"
    sheet = Shape("sheet", np.random.default_rng(0).uniform(-1, 1, (500, 3)).astype(np.float32))
    sheet.vertices[:, 0] = 0
    assert levelling(sheet).degrees == 0


def test_a_roof_does_not_tilt_the_walls_under_it() -> None:
    """A gable roof without a floor, whose one side is far larger than the other."""
    outline = np.array([[-0.5, -0.4], [0.4, -0.4], [0.4, 0.3], [0.3, 0.45], [-0.5, 0.0]])
    corners = [np.column_stack([outline, np.full(5, z)]) for z in (-0.6, 0.6)]
    walls = [[i, (i + 1) % 5, (i + 1) % 5 + 5] for i in range(1, 5)]
    walls += [[i, (i + 1) % 5 + 5, i + 5] for i in range(1, 5)]
    ends = [[0, 1, 2], [0, 2, 3], [0, 3, 4], [5, 7, 6], [5, 8, 7], [5, 9, 8]]
    vertices = np.concatenate(corners).astype(np.float32)
    house = Shape("house", vertices, np.array(walls + ends, np.int32))
    assert levelling(house).degrees == 0
