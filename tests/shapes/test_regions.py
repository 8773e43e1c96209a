"""The text form of masks, and what they select."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial import cKDTree

from mge_studio.errors import InputError
from mge_studio.shapes.regions import listed, parse_mask
from mge_studio.shapes.shape import Shape

CENTRES = np.random.default_rng(0).uniform(-0.9, 0.9, (128, 3)).astype(np.float32)


@pytest.mark.parametrize("kind", ["random", "block"])
@pytest.mark.parametrize("ratio", [0.004, 0.25, 0.5, 1])
def test_ratios_select_that_many(kind: str, ratio: float) -> None:
    mask = parse_mask(f"{kind}:{ratio}").select(CENTRES, seed=1)
    assert mask.dtype == np.bool_ and mask.shape == (128,)
    assert mask.sum() == max(1, round(128 * ratio))


@pytest.mark.parametrize("kind", ["random", "block"])
def test_ratios_are_seeded(kind: str) -> None:
    spec = parse_mask(f"{kind}:0.5")
    assert np.array_equal(spec.select(CENTRES, 4), spec.select(CENTRES, 4))
    assert any((spec.select(CENTRES, 4) != spec.select(CENTRES, s)).any() for s in (5, 6, 7))


def test_block_is_a_ball_around_one_of_its_patches() -> None:
    mask = parse_mask("block:0.3").select(CENTRES, seed=2)
    nearest = cKDTree(CENTRES).query(CENTRES, k=int(mask.sum()))[1]
    assert any(set(row) == set(np.flatnonzero(mask)) for row in nearest)


@pytest.mark.parametrize("axis", range(3))
def test_halves_are_complements(axis: int) -> None:
    upper = parse_mask(f"half:+{'xyz'[axis]}").select(CENTRES)
    assert np.array_equal(upper, CENTRES[:, axis] >= 0)
    assert np.array_equal(~upper, parse_mask(f"half:-{'xyz'[axis]}").select(CENTRES))


def test_box_and_sphere() -> None:
    box = parse_mask("box:-1,0.5, 0,1, -0.2,0.9").select(CENTRES)
    x, y, z = CENTRES.T
    assert np.array_equal(box, (x <= 0.5) & (y >= 0) & (z >= -0.2))
    sphere = parse_mask("sphere:0.1,0.2,-0.3,0.6").select(CENTRES)
    assert np.array_equal(sphere, np.linalg.norm(CENTRES - [0.1, 0.2, -0.3], axis=1) <= 0.6)


def test_file(tmp_path: Path) -> None:
    path = tmp_path / "ids.json"
    path.write_text(json.dumps([0, 5, 127]))
    assert np.flatnonzero(parse_mask(f"file:{path}").select(CENTRES)).tolist() == [0, 5, 127]
    path.write_text("[0, 128]")
    with pytest.raises(InputError, match="names patch 128: patches are 0 to 127"):
        parse_mask(f"file:{path}").select(CENTRES)


def test_invent_masks_nothing() -> None:
    spec = parse_mask("invent:40")
    assert spec.invent == 40
    assert not spec.select(CENTRES).any()
    assert parse_mask("half:+x").invent == 0


@pytest.mark.parametrize(
    "text",
    [
        "", "random", "random:", "random:x", "random:0", "random:1.5", "random:-0.1", "random:nan",
        "block:0.1,0.2", "half:x", "half:+w", "half:+xy", "half:1,0,0", "half:0,0,0,1",
        "box:0,1,0,1,0", "box:1,0,0,1,0,1",
        "box:0,1,0,1,0,inf", "sphere:0,0,0", "sphere:0,0,0,0", "sphere:0,0,0,-1", "invent:0",
        "invent:-3", "invent:2.5", "cube:1", "file:", "file:none.json", "0.5",
    ],
)  # fmt: skip
def test_errors_name_the_mask_and_what_to_write(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_mask(text)
    message = str(caught.value)
    assert message.endswith(".") and (text in message or text[5:] in message)


@pytest.mark.parametrize("content", ["{}", '["a"]', "[1.5]", "[true]", "nonsense", "3"])
def test_bad_files(tmp_path: Path, content: str) -> None:
    (tmp_path / "ids.json").write_text(content)
    with pytest.raises(InputError, match=r"ids\.json"):
        parse_mask(f"file:{tmp_path / 'ids.json'}")


def test_a_mask_that_covers_nothing() -> None:
    with pytest.raises(InputError, match=r"sphere:5,5,5,0\.1 covers none of the 128 patches"):
        parse_mask("sphere:5,5,5,0.1").select(CENTRES)
    with pytest.raises(InputError, match="covers none"):
        listed([]).select(CENTRES)


def test_python_helpers_are_the_same_masks() -> None:
    shape = Shape("shape", CENTRES)
    pairs = [
        (shape.box(z=(0.3, 1)), "box:-1,1,-1,1,0.3,1"),
        (shape.sphere((0, 0.5, 0), 0.4), "sphere:0,0.5,0,0.4"),
        (shape.half("+x"), "half:+x"),
    ]
    for spec, text in pairs:
        assert spec.text == text
        assert np.array_equal(spec.select(CENTRES), parse_mask(text).select(CENTRES))
