"""Tokens between two shapes: paired by place, moved, and given codes that lie between."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.token_blending import blended, paired
from mge_studio.shapes.tokens import Tokens, bin_coordinates, quantize_centres

LINE = np.arange(16, dtype=np.float32)[:, None]


def tokens(codes: list[int], x: list[float]) -> Tokens:
    centres = np.zeros((len(x), 3), np.float32)
    centres[:, 0] = x
    return Tokens(np.array(codes), bin_coordinates(quantize_centres(centres)))


def test_patches_are_paired_where_they_lie_whatever_their_order() -> None:
    first, second = tokens([0, 1, 2], [-0.8, 0.0, 0.8]), tokens([3, 4, 5], [0.7, -0.7, 0.1])
    assert paired(first, second).rows.tolist() == [[0, 1], [1, 2], [2, 0]]


def test_centres_go_straight_on_the_grid_and_codes_by_what_lies_between() -> None:
    first, second = tokens([0, 10], [-0.8, 0.0]), tokens([8, 2], [-0.4, 0.4])
    half = blended(first, second, paired(first, second), 0.5, LINE)
    assert np.allclose(half.centres[:, 0], [-0.6, 0.2], atol=0.01)
    assert half.codes.tolist() == [4, 6]
    assert np.array_equal(half.centres, bin_coordinates(quantize_centres(half.centres)))


def test_the_ends_are_the_shapes_themselves() -> None:
    first, second = tokens([1, 2, 3], [-0.8, 0.0, 0.8]), tokens([7, 9], [0.7, -0.7])
    pairing = paired(first, second)
    for share, end in ((0.0, first), (1.0, second)):
        made = blended(first, second, pairing, share, LINE)
        assert sorted(zip(made.codes, made.centres[:, 0], strict=True)) == sorted(
            zip(end.codes, end.centres[:, 0], strict=True)
        )
