"""No family draws what 2,048 points cannot show: its thin parts are thick enough to be read."""

from __future__ import annotations

import numpy as np
import pytest
from thickness import thickness

from mge_studio.shapes.procedural.families import FAMILIES, generate
from mge_studio.shapes.procedural.registry import (
    GAP,
    THINNEST,
    most_across,
    slat_width,
    thinnest,
)
from mge_studio.shapes.procedural.solids import Box, Difference, Solid, Sphere, Union, ring, rod


@pytest.mark.parametrize("family", FAMILIES)
def test_thin_parts_of_a_family_are_thick_enough_to_be_read(family: str) -> None:
    thin = [np.percentile(thickness(generate(family, index)), 5) for index in range(12)]
    assert np.median(thin) >= 0.028


def test_thickness_is_measured_through_the_body() -> None:
    shape = generate("table", 0)
    object.__setattr__(shape, "solid", Union([Box((2.0, 0.1, 2.0)).labelled("top")]))
    measured = np.percentile(thickness(shape), 25)
    assert measured == pytest.approx(0.1 * 0.95 / np.sqrt(2 + 0.05**2), abs=0.002)


@pytest.mark.parametrize(
    "body",
    [Box((1, 1, 0.01)), rod((0, 0, 0), (1, 0, 0), 0.002), ring(0.5, 0.01), Sphere().scaled(0.01)],
    ids=["board", "rod", "ring", "ball"],
)
def test_a_body_grows_to_the_least_thickness_about_its_middle(body: Solid) -> None:
    placed = body.turned("y", 30).at(1, 2, 3)
    grown = placed.thickened(0.05)
    assert grown.bounds.mean(axis=0) == pytest.approx(placed.bounds.mean(axis=0))
    points, normals = grown.sample(400 / grown.area, np.random.default_rng(0))
    assert grown.inside(points - 0.048 * normals).mean() > 0.6
    assert not grown.inside(points - 0.056 * normals).all()


def test_a_body_thick_enough_stays_as_it_is() -> None:
    box = Box((1, 1, 0.1))
    assert box.thickened(0.05) is box


def test_a_cavity_stays_as_drawn() -> None:
    tray = Difference(Box((1, 0.02, 1)), Box((0.8, 0.02, 0.8)).at(y=0.015)).thickened(0.05)
    assert not tray.inside(np.array([[0.0, 0.015, 0.0]])).any()


def test_slats_keep_readable_gaps() -> None:
    least = thinnest(1.4, 0.8, 0.4)
    count = most_across(0.4, least)
    pitch = 0.4 / count
    assert THINNEST * 0.5 < least < THINNEST
    assert pitch - slat_width(pitch, 0.9, least) >= GAP * least * 0.999
    assert slat_width(pitch, 0.0, least) == least
