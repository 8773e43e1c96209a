"""Interpolations know their ends: in recipes, in project files, and after edits by hand."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from studio_bench import Bench, tetrahedron

from mge_studio.errors import InputError
from mge_studio.requests import ReconstructRequest
from mge_studio.studio.document import Item
from mge_studio.studio.project import load_project
from mge_studio.studio.recipes import item_recipe
from mge_studio.studio.repeating import Source, as_python, input_project


def interpolated(ready: Bench, first: str, last: str, steps: int) -> Item:
    """The first of the steps between two shapes."""
    ends = [ready.session.add_shape(tetrahedron(name)).id for name in (first, last)]
    ready.settle()
    ready.session.interpolating.interpolate(*ends, steps)
    ready.settle()
    return ready.session.document.items[2]


@pytest.fixture
def step(ready: Bench) -> Item:
    first = interpolated(ready, "chair", "table", 3)
    assert ready.names[2:] == ["chair · 25% table", "chair · 50% table", "chair · 75% table"]
    return first


def request_of(item: Item) -> ReconstructRequest:
    assert item.result is not None and isinstance(item.result.request, ReconstructRequest)
    return item.result.request


def test_the_recipe_tells_both_ends_and_the_share(step: Item) -> None:
    recipe = json.loads(json.dumps(item_recipe(step)))
    assert recipe["between"] == {
        "from": "chair", "to": "table", "share": 0.25, "edited_since": False,
    }  # fmt: skip
    text = as_python(step, Source(Path("input.mge")))
    assert text.startswith("# 25% of the way from chair to table\n")
    compile(text, step.name, "exec")
    assert input_project(step).items[0].name == "chair · 25% table"


def test_a_name_that_breaks_the_line_stays_in_the_comment(ready: Bench) -> None:
    step = interpolated(ready, "chair", "a\nraise SystemExit", 1)
    text = as_python(step, Source(Path("input.mge")))
    assert text.splitlines()[0] == "# 50% of the way from chair to a raise SystemExit"


def test_it_comes_back_from_a_project_and_knows_of_edits(
    ready: Bench, step: Item, tmp_path: Path
) -> None:
    first = np.arange(len(step.tokens)) == 0
    ready.session.editing.replace_code(step.id, first, 9)
    ready.settle()
    edited = ready.session.document.item(step.id)
    assert request_of(edited).edited_since and not request_of(step).edited_since
    ready.session.save_project(tmp_path / "steps.mge")
    ready.settle()
    loaded = load_project(tmp_path / "steps.mge").items
    assert [request_of(item).edited_since for item in loaded[2:]] == [True, False, False]
    between = request_of(loaded[3]).between
    assert between is not None and str(between) == "50% of the way from chair to table"


def test_projects_without_it_are_read_and_damaged_ones_refused(
    ready: Bench, step: Item, tmp_path: Path
) -> None:
    path = tmp_path / "steps.mge"
    ready.session.save_project(path)
    ready.settle()
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = json.loads(parts["project.json"])

    def rewritten() -> Path:
        with zipfile.ZipFile(tmp_path / "other.mge", "w") as archive:
            for name, data in parts.items():
                new = json.dumps(content).encode() if name == "project.json" else data
                archive.writestr(name, new)
        return tmp_path / "other.mge"

    content["items"][2]["result"]["request"]["between"]["share"] = "much"
    with pytest.raises(InputError):
        load_project(rewritten())
    del content["items"][2]["result"]["request"]["between"]
    assert request_of(load_project(rewritten()).items[2]).between is None
