"""Planes that choose what they face: as a mask, moved, turned and flipped."""

from __future__ import annotations

import numpy as np
import pytest

from mge_studio.shapes.planes import Plane
from mge_studio.shapes.regions import parse_mask

CENTRES = np.random.default_rng(0).uniform(-0.9, 0.9, (256, 3)).astype(np.float32)


def test_a_plane_holds_what_its_text_masks() -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        plane = Plane(tuple(rng.uniform(-0.3, 0.3, 3))).facing(rng.normal(size=3))
        assert np.array_equal(parse_mask(plane.text).select(CENTRES), plane.holds(CENTRES))
    assert Plane().text == "half:1,0,0,0"
    assert np.array_equal(Plane().holds(CENTRES), parse_mask("half:+x").select(CENTRES))


def test_it_moves_along_its_normal_as_far_as_the_frame() -> None:
    tilted = Plane((0.2, 0.0, 0.0)).facing(np.array([1.0, 1.0, 0.0]))
    moved = tilted.moved(0.1)
    assert np.allclose(np.array(moved.point) - tilted.point, np.array(tilted.normal) * 0.1)
    assert np.abs(tilted.moved(9).point).max() == pytest.approx(1)
    assert Plane().moved(-9).point == (-1.0, 0.0, 0.0)


def test_near_an_axis_it_is_turned_along_that() -> None:
    assert Plane().facing(np.array([0.04, -2.0, 0.03])).normal == (0.0, -1.0, 0.0)
    askew = Plane().facing(np.array([0.3, -2.0, 0.0]))
    assert 0 < askew.normal[0] < 1 and np.linalg.norm(askew.normal) == pytest.approx(1)


def test_turning_goes_through_the_axes_and_flipping_to_the_other_side() -> None:
    plane = Plane()
    assert [plane.turned().axis, plane.turned().turned().axis] == [1, 2]
    assert plane.turned().turned().turned() == plane
    flipped = plane.flipped()
    assert flipped.normal == (-1.0, 0.0, 0.0) and flipped.flipped() == plane
    assert np.array_equal(flipped.holds(CENTRES), ~plane.holds(CENTRES))
