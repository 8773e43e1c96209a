"""Edited tokens: an item beside the input, decoded in the background, undone without loss."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from studio_bench import half

from mge_studio.requests import GenerationSettings, ReconstructRequest
from mge_studio.shapes.tokens import load_tokens
from mge_studio.studio.codebook import Codebook, count_codes, perplexity
from mge_studio.studio.project import Project, load_project, save_project
from mge_studio.studio.repeating import input_file, input_project
from mge_studio.studio.results import is_edited, is_unsaved
from mge_studio.studio.token_editing import FINE
from mge_studio.studio.token_export import export_tokens


def decoded(bench) -> list[list[int]]:
    """Codes of every decoding that the engine ran, in order."""
    requests = [request for request in bench.engine.ran if isinstance(request, ReconstructRequest)]
    return [r.tokens.codes.tolist() for r in requests if r.resolution == FINE]


def test_the_first_edit_makes_an_item_beside_the_input(ready):
    chair = ready.masked_chair()
    edited = ready.session.editing.replace_code(chair, half(8), 13)
    assert edited is not None and edited.name == "chair · edited 1" and edited.parent == chair
    assert ready.session.document.current_id == edited.id
    ready.settle()
    assert ready.item(chair).tokens.codes.tolist() == list(range(8))
    assert ready.item(edited.id).tokens.codes.tolist() == [13, 13, 13, 13, 4, 5, 6, 7]
    assert decoded(ready) == [[13, 13, 13, 13, 4, 5, 6, 7]]
    assert not ready.session.editing.is_stale(ready.item(edited.id))
    assert is_unsaved(ready.item(edited.id))
    assert ready.session.reconstruction_of(chair) is None


def test_further_edits_change_it_in_place_and_each_is_undone_by_name(ready):
    session, chair = ready.session, ready.masked_chair()
    edited = session.editing.replace_code(chair, half(8), 13)
    ready.settle()
    session.editing.delete(edited.id, half(8))
    ready.settle()
    session.editing.duplicate(edited.id, np.array([True, False, False, False]))
    ready.settle()
    assert ready.names == ["chair", "chair · edited 1"]
    assert ready.item(edited.id).tokens.codes.tolist() == [4, 5, 6, 7, 4]
    assert ready.item(edited.id).mask.tolist() == [False] * 4 + [True]
    assert session.history.undo_names[-3:] == (
        "Give 4 patches code 13", "Delete 4 patches", "Duplicate patch 0",
    )  # fmt: skip
    shape = ready.item(edited.id).shape
    runs = len(decoded(ready))
    session.undo()
    session.undo()
    assert ready.item(edited.id).tokens.codes.tolist() == [13, 13, 13, 13, 4, 5, 6, 7]
    assert ready.item(edited.id).mask.tolist() == half(8).tolist()
    session.undo()
    assert ready.names == ["chair"] and session.document.current_id == chair
    for _ in range(3):
        session.redo()
    ready.settle()
    assert ready.item(edited.id).shape is shape
    assert len(decoded(ready)) == runs, "what was decoded once is decoded again"


def test_only_the_newest_tokens_are_decoded_to_the_end(ready):
    chair = ready.masked_chair()
    ready.engine.step = 0.05
    edited = ready.session.editing.move(chair, half(8), (1, 0, 0))
    for _ in range(5):
        ready.session.editing.move(edited.id, half(8), (1, 0, 0))
    ready.settle()
    assert len(decoded(ready)) <= 2
    item = ready.item(edited.id)
    assert np.array_equal(item.result.request.tokens.centres, item.tokens.centres)


def test_undo_wipes_no_result_that_came_from_edited_tokens(ready):
    chair = ready.masked_chair()
    edited = ready.session.editing.replace_code(chair, half(8), 13)
    ready.settle()
    ready.session.complete(edited.id, GenerationSettings(steps=1))
    ready.settle()
    completed = ready.names[-1]
    while ready.session.undo():
        pass
    assert completed in ready.names and ready.item(chair).tokens is not None


def test_nothing_happens_where_nothing_changes(ready):
    chair = ready.chair()
    patches = np.arange(8) == 3
    assert ready.session.editing.replace_code(chair, patches, 3) is None
    assert ready.session.editing.delete(chair, np.ones(8, bool)) is None
    assert "at least one patch" in ready.errors[-1][1]
    assert ready.names == ["chair"] and ready.session.history.undo_names == ()


def test_edited_tokens_are_kept_in_projects(ready, tmp_path):
    chair = ready.masked_chair()
    edited = ready.session.editing.replace_code(chair, half(8), 13)
    ready.settle()
    save_project(Project(ready.session.document.items, edited.id), tmp_path / "a.mge")
    first, *_, again = load_project(tmp_path / "a.mge").items
    assert is_edited(again) and again.tokens.codes.tolist()[0] == 13
    assert not ready.session.editing.is_stale(again)
    assert input_file(again, first) is None  # no file has these tokens: a project has to
    (given,) = input_project(again).items
    assert given.tokens is not None and given.tokens.codes.tolist()[0] == 13


@pytest.mark.parametrize("name", ["t.npz", "t.json", "t.csv"])
def test_tokens_are_exported(ready, tmp_path: Path, name: str):
    chair = ready.chair()
    export_tokens(ready.session, chair, tmp_path / name)
    ready.settle()
    assert (tmp_path / name).stat().st_size > 0 and not ready.item(chair).exported
    if name == "t.npz":
        assert load_tokens(tmp_path / name).codes.tolist() == list(range(8))


def test_the_codebook_knows_neighbours_and_usage(ready):
    codebook = ready.session.codebook
    assert isinstance(codebook, Codebook) and codebook.usage.tolist() == list(range(16))
    assert codebook.nearest(0, 3).tolist() == [1, 2, 3]
    assert set(codebook.nearest(7, 2).tolist()) == {6, 8}
    assert codebook.distances(4)[6] == 2
    ready.chair()
    tokens = ready.session.document.items[0].tokens
    assert count_codes([tokens, tokens], 16).tolist() == [2] * 8 + [0] * 8
    assert perplexity(tokens.codes) == pytest.approx(8)
