"""Metrics of the evaluation against brute force and against values known on paper."""

from __future__ import annotations

import numpy as np
import pytest

from mge_studio.shapes.shape import Float32, Float64, Shape
from mge_studio.training.evaluation.chamfer import chamfer_matrix, total_mutual_difference
from mge_studio.training.evaluation.feature_metrics import (
    frechet_distance,
    kernel_distance,
    precision_recall,
)
from mge_studio.training.evaluation.mesh_health import mesh_health
from mge_studio.training.evaluation.metrics import (
    intersection_over_union,
    mean_or_none,
    perplexity,
    surface_scores,
)
from mge_studio.training.evaluation.set_metrics import set_scores


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def brute_chamfer(a: Float32, b: Float32) -> float:
    squared = ((a[:, None].astype(float) - b[None]) ** 2).sum(axis=2)
    return float(squared.min(axis=1).mean() + squared.min(axis=0).mean())


def clouds(rng: np.random.Generator, count: int, points: int = 64) -> Float32:
    return rng.normal(size=(count, points, 3)).astype(np.float32)


def test_chamfer_between_sets_is_brute_force(rng: np.random.Generator) -> None:
    first, second = clouds(rng, 3), clouds(rng, 4, 50)
    expected = [[brute_chamfer(a, b) for b in second] for a in first]
    np.testing.assert_allclose(chamfer_matrix(first, second), expected, rtol=1e-5)


def test_chamfer_within_a_set_is_symmetric_and_zero_to_itself(rng: np.random.Generator) -> None:
    sets = clouds(rng, 5)
    matrix = chamfer_matrix(sets)
    assert (np.diag(matrix) == 0).all()
    np.testing.assert_array_equal(matrix, matrix.T)
    np.testing.assert_allclose(matrix[1, 3], brute_chamfer(sets[1], sets[3]), rtol=1e-5)


def test_identical_variants_have_no_mutual_difference(rng: np.random.Generator) -> None:
    one = clouds(rng, 1)
    assert total_mutual_difference(np.repeat(one, 4, axis=0)) == 0
    assert total_mutual_difference(one) == 0


def test_mutual_difference_of_two_counts_their_distance_twice(rng: np.random.Generator) -> None:
    pair = clouds(rng, 2)
    expected = 2 * brute_chamfer(pair[0], pair[1])
    assert total_mutual_difference(pair) == pytest.approx(expected, rel=1e-5)


def distances(a: Float64, b: Float64) -> Float64:
    return np.asarray(np.linalg.norm(a[:, None] - b[None], axis=2))


def scores_of(generated: Float64, real: Float64):  # type: ignore[no-untyped-def]
    return set_scores(
        distances(generated, generated), distances(generated, real), distances(real, real)
    )


def test_sets_of_one_distribution_cannot_be_told_apart(rng: np.random.Generator) -> None:
    scores = scores_of(rng.normal(size=(400, 4)), rng.normal(size=(400, 4)))
    assert scores.one_nna == pytest.approx(0.5, abs=0.06)
    assert scores.coverage > 0.45


def test_disjoint_sets_are_told_apart(rng: np.random.Generator) -> None:
    scores = scores_of(rng.normal(size=(50, 4)) + 100, rng.normal(size=(50, 4)))
    assert scores.one_nna == 1
    assert scores.mmd > 100


def test_a_copied_set_covers_everything_at_no_distance(rng: np.random.Generator) -> None:
    real = rng.normal(size=(30, 4))
    scores = scores_of(real.copy(), real)
    assert (scores.mmd, scores.coverage, scores.one_nna) == (0, 1, 0)


def test_a_collapsed_set_covers_one_shape(rng: np.random.Generator) -> None:
    real = rng.normal(size=(20, 4))
    scores = scores_of(np.repeat(real[:1], 20, axis=0), real)
    assert scores.coverage == pytest.approx(1 / 20)


def test_frechet_of_identical_sets_is_zero(rng: np.random.Generator) -> None:
    features = rng.normal(size=(40, 8))
    assert frechet_distance(features, features) == pytest.approx(0, abs=1e-9)


