"""Tokens changed by hand, and tokens as files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from mge_studio.errors import InputError
from mge_studio.shapes import token_operations as ops
from mge_studio.shapes.shape import apply_transform
from mge_studio.shapes.token_files import write_tokens
from mge_studio.shapes.tokens import (
    CENTRE_BINS,
    Tokens,
    bin_coordinates,
    load_tokens,
    quantize_centres,
)


@pytest.fixture
def tokens() -> Tokens:
    bins = np.random.default_rng(3).integers(0, CENTRE_BINS, (6, 3))
    bins[0] = CENTRE_BINS - 1
    transform = np.eye(4)
    transform[:3, :3] *= 40
    transform[:3, 3] = (1, 2, 3)
    return Tokens(np.array([4, 4, 9, 1, 0, 7]), bin_coordinates(bins), transform)


FIRST_TWO = np.arange(6) < 2


def test_only_the_chosen_patches_get_the_code(tokens: Tokens) -> None:
    changed = ops.replace_codes(tokens, FIRST_TWO, 33)
    assert changed.codes.tolist() == [33, 33, 9, 1, 0, 7] and changed.codes.dtype == np.int64
    assert tokens.codes.tolist() == [4, 4, 9, 1, 0, 7]


def test_moving_stays_on_the_grid_and_inside_it(tokens: Tokens) -> None:
    moved = ops.move(tokens, FIRST_TWO, (3, 0, -2))
    before, after = quantize_centres(tokens.centres), quantize_centres(moved.centres)
    last, steps = CENTRE_BINS - 1, np.array([3, 0, -2]) * CENTRE_BINS // 256
    assert after[0].tolist() == [last, last, last + steps[2]]
    assert np.array_equal(after[1], np.clip(before[1] + steps, 0, last))
    assert np.array_equal(moved.centres[2:], tokens.centres[2:])
    assert np.array_equal(bin_coordinates(after), moved.centres)
    back = ops.move(moved, ~FIRST_TWO & FIRST_TWO, (1, 1, 1))
    assert ops.same_tokens(back, moved)


def test_a_place_is_snapped(tokens: Tokens) -> None:
    placed = ops.place(tokens, 2, (0.1001, -5.0, 0.0))
    bins = quantize_centres(placed.centres)[2]
    assert bins.tolist() == [int((0.1001 + 1) / 2 * CENTRE_BINS), 0, CENTRE_BINS // 2]
    assert np.array_equal(placed.centres[2], bin_coordinates(bins))
    assert np.array_equal(np.delete(placed.centres, 2, 0), np.delete(tokens.centres, 2, 0))


def test_patches_are_taken_out_and_doubled(tokens: Tokens) -> None:
    fewer = ops.without(tokens, FIRST_TWO)
    assert fewer.codes.tolist() == [9, 1, 0, 7]
    more = ops.doubled(tokens, FIRST_TWO)
    assert more.codes.tolist() == [4, 4, 9, 1, 0, 7, 4, 4]
    aside = quantize_centres(more.centres)[-2:] - quantize_centres(tokens.centres)[:2]
    assert (np.abs(aside[:, 0]) == ops.DOUBLE_OFFSET).all() and (aside[:, 1:] == 0).all()
    with pytest.raises(InputError, match="at least one patch"):
        ops.without(tokens, np.ones(6, bool))


def test_an_npz_is_read_again_bit_by_bit(tokens: Tokens, tmp_path: Path) -> None:
    write_tokens(tokens, tmp_path / "t.npz")
    assert ops.same_tokens(load_tokens(tmp_path / "t.npz"), tokens)


def test_json_and_csv_say_the_same(tokens: Tokens, tmp_path: Path) -> None:
    write_tokens(tokens, tmp_path / "t.json")
    write_tokens(tokens, tmp_path / "t.csv")
    content = json.loads((tmp_path / "t.json").read_text())
    assert np.array_equal(np.array(content["centres"], np.float32), tokens.centres)
    assert content["codes"] == tokens.codes.tolist()
    lines = list(csv.DictReader((tmp_path / "t.csv").open()))
    assert [int(line["code"]) for line in lines] == content["codes"]
    places = np.array([[float(line[f"input_{axis}"]) for axis in "xyz"] for line in lines])
    assert np.allclose(places, apply_transform(tokens.transform, tokens.centres))
    with pytest.raises(InputError, match=r"\.npz, \.json or \.csv"):
        write_tokens(tokens, tmp_path / "t.txt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t.csv", "t.json"]
