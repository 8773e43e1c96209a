"""The session: models, tokens, results and cancelling, with an engine that is quick."""

from __future__ import annotations

import gc
import time
import weakref
from pathlib import Path

import numpy as np
import pytest
from studio_bench import FakeEngine, half, tetrahedron

from mge_studio.requests import GenerationSettings
from mge_studio.studio.dispatch import MainQueue
from mge_studio.studio.session import Session
from mge_studio.studio.settings import Settings


def test_a_shape_is_tokenized_when_a_model_is_there(ready):
    item = ready.item(ready.chair())
    assert item.tokenization is not None and len(item.tokens) == 8
    assert item.tokens_by is ready.session.model


def test_a_shape_opened_first_is_tokenized_once_the_model_is_loaded(bench):
    bench.engine.load_seconds = 0.1
    item = bench.session.add_shape(tetrahedron())
    bench.session.load_model()
    assert bench.session.model_loading and bench.session.model is None
    bench.settle()
    assert not bench.session.model_loading
    assert bench.item(item.id).tokens is not None
    assert len(bench.engine.ran) == 1


def test_requests_wait_for_the_model_that_is_loading(bench):
    bench.engine.load_seconds = 0.1
    bench.session.load_model()
    assert bench.session.sample(GenerationSettings(class_name="chair")) is not None
    bench.settle()
    assert bench.names == ["chair · sample 1"]


def test_without_a_model_a_request_is_refused_with_a_sentence(bench):
    assert bench.session.sample(GenerationSettings()) is None
    assert bench.errors == [("Sample a shape", "No model is loaded: choose a model first.", "")]


def test_a_model_that_does_not_load_leaves_the_old_one(ready):
    failures = []

    def on_failed(*texts):
        failures.append(texts)

    ready.session.model_failed.connect(on_failed)
    old = ready.session.model
    ready.load_model(Path("broken"))
    assert ready.session.model is old
    assert failures[0][0] == "broken holds no model."
    assert ready.errors[0][:2] == ("The model could not be loaded", "broken holds no model.")
    ready.session.sample(GenerationSettings())
    ready.settle()
    assert len(ready.names) == 1


def test_another_model_tokenizes_again_and_keeps_masks_that_still_fit(ready):
    item_id = ready.masked_chair()
    ready.load_model(Path("other"))
    item = ready.item(item_id)
    assert item.tokens_by is ready.session.model and item.masked_count == 4
    ready.engine.patches = 16
    ready.load_model(Path("larger"))
    item = ready.item(item_id)
    assert len(item.tokens) == 16 and item.mask is None
    assert "Paint mask" not in ready.session.history.undo_names


def test_completion_adds_every_variant_once_with_its_recipe(ready):
    added = []

    def on_added(item):
        added.append(item)

    ready.session.result_added.connect(on_added)
    item_id = ready.masked_chair()
    settings = GenerationSettings(variants=3, steps=2, seed=7)
    ready.session.complete(item_id, settings)
    ready.settle()
    assert ready.names == ["chair", *(f"chair · completion {n}" for n in (1, 2, 3))]
    assert [item.result.variant for item in added] == [0, 1, 2]
    for item in added:
        assert item.result.request.settings == settings
        assert item.parent == item_id and not item.kept and not item.partial
        assert item.made_by is ready.session.model
    assert ready.session.document.current_id == added[0].id
    assert ready.session.has_unsaved_results


def test_the_request_holds_the_mask_of_its_moment(ready):
    ready.engine.step = 0.05
    item_id = ready.masked_chair()
    job = ready.session.complete(item_id, GenerationSettings(steps=3))
    ready.session.clear_mask(item_id)
    ready.settle()
    assert job.request.mask.sum() == 4
    assert ready.session.document.items[-1].result.generated.sum() == 4


def test_a_result_can_be_completed_further_and_names_stay_short(ready):
    ready.session.complete(ready.masked_chair(), GenerationSettings(steps=1))
    ready.settle()
    result = ready.session.document.items[-1]
    ready.session.set_mask(result.id, half(8))
    ready.session.complete(result.id, GenerationSettings(steps=1))
    ready.settle()
    assert ready.names[-1] == "chair · completion 2"


def test_completion_needs_a_mask(ready):
    assert ready.session.complete(ready.chair(), GenerationSettings()) is None
    assert "Nothing is masked" in ready.errors[0][1]