def test_frechet_of_shifted_and_scaled_gaussians_is_known(rng: np.random.Generator) -> None:
    features = rng.normal(size=(100, 3))
    assert frechet_distance(features, features + np.array([3, 0, 4])) == pytest.approx(25)
    centred = features - features.mean(axis=0)
    spread = np.trace(np.cov(features, rowvar=False))
    assert frechet_distance(centred, 2 * centred) == pytest.approx(spread)


def test_kernel_distance_is_about_zero_only_for_one_distribution(
    rng: np.random.Generator,
) -> None:
    first, second = rng.normal(size=(2, 300, 6))
    assert abs(kernel_distance(first, second)) < 0.1
    assert kernel_distance(first, second + 1) > 1


def test_precision_and_recall_see_what_is_missing(rng: np.random.Generator) -> None:
    left, right = rng.normal(size=(2, 60, 2))
    right += 100
    both = np.concatenate([left, right])
    precision, recall = precision_recall(left[:30], both)
    assert precision > 0.8
    assert recall == pytest.approx(precision_recall(both, left[:30])[0])
    assert recall <= 0.5
    assert precision_recall(both, both) == (1, 1)


def test_iou_of_shifted_boxes_is_exact() -> None:
    """Boxes [0, 4) and [1, 5) along x on unit cells share 3 of 5 layers."""
    x = np.arange(8)
    first, second = (x >= 0) & (x < 4), (x >= 1) & (x < 5)
    assert intersection_over_union(first, second) == 3 / 5
    nothing = np.zeros(8, dtype=bool)
    assert intersection_over_union(nothing, nothing) == 1


def test_surface_scores_of_parallel_planes_are_exact() -> None:
    """Two equal grids of points 0.015 apart: every distance is 0.015."""
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, 11), np.linspace(-0.5, 0.5, 11))
    plane = np.stack([x, y, 0 * x], axis=-1).reshape(-1, 3).astype(np.float32)
    normals = np.tile(np.array([0, 0, 1], np.float32), (len(plane), 1))
    above = plane + np.array([0, 0, 0.015], np.float32)
    scores = surface_scores(above, -normals, plane, normals)
    assert scores.cd == pytest.approx(0.03)
    assert (scores.f_score_001, scores.f_score_002) == (0, 1)
    assert scores.normal_consistency == pytest.approx(1)


def test_perplexity_counts_equally_used_codes() -> None:
    assert perplexity(np.array([5, 5, 0, 5, 5])) == pytest.approx(4)
    assert perplexity(np.array([0, 9])) == pytest.approx(1)


def test_means_leave_out_what_could_not_be_measured() -> None:
    assert mean_or_none([1.0, None, float("nan"), 3.0]) == 2
    assert mean_or_none([None]) is None


def box(size: float, offset: float = 0.0, inward: bool = False) -> tuple[Float32, Float32]:
    import trimesh

    mesh = trimesh.creation.box((size, size, size))
    faces = mesh.faces[:, ::-1] if inward else mesh.faces
    return (mesh.vertices + offset).astype(np.float32), faces.astype(np.int32)


def joined(*parts: tuple[Float32, Float32]) -> Shape:
    start, vertices, faces = 0, [], []
    for points, triangles in parts:
        vertices.append(points)
        faces.append(triangles + start)
        start += len(points)
    return Shape("joined", np.concatenate(vertices), np.concatenate(faces).astype(np.int32))


def test_a_box_is_healthy_and_a_cavity_is_no_piece() -> None:
    health = mesh_health(joined(box(1), box(0.5, inward=True)))
    assert health.is_healthy
    assert (health.pieces, health.floating, health.main_share) == (1, 0, 1)


def test_a_large_piece_beside_the_main_one_is_unhealthy_and_a_crumb_is_counted() -> None:
    assert not mesh_health(joined(box(0.5), box(0.5, 0.6))).is_healthy
    crumbs = mesh_health(joined(box(1), box(0.05, 0.7)))
    assert crumbs.is_healthy
    assert crumbs.floating == 1


def test_an_open_or_empty_mesh_is_not_closed() -> None:
    whole = joined(box(1))
    assert whole.faces is not None
    assert not mesh_health(Shape("open", whole.vertices, whole.faces[1:])).closed
    empty = mesh_health(Shape("none", np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32)))
    assert not empty.is_healthy
    assert empty.pieces == 0
