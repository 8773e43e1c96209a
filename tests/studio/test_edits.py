"""Undo and redo of everything a person changes, and of nothing that arrives by itself."""

from __future__ import annotations

import numpy as np
import pytest
from studio_bench import half, tetrahedron

from mge_studio.errors import InputError
from mge_studio.requests import GenerationSettings


def test_every_stroke_is_one_entry(ready):
    item_id = ready.chair()
    one, two = np.arange(8) < 1, np.arange(8) < 2
    ready.session.set_mask(item_id, one)
    ready.session.set_mask(item_id, two)
    ready.session.set_mask(item_id, two.copy())
    assert ready.session.history.undo_names == ("Paint mask", "Paint mask")
    assert ready.session.undo() == "Paint mask"
    assert np.array_equal(ready.item(item_id).mask, one)
    ready.session.undo()
    assert ready.item(item_id).mask is None
    assert ready.session.undo() is None
    ready.session.redo()
    ready.session.redo()
    assert np.array_equal(ready.item(item_id).mask, two)
    assert ready.session.redo() is None


def test_a_mask_belongs_to_the_document_alone(ready):
    item_id = ready.chair()
    mask = half(8)
    ready.session.set_mask(item_id, mask)
    mask[:] = True
    assert ready.item(item_id).masked_count == 4


def test_clear_and_invert_have_their_own_names(ready):
    item_id = ready.masked_chair()
    ready.session.invert_mask(item_id)
    assert np.array_equal(ready.item(item_id).mask, ~half(8))
    ready.session.clear_mask(item_id)
    assert ready.item(item_id).masked_count == 0
    assert ready.session.history.undo_names[-2:] == ("Invert mask", "Clear mask")


def test_a_mask_of_another_size_is_refused(ready):
    with pytest.raises(InputError, match="does not fit the tokens of chair"):
        ready.session.set_mask(ready.chair(), np.ones(5, bool))


def test_undo_of_strokes_leaves_results_that_came_later(ready):
    item_id = ready.masked_chair()
    ready.session.complete(item_id, GenerationSettings(variants=2, steps=1))
    ready.settle()
    while ready.session.undo():
        pass
    assert ready.names == ["chair", "chair · completion 1", "chair · completion 2"]
    assert ready.item(item_id).mask is None and ready.item(item_id).tokens is not None


def test_undo_while_a_job_runs_leaves_its_previews_and_result(ready):
    ready.engine.step = 0.02
    item_id = ready.masked_chair()
    previews = []

    def on_preview(job_id, preview):
        previews.append(job_id)

    ready.session.preview.connect(on_preview)
    ready.session.complete(item_id, GenerationSettings(steps=6))
    ready.wait(lambda: len(previews) >= 2)
    ready.session.undo()
    ready.settle()
    assert len(previews) == 6 and ready.names[-1] == "chair · completion 1"


def test_a_change_after_undo_ends_redo(ready):
    item_id = ready.masked_chair()
    ready.session.undo()
    ready.session.rename(item_id, "stool")
    assert ready.session.redo() is None
    assert ready.names == ["stool"]


def test_rename_show_and_hide_undo(ready):
    item_id, other = ready.chair(), ready.chair()
    ready.session.rename(item_id, "  ")
    ready.session.rename(item_id, "stool")
    ready.session.rename(other, "stool")
    ready.session.set_visible(item_id, False)
    ready.session.set_visible(item_id, False)
    assert ready.names == ["stool", "stool (2)"]
    assert ready.session.history.undo_names == ("Rename chair", "Rename chair (2)", "Hide stool")
    assert not ready.item(item_id).visible
    ready.session.undo()
    assert ready.item(item_id).visible
    ready.session.undo()
    ready.session.undo()
    assert ready.names == ["chair", "chair (2)"]


def test_removed_shapes_come_back_in_place_with_their_masks(ready):
    ids = [ready.masked_chair() for _ in range(4)]
    ready.session.document.set_current(ids[1])
    ready.session.remove([ids[1], ids[3], ids[1]])
    assert [item.id for item in ready.session.document.items] == [ids[0], ids[2]]
    assert ready.session.document.current_id == ids[2]
    assert ready.session.history.undo_names[-1] == "Remove 2 shapes"
    ready.session.undo()
    assert [item.id for item in ready.session.document.items] == ids
    assert ready.session.document.current_id == ids[1]
    assert ready.item(ids[1]).masked_count == 4
    ready.session.redo()
    assert len(ready.session.document) == 2
    ready.session.remove([999])
    assert ready.session.history.undo_names[-1] == "Remove 2 shapes"


def test_keep_and_discard_undo(ready):
    ready.session.complete(ready.masked_chair(), GenerationSettings(steps=1))
    ready.settle()
    result = ready.session.document.items[-1]
    ready.session.keep(result.id)
    assert ready.item(result.id).kept
    ready.session.discard(result.id)
    assert result.id not in ready.session.document and not ready.session.has_unsaved_results
    ready.session.undo()
    assert ready.item(result.id).kept
    ready.session.undo()
    assert not ready.item(result.id).kept


def test_signals_tell_every_change(ready):
    document = ready.session.document
    told = []
    for name in ("item_added", "item_changed", "item_removed", "current_changed", "undo_changed"):
        getattr(document, name).connect(lambda *_, name=name: told.append(name))
    item = ready.session.add_shape(tetrahedron())
    assert told == ["item_added", "current_changed"]
    ready.settle()
    told.clear()
    ready.session.rename(item.id, "stool")
    assert told == ["item_changed", "undo_changed"]
    told.clear()
    ready.session.remove([item.id])
    assert told == ["item_removed", "current_changed", "undo_changed"]
    told.clear()
    ready.session.undo()
    assert told == ["item_added", "current_changed", "undo_changed"]
