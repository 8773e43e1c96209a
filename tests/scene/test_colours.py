"""Neighbouring patches can be told apart, by colour-blind eyes too."""

from __future__ import annotations

import numpy as np
import pytest

from mge_studio.scene.colours import (
    HIGHLIGHT,
    MASK,
    colour_distances,
    neighbour_pairs,
    patch_colours,
)
from mge_studio.scene.display import prepare
from mge_studio.scene.palettes import PALETTES
from mge_studio.scene.shape_actor import HATCHED
from mge_studio.scene.token_map import Look, texels
from mge_studio.shapes.patches import make_patches
from mge_studio.shapes.sampling import tokenizer_points
from mge_studio.shapes.shape import Shape

PATCH_PALETTE = PALETTES["safe"]


@pytest.mark.parametrize("count", [64, 128, 512])
def test_neighbours_differ(ball: Shape, count: int) -> None:
    centres = make_patches(tokenizer_points(ball), count).centres
    display = prepare(ball, centres)
    assert display.mesh is not None
    pairs = neighbour_pairs(centres, display.mesh.border_patches)
    assert np.array_equal(pairs, display.neighbours)
    colours = patch_colours(count, pairs, PATCH_PALETTE).astype(int)
    assert (colours[pairs[:, 0]] != colours[pairs[:, 1]]).any(axis=1).all()
    palette = {tuple(c): row for row, c in enumerate(PATCH_PALETTE.tolist())}
    rows = np.array([palette[tuple(c)] for c in colours.tolist()])
    seen = colour_distances(PATCH_PALETTE)[rows[pairs[:, 0]], rows[pairs[:, 1]]]
    assert seen.min() > 0.03 and np.median(seen) > 0.1
    assert len(np.unique(rows)) >= 8


def test_the_mask_stands_out_from_every_patch_colour() -> None:
    palette = np.concatenate([PATCH_PALETTE, MASK[None]])
    assert colour_distances(palette)[-1, :-1].min() > 0.1
    assert colour_distances(PATCH_PALETTE)[~np.eye(len(PATCH_PALETTE), dtype=bool)].min() > 0.015


def test_no_patches_and_one_patch() -> None:
    assert patch_colours(1, np.zeros((0, 2), dtype=np.int64), PATCH_PALETTE).shape == (1, 3)


@pytest.mark.parametrize("name", PALETTES)
def test_shuffled_neighbours_differ_in_every_palette(ball: Shape, name: str) -> None:
    centres = make_patches(tokenizer_points(ball), 128).centres
    pairs = prepare(ball, centres).neighbours
    given = [patch_colours(128, pairs, PALETTES[name], seed).astype(int) for seed in (0, 1, 2)]
    assert not np.array_equal(given[0], given[1]) and not np.array_equal(given[1], given[2])
    for colours in given:
        assert (colours[pairs[:, 0]] != colours[pairs[:, 1]]).any(axis=1).all()


def test_texels_say_what_is_masked_highlighted_and_hovered() -> None:
    base = PATCH_PALETTE[:4]
    mask = np.array([True, False, False, False])
    plain = texels(base, Look("plain", mask=mask))
    assert (plain == plain[0]).all() and (plain[:, 3] == 255).all()
    tokens = texels(base, Look("tokens", mask=mask))
    assert (tokens[1:, :3] == base[1:]).all()
    assert tokens[0, 3] == HATCHED and (tokens[1:, 3] == 255).all()
    lit = texels(base, Look("tokens", highlighted=np.array([False, True, False, False])))
    assert (lit[1, :3] == HIGHLIGHT).all() and not (lit[2, :3] == base[2]).all()
    hovered = texels(base, Look("tokens", hovered=2))
    assert hovered[2, :3].sum() > base[2].astype(int).sum()
