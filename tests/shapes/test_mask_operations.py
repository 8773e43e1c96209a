"""Masks grown, shrunk, filled, mirrored, flooded, selected, combined, saved and loaded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from mge_studio.errors import InputError
from mge_studio.shapes.mask_operations import (
    by_usage,
    combine,
    component,
    fill_islands,
    grow,
    load_mask,
    mirror,
    neighbour_graph,
    save_mask,
    shrink,
    spacing,
    with_codes,
)
from mge_studio.shapes.patches import make_patches
from mge_studio.shapes.regions import parse_mask

SIDE = 11


@pytest.fixture
def grid() -> np.ndarray:
    """A flat sheet of SIDE x SIDE patches, 0.1 apart, symmetric about x = 0."""
    steps = (np.arange(SIDE) - SIDE // 2) * 0.1
    x, y = np.meshgrid(steps, steps, indexing="ij")
    return np.stack([x, y, np.zeros_like(x)], axis=-1).reshape(-1, 3)


@pytest.fixture
def ball() -> np.ndarray:
    points = np.random.default_rng(0).normal(size=(4000, 3))
    points *= 0.95 / np.linalg.norm(points, axis=1, keepdims=True)
    return make_patches(points.astype(np.float32), 256).centres


def at(x: int, y: int) -> int:
    return x * SIDE + y


def masked(*patches: int) -> np.ndarray:
    mask = np.zeros(SIDE * SIDE, bool)
    mask[list(patches)] = True
    return mask


def square(low: int, high: int) -> np.ndarray:
    return masked(*(at(x, y) for x in range(low, high) for y in range(low, high)))


def test_the_graph_is_symmetric_and_joins_what_touches(grid: np.ndarray) -> None:
    graph = neighbour_graph(grid).toarray()
    assert (graph == graph.T).all() and not graph.diagonal().any()
    beside = [at(5, 4), at(5, 6), at(4, 5), at(6, 5)]
    assert graph[at(5, 5), beside].all() and not graph[at(5, 5), at(5, 8)]
    assert graph.sum(axis=1).min() >= 2


def test_a_whole_ball_is_one_component_with_even_degrees(ball: np.ndarray) -> None:
    graph = neighbour_graph(ball)
    assert component(0, graph).all()
    assert 5 <= np.median(np.diff(graph.indptr)) <= 10


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_handful_of_patches_is_no_special_case(count: int) -> None:
    centres = np.arange(3 * count, dtype=float).reshape(count, 3)
    graph, mask = neighbour_graph(centres), np.ones(count, bool)
    assert graph.shape == (count, count) and graph.nnz == (2 if count == 2 else 0)
    for changed in (grow(mask, graph), shrink(mask, graph), fill_islands(mask, graph)):
        assert changed.all()
    assert mirror(mask, centres).all() and (spacing(centres) > 0) == (count == 2)


def test_centres_on_one_spot_do_not_break_the_graph() -> None:
    assert component(0, neighbour_graph(np.zeros((20, 3)))).sum() > 1


def test_grow_adds_one_ring_and_shrink_takes_it_away(grid: np.ndarray) -> None:
    graph, small = neighbour_graph(grid), square(4, 7)
    large = grow(small, graph)
    assert (large == square(3, 8)).all() and (small == square(4, 7)).all()
    assert (shrink(large, graph) == small).all()


def test_growing_and_shrinking_end_at_everything_and_nothing(ball: np.ndarray) -> None:
    graph = neighbour_graph(ball)
    everything, nothing = np.ones(len(ball), bool), np.zeros(len(ball), bool)
    assert grow(everything, graph).all() and not grow(nothing, graph).any()
    assert shrink(everything, graph).all() and not shrink(nothing, graph).any()
    mask = ball[:, 0] > 0.8
    for _ in range(40):
        mask = grow(mask, graph)
    assert mask.all()


def test_shrinking_mirrors_growing_of_the_rest(ball: np.ndarray) -> None:
    graph, mask = neighbour_graph(ball), ball[:, 1] > 0.2
    assert (shrink(mask, graph) == ~grow(~mask, graph)).all()


def test_islands_in_the_mask_are_filled_and_lonely_patches_dropped(grid: np.ndarray) -> None:
    graph = neighbour_graph(grid)
    mask = square(2, 8) & ~masked(at(4, 4), at(4, 5)) | masked(at(10, 10))
    assert (fill_islands(mask, graph) == square(2, 8)).all()


def test_large_islands_stay(grid: np.ndarray) -> None:
    graph = neighbour_graph(grid)
    ring = square(1, 10) & ~square(3, 8)
    assert (fill_islands(ring, graph) == ring).all()
    assert (fill_islands(ring, graph, largest=25) == square(1, 10)).all()


def test_filling_leaves_nothing_and_everything_alone(grid: np.ndarray) -> None:
    graph = neighbour_graph(grid)
    assert not fill_islands(square(0, 0), graph).any()
    assert fill_islands(square(0, SIDE), graph).all()


def test_a_small_part_of_its_own_is_no_island(grid: np.ndarray) -> None:
    """Three patches far away, none masked, do not touch the mask and stay unmasked."""
    away = np.concatenate([grid, [[5, 5, 5], [5.1, 5, 5], [5.2, 5, 5]]])
    mask = np.append(square(2, 8), [False] * 3)
    assert (fill_islands(mask, neighbour_graph(away)) == mask).all()


def test_mirror_adds_the_other_side(grid: np.ndarray) -> None:
    mask = masked(at(1, 2), at(2, 2))
    assert (mirror(mask, grid) == mask | masked(at(9, 2), at(8, 2))).all()
    both = mirror(mask, grid)
    assert (mirror(both, grid) == both).all()


def test_mirror_of_an_uneven_ball_is_nearly_symmetric(ball: np.ndarray) -> None:
    mask = (ball[:, 0] > 0.3) & (ball[:, 1] > 0)
    both = mirror(mask, ball)
    assert both[mask].all()
    inner = (ball[:, 0] < -0.45) & (ball[:, 1] > 0.15)
    outside = (ball[:, 1] < -0.2) | (np.abs(ball[:, 0]) < 0.1)
    assert both[inner].all() and not both[outside].any()


def test_mirror_adds_nothing_where_there_is_nothing(grid: np.ndarray) -> None:
    right = grid[grid[:, 0] > 0.25]
    mask = np.ones(len(right), bool)
    mask[: SIDE * 2] = False
    assert (mirror(mask, right) == mask).all()


def test_flood_stays_on_its_part(grid: np.ndarray) -> None:
    two = np.concatenate([grid, grid + np.array([0, 0, 1.0])])
    graph = neighbour_graph(two)
    lower = np.arange(len(two)) < len(grid)
    assert (component(3, graph) == lower).all()
    assert (component(len(grid) + 3, graph) == ~lower).all()


def test_selecting_by_code_and_by_usage() -> None:
    codes = np.array([7, 3, 7, 1, 3, 7])
    assert with_codes(codes, [7]).tolist() == [True, False, True, False, False, True]
    assert with_codes(codes, {1, 3}).sum() == 3 and not with_codes(codes, []).any()
    uses = np.bincount(codes, minlength=10)
    assert np.flatnonzero(by_usage(codes, uses, 1, 1)).tolist() == [3]
    assert by_usage(codes, uses, 2, 3).sum() == 5


def test_combining() -> None:
    mask, chosen = np.array([True, True, False, False]), np.array([True, False, True, False])
    assert combine(mask, chosen, "add").tolist() == [True, True, True, False]
    assert combine(mask, chosen, "subtract").tolist() == [False, True, False, False]
    assert combine(mask, chosen, "intersect").tolist() == [True, False, False, False]
    assert mask.tolist() == [True, True, False, False]


def test_a_saved_mask_is_read_by_the_terminal_and_back(tmp_path: Path, grid: np.ndarray) -> None:
    path, mask = tmp_path / "my mask.json", square(2, 5)
    save_mask(mask, path)
    assert json.loads(path.read_text()) == np.flatnonzero(mask).tolist()
    assert (parse_mask(f"file:{path}").select(grid) == mask).all()
    assert (load_mask(path, len(grid)) == mask).all()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("text", ["[0, 500]", "[-1]", "{}", "[0.5]", "nonsense", "[]"])
def test_files_that_are_no_mask_of_this_shape_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mask.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"mask.json"):
        load_mask(path, 121)
