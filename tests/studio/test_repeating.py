"""Commands and Python lines that make a result again."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from studio_bench import Bench

from mge_studio.requests import GenerationSettings
from mge_studio.shapes.boxes import Box, parse_box
from mge_studio.shapes.framing import reframed
from mge_studio.shapes.placement import Placement
from mge_studio.shapes.regions import listed_text, parse_mask
from mge_studio.studio.document import Item
from mge_studio.studio.project import Project, load_project, save_project
from mge_studio.studio.recipes import item_recipe
from mge_studio.studio.repeating import (
    Source,
    as_command,
    as_python,
    input_file,
    input_project,
    needs_source,
)

SETTINGS = GenerationSettings(
    seed=7, steps=3, variants=2, class_name="chair", top_p=0.75, order="near"
)


def completed(bench: Bench, item_id: int) -> Item:
    """The second variant of a completion."""
    bench.session.set_mask(item_id, np.arange(8) < 2)
    bench.session.complete(item_id, SETTINGS)
    bench.settle()
    return bench.session.document.items[-1]


def opened(bench: Bench, path: Path, up: str = "y") -> Item:
    path.write_text("v 0 1 0\nv 1 0 0\nv 0 0 1\nv -1 0 -1\nf 1 2 3\nf 1 3 4\nf 1 4 2\nf 2 4 3\n")
    bench.session.open_files([path], up=up)
    bench.settle()
    return bench.session.document.items[-1]


def parent_of(bench: Bench, item: Item) -> Item | None:
    return bench.session.document.find(item.parent)


def test_the_command_quotes_its_input_and_names_the_patches(ready: Bench, tmp_path: Path) -> None:
    chair = opened(ready, tmp_path / "my $chair's.obj", up="z")
    item = completed(ready, chair.id)
    source = input_file(item, parent_of(ready, item))
    assert source == Source(tmp_path / "my $chair's.obj", "z")
    words = shlex.split(as_command(item, source))
    assert words[words.index("complete") + 1 :][:3] == [str(source.path), "--up", "z"]
    for option, value in (
        ("--mask", "patches:0-1"), ("--seed", "7"), ("--class", "chair"), ("--top-p", "0.75"),
        ("--variants", "2"), ("--only", "1"), ("--device", "cpu"), ("--order", "near"),
    ):  # fmt: skip
        assert words[words.index(option) + 1] == value


def test_a_result_completed_further_needs_its_input_in_a_project(
    ready: Bench, tmp_path: Path
) -> None:
    first = completed(ready, opened(ready, tmp_path / "chair.obj").id)
    item = completed(ready, first.id)
    assert input_file(item, parent_of(ready, item)) is None
    save_project(input_project(item), tmp_path / "input.mge")
    given = load_project(tmp_path / "input.mge").current_item
    assert given is not None and given.tokens is not None
    assert np.array_equal(given.tokens.codes, first.tokens.codes)
    assert np.array_equal(given.shape.vertices, first.shape.vertices)
    assert given.tokens_by == item.made_by


@pytest.mark.parametrize("change", ["tokens", "file", "frame"])
def test_a_file_that_no_longer_gives_the_same_is_not_named(
    ready: Bench, tmp_path: Path, change: str
) -> None:
    path = tmp_path / "chair.obj"
    chair = opened(ready, path)
    if change == "tokens":
        edited = replace(chair.tokens, codes=chair.tokens.codes[::-1].copy())
        ready.session.document.update(chair.id, tokens=edited)
    elif change == "frame":
        placed = reframed(chair.shape, (-2, 2, -1, 2, -2, 2))
        ready.session.document.update(chair.id, shape=placed)
    item = completed(ready, chair.id)
    if change == "file":
        path.unlink()
    assert input_file(item, parent_of(ready, item)) is None


def test_bundled_shapes_lie_as_they_are_loaded(
    ready: Bench, bed_path: Path, van_path: Path, scan_path: Path
) -> None:
    for path in (bed_path, van_path, scan_path):
        ready.session.open_files([path])
        ready.settle()
        item = completed(ready, ready.session.document.items[-1].id)
        assert input_file(item, parent_of(ready, item)) == Source(path)


def test_a_scan_as_it_was_opened_is_named_by_its_file(ready: Bench, tmp_path: Path) -> None:
    """Whatever patches it has in the studio: fewer of them are read anew for completing it."""
    path = tmp_path / "scan.obj"
    scan = opened(ready, path)
    ready.session.placing.invent(scan.id, 3, SETTINGS)
    ready.settle()
    item = ready.session.document.items[-1]
    assert input_file(item, parent_of(ready, item)) == Source(path)
    ready.session.reconstruct(scan.id)  # of the fewer patches
    ready.settle()
    seen = ready.session.document.items[-1]
    source = input_file(seen, parent_of(ready, seen))
    assert source == Source(path)
    words = shlex.split(as_command(seen, source))
    assert words[words.index("--patches") + 1] == "5"
    ready.session.placing.place(scan.id, Placement(offset=(0.1, 0, 0)))
    ready.session.placing.invent(scan.id, 3, SETTINGS)
    ready.settle()
    placed = ready.session.document.items[-1]
    assert placed.id != item.id and input_file(placed, parent_of(ready, placed)) is None


def test_python_lines_are_python(ready: Bench, tmp_path: Path) -> None:
    chair = opened(ready, tmp_path / "chair.obj")
    item = completed(ready, chair.id)
    ready.session.reconstruct(chair.id)
    ready.session.sample(GenerationSettings())
    ready.settle()
    for made in ready.session.document.items[1:]:
        for source in (Source(tmp_path / "a b.obj", "z"), Source(tmp_path / "input.mge")):
            text = as_python(made, source if needs_source(made) else None)
            compile(text, made.name, "exec")
    text = as_python(item, Source(tmp_path / "input.mge"))
    assert "order='near'" in text
    assert "results[1]" in text and "mask[[0, 1]] = True" in text and "load_project" in text


def test_patches_as_text_are_read_back() -> None:
    assert listed_text([9, 0, 1, 2, 4, 3]) == "patches:0-4,9"
    rows = parse_mask("patches:0-4,9").select(np.zeros((12, 3)))
    assert np.flatnonzero(rows).tolist() == [0, 1, 2, 3, 4, 9]


def test_another_seed_repeats_the_request(ready: Bench, tmp_path: Path) -> None:
    item = completed(ready, opened(ready, tmp_path / "chair.obj").id)
    ready.session.repeat(item.id, 99)
    ready.settle()
    made = ready.session.document.items[-1]
    before, after = item.result.request, made.result.request
    assert after.settings == replace(before.settings, seed=99) and made.parent == item.parent
    assert after.mask is before.mask and after.tokens is before.tokens


def test_the_box_of_new_patches_is_in_the_command_the_python_and_the_recipe(
    ready: Bench, tmp_path: Path
) -> None:
    box = Box((-1, 0.125), (0.1 + 0.2, 1), (-0.5, 0.5))
    chair = opened(ready, tmp_path / "chair.obj")
    ready.session.placing.invent(chair.id, 3, replace(SETTINGS, preserve=False), box)
    ready.settle()
    item = ready.session.document.items[-1]
    assert item.result.request.where == box and item.result.request.invent == 3
    words = shlex.split(as_command(item, Source(tmp_path / "chair.obj")))
    assert parse_box(words[words.index("--where") + 1]) == box
    text = as_python(item, Source(tmp_path / "chair.obj"))
    compile(text, item.name, "exec")
    assert f"where={box!r}" in text and "from mge_studio.shapes.boxes import Box" in text
    assert parse_box(item_recipe(item)["where"]) == box
    save_project(Project((item,), item.id), tmp_path / "boxed.mge")
    assert load_project(tmp_path / "boxed.mge").current_item.result.request.where == box
