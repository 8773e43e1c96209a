"""The procedural families: the same everywhere, exact, normalised, and no two alike."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from scipy.spatial import cKDTree

from mge_studio.errors import InputError
from mge_studio.shapes.procedural.families import FAMILIES, PARTS, generate
from mge_studio.shapes.procedural.samples import OccupancySample, occupancy_sample
from mge_studio.shapes.shape import NORMALIZED_RADIUS

DIGEST = """
import hashlib
from mge_studio.shapes.procedural.samples import occupancy_sample
digest = hashlib.sha256()
for family in {families!r}:
    sample = occupancy_sample(family, 7, points=256, queries=256)
    for array in (sample.points, sample.parts, sample.volume, sample.near, sample.near_inside):
        digest.update(array.tobytes())
print(digest.hexdigest())
"""


def _digest_here() -> str:
    digest = hashlib.sha256()
    for family in FAMILIES:
        sample = occupancy_sample(family, 7, points=256, queries=256)
        for array in (sample.points, sample.parts, sample.volume, sample.near, sample.near_inside):
            digest.update(array.tobytes())
    return digest.hexdigest()


def test_the_same_shape_in_another_process() -> None:
    script = DIGEST.format(families=FAMILIES)
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == _digest_here()


def test_class_ids_are_fixed() -> None:
    assert [generate(family, 0).class_id for family in FAMILIES] == list(range(17))
    assert FAMILIES[:4] == ("chair", "table", "lamp", "airplane")
    assert FAMILIES[-1] == "compositions"


def test_an_unknown_family_is_an_input_error() -> None:
    with pytest.raises(InputError, match="teapot"):
        generate("teapot", 0)


@pytest.mark.parametrize("family", FAMILIES)
def test_fifty_members_can_be_generated_and_are_exact(family: str) -> None:
    inner, outer = [], []
    for index in range(50):
        shape = generate(family, index)
        points, normals, parts = shape.sample_surface(250, seed=1)
        assert points.shape == normals.shape == (250, 3) and points.dtype == np.float32
        assert parts.max() < len(PARTS[family])
        inner.append(shape.inside(points - 3e-4 * normals).mean())
        outer.append(shape.inside(points + 3e-4 * normals).mean())
    assert np.mean(inner) > 0.99
    assert np.mean(outer) < 0.01


@pytest.mark.parametrize("family", FAMILIES)
def test_the_frame_is_normalised(family: str) -> None:
    for index in range(6):
        points, normals, _ = generate(family, index).sample_surface(20_000, seed=2)
        np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-4)
        radii = np.linalg.norm(points, axis=1)
        assert radii.max() <= NORMALIZED_RADIUS * 1.002
        assert radii.max() > NORMALIZED_RADIUS * 0.94
        np.testing.assert_allclose(points.min(axis=0), -points.max(axis=0), atol=0.06)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_two_members_are_alike(family: str) -> None:
    members = [generate(family, index) for index in range(12)]
    clouds = [member.sample_surface(4000, seed=3)[0] for member in members]
    trees = [cKDTree(cloud) for cloud in clouds]
    for first in range(12):
        itself = trees[first].query(members[first].sample_surface(4000, seed=4)[0])[0].mean()
        for second in range(first):
            there = trees[first].query(clouds[second])[0].mean()
            back = trees[second].query(clouds[first])[0].mean()
            assert there + back > 2.2 * itself, (first, second)


@pytest.mark.parametrize("family", FAMILIES)
def test_most_parts_occur(family: str) -> None:
    seen: set[int] = set()
    for index in range(25):
        seen |= set(generate(family, index).sample_surface(500, seed=0)[2].tolist())
    assert seen == set(range(len(PARTS[family])))


@pytest.fixture(scope="module")
def sample() -> OccupancySample:
    return occupancy_sample("mug", 3)


def test_an_occupancy_sample_has_what_training_needs(sample: OccupancySample) -> None:
    assert sample.points.shape == sample.normals.shape == (2048, 3)
    assert sample.volume.shape == sample.near.shape == (2048, 3)
    assert sample.class_id == FAMILIES.index("mug")
    shape = generate("mug", 3)
    np.testing.assert_array_equal(shape.inside(sample.volume), sample.volume_inside)
    np.testing.assert_array_equal(shape.inside(sample.near), sample.near_inside)
    assert 0.2 < sample.near_inside.mean() < 0.8


def test_near_queries_are_half_close_and_half_wide(sample: OccupancySample) -> None:
    surface = cKDTree(generate("mug", 3).sample_surface(20_000, seed=9)[0])
    distances = surface.query(sample.near)[0]
    assert np.median(distances[:1024]) < 0.016 < np.median(distances[1024:]) < 0.06


def test_farthest_points_are_spread_evenly(sample: OccupancySample) -> None:
    gaps = cKDTree(sample.points).query(sample.points, k=2)[0][:, 1]
    assert gaps.min() > 0.4 * gaps.mean()
