"""Boxes that new patches are kept in: as text, moved, and refused where they hold nothing."""

from __future__ import annotations

import numpy as np
import pytest

from mge_studio.errors import InputError
from mge_studio.shapes.boxes import THINNEST, Box, box_around, parse_box
from mge_studio.shapes.tokens import bin_coordinates, quantize_centres

UPPER = Box((-0.5, 0.25), (0.1 + 0.2, 1.0), (-1.0, 0.0))


def test_a_box_and_its_text_are_one() -> None:
    assert parse_box("box:-0.5,0.25,0,1,-1,0") == Box((-0.5, 0.25), (0, 1), (-1, 0))
    assert parse_box(UPPER.text) == UPPER and eval(repr(UPPER)) == UPPER
    assert parse_box(" Box: -1, 1, -1, 1, 0, 0.5").text == "box:-1,1,-1,1,0,0.5"


@pytest.mark.parametrize(
    "text",
    [
        "", "box", "box:", "box:1,2,3", "box:0,1,0,1,0,1,0", "ball:0,1,0,1,0,1", "box:a,1,0,1,0,1",
        "box:0,0,0,1,0,1", "box:1,0,0,1,0,1", "box:0,0.001,0,1,0,1", "box:2,3,0,1,0,1",
        "box:0.999,3,0,1,0,1", "box:nan,1,0,1,0,1", "box:0,inf,0,1,0,1",
    ],
)  # fmt: skip
def test_what_is_no_box_or_holds_nothing_is_refused_in_words(text: str) -> None:
    with pytest.raises(InputError, match="box:x0,x1,y0,y1,z0,z1"):
        parse_box(text)


def test_what_is_pulled_in_stays_in_when_it_is_rounded_to_the_grid() -> None:
    points = np.random.default_rng(0).uniform(-1.5, 1.5, (4000, 3))
    for box in (UPPER, Box(), Box((0.3, 0.3 + THINNEST), (-2, 2), (0.975, 4))):
        pulled = box.pulled_in(points)
        assert box.holds(bin_coordinates(quantize_centres(pulled))).all()
        inside = box.holds(points) & (np.abs(points) <= 1).all(axis=1)
        assert np.abs(pulled[inside] - points[inside]).max(initial=0) < 0.001


def test_sides_go_no_further_than_the_other_side_and_the_frame() -> None:
    assert UPPER.with_side(0, 1, 0.75).x == (-0.5, 0.75)
    assert UPPER.with_side(0, 1, 7).x == (-0.5, 1.0)
    assert UPPER.with_side(0, 0, 7).x == (0.25 - THINNEST, 0.25)
    assert UPPER.with_side(2, 1, -3).z == (-1.0, -1.0 + THINNEST)
    assert UPPER.moved(np.array([0.25, 5, -5])) == Box((-0.25, 0.5), (0.3, 1.0), (-1.0, 0.0))


def test_a_box_around_points_holds_them_and_stays_in_the_frame() -> None:
    points = np.random.default_rng(0).uniform(-0.4, 0.4, (50, 3)) * [1, 0, 2.4]
    points[0, 2] = 0.99
    box = box_around(points, 0.04)
    assert box.holds(points).all() and box.z[1] == 1.0
    assert box.y == (-0.04, 0.04)
    assert np.allclose(box.low * 100, np.round(box.low * 100))
