"""Placing scans: numbers to matrices and back, and mirrored shapes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.placement import Placement, outside_share, placed, turn
from mge_studio.shapes.saving import save_shape
from mge_studio.shapes.shape import apply_transform

TILTED = Placement((0.1, -0.2, 0.3), (20.0, -130.0, 12.0), 0.6)


@pytest.mark.parametrize(
    "mirror", [(False, False, False), (True, False, False), (True, True, True)]
)
def test_what_is_placed_is_saved_where_it_was(bed_path, tmp_path, mirror) -> None:
    shape = load_shape(bed_path)
    moved = placed(shape, replace(TILTED, mirror=mirror, up="z"))
    assert np.abs(moved.vertices - shape.vertices).max() > 0.3
    assert moved.is_watertight
    save_shape(moved, tmp_path / "out.ply")
    again = load_shape(tmp_path / "out.ply")
    want, got = shape.vertices_in_input_units(), again.vertices_in_input_units()
    assert np.allclose(np.sort(want, axis=0), np.sort(got, axis=0), atol=1e-4)
    assert volume(again) > 0 and volume(moved) > 0


def volume(shape) -> float:
    a, b, c = (shape.vertices[shape.faces[:, corner]].astype(float) for corner in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum())


def test_turning_and_reading_the_angles_agree() -> None:
    for axis in range(3):
        turned = TILTED.turned(turn(axis, 0.7))
        assert np.allclose(turned.rotation, turn(axis, 0.7) @ TILTED.rotation, atol=1e-6)
    straight_up = replace(TILTED, angles=(90.0, 30.0, 10.0))
    assert np.allclose(straight_up.turned(np.eye(3)).rotation, straight_up.rotation, atol=1e-6)
    assert Placement().turned(turn(1, np.pi / 2)).angles == (0.0, 90.0, 0.0)


def test_the_chosen_axis_points_up() -> None:
    for up, axis in (("x", 0), ("y", 1), ("z", 2)):
        ends = apply_transform(Placement(up=up).matrix, np.eye(3)[axis : axis + 1])
        assert np.allclose(ends, [[0, 1, 0]])


def test_normals_turn_with_the_cloud(scan_path) -> None:
    cloud = load_shape(scan_path)
    cloud = replace(cloud, normals=np.tile(np.float32([0, 1, 0]), (len(cloud.vertices), 1)))
    moved = placed(cloud, Placement(angles=(90.0, 0.0, 0.0), scale=0.5))
    assert np.allclose(moved.normals, [0, 0, 1], atol=1e-6)


def test_the_share_outside_of_the_box() -> None:
    assert outside_share(np.array([[0, 0, 0], [1.2, 0, 0], [0, -2, 0], [0.9, 1, 1]])) == 0.5
    assert outside_share(np.zeros((0, 3))) == 0.0