def test_cancel_keeps_finished_variants_and_the_latest_preview(ready):
    ready.engine.step = 0.02
    item_id = ready.masked_chair()
    previews = []

    def on_preview(job_id, preview):
        previews.append(preview)

    ready.session.preview.connect(on_preview)
    job = ready.session.complete(item_id, GenerationSettings(variants=50, steps=4))
    ready.wait(lambda: bool(previews) and previews[-1].variant == 1)
    begun = time.monotonic()
    ready.session.cancel()
    assert time.monotonic() - begun < 1.0
    assert job.state == "cancelled"
    assert ready.names == ["chair", "chair · completion 1", "chair · completion 2 (partial)"]
    partial = ready.session.document.items[-1]
    assert partial.partial and partial.result.request is job.request
    assert np.array_equal(partial.result.generated, job.request.mask)
    ready.wait(lambda: ready.engine.closed_early == 1)
    ready.session.cancel()
    assert len(ready.session.document) == 3


def test_cancel_before_any_preview_adds_nothing(ready):
    ready.engine.step = 0.5
    job = ready.session.sample(GenerationSettings(steps=2))
    ready.wait(lambda: job.state == "running")
    ready.session.cancel(job.id)
    assert ready.names == []


def test_a_failing_request_is_told_and_the_next_one_works(ready):
    ready.engine.failure = RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory")
    ready.session.sample(GenerationSettings())
    ready.settle()
    [(title, message, details)] = ready.errors
    assert title == "The sampling failed"
    assert message.startswith("There was not enough memory") and "Traceback" in details
    ready.engine.failure = None
    ready.session.sample(GenerationSettings())
    ready.settle()
    assert ready.names == ["shape · sample 1"]


def test_a_reconstruction_is_made_once(ready):
    item_id = ready.chair()
    assert ready.session.reconstruct(item_id) is not None
    ready.settle()
    assert ready.session.reconstruct(item_id) is None
    assert ready.names == ["chair", "chair · reconstruction 1"]
    assert ready.session.reconstruction_of(item_id).name == "chair · reconstruction 1"
    assert not ready.session.has_unsaved_results
    ready.session.keep(ready.session.document.items[-1].id)
    assert ready.session.has_unsaved_results


def test_results_of_a_shape_removed_meanwhile_still_arrive(ready):
    ready.engine.step = 0.02
    item_id = ready.masked_chair()
    ready.session.complete(item_id, GenerationSettings(steps=3))
    ready.session.remove([item_id])
    ready.settle()
    assert len(ready.names) == 1
    ready.session.undo()
    assert ready.session.document.items[0].id == item_id


def test_a_removed_shape_is_not_tokenized_until_it_comes_back(bench):
    bench.engine.load_seconds = 0.1
    item = bench.session.add_shape(tetrahedron())
    bench.session.load_model()
    bench.session.remove([item.id])
    bench.settle()
    assert bench.engine.ran == []
    bench.session.undo()
    bench.settle()
    assert bench.item(item.id).tokens is not None


def test_shapes_of_one_name_are_told_apart(bench):
    for _ in range(3):
        bench.session.add_shape(tetrahedron())
    assert bench.names == ["chair", "chair (2)", "chair (3)"]


@pytest.mark.parametrize("busy", [False, True])
def test_a_closed_session_goes_away(busy):
    engine, queue = FakeEngine(step=0.01), MainQueue()
    session = Session(engine, Settings(), queue.call_soon)
    session.load_model()
    queue.run_until(lambda: not session.jobs.active)
    item = session.add_shape(tetrahedron())
    if busy:
        session.sample(GenerationSettings(steps=10_000))
    else:
        queue.run_until(lambda: not session.jobs.active)
    gone = [weakref.ref(session), weakref.ref(session.document), weakref.ref(item)]
    assert session.close()
    queue.run_pending()
    session = item = queue = None
    gc.collect()
    assert [ref() for ref in gone] == [None, None, None]


def test_shapes_that_were_removed_do_not_pile_up(ready):
    history = ready.session.history
    history._max_bytes = 2_000
    refs = []
    for _ in range(20):
        item_id = ready.chair()
        refs.append(weakref.ref(ready.item(item_id).shape))
        ready.session.remove([item_id])
    ready.engine.ran.clear()
    gc.collect()
    assert sum(ref() is not None for ref in refs) < 6
    assert history.undo_names
