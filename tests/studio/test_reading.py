"""In how many patches shapes are read, completed and sampled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from studio_bench import Bench, half, save, tetrahedron

from mge_studio.model.checkpoint import Checkpoint, save_checkpoint
from mge_studio.model.config import preset
from mge_studio.model.generator import Generator
from mge_studio.model.tokenizer import Tokenizer
from mge_studio.requests import CompleteRequest, GenerationSettings, SampleRequest, TokenizeRequest
from mge_studio.studio.dispatch import MainQueue
from mge_studio.studio.engine import LocalEngine
from mge_studio.studio.finer import at_resolution
from mge_studio.studio.repeating import Source, as_command
from mge_studio.studio.session import Session
from mge_studio.studio.settings import Settings

QUICK = GenerationSettings(steps=1)


@pytest.fixture
def finer(ready: Bench) -> Bench:
    """A bench that reads in twice the model's own number."""
    ready.session.reading.use(16)
    return ready


def test_the_numbers_are_those_the_model_has(bench: Bench) -> None:
    reading = bench.session.reading
    assert reading.counts == () and reading.count == 0 and reading.asked is None
    bench.load_model()
    assert reading.counts == (5, 8, 16) and reading.count == 8 and reading.asked is None
    reading.use(5)
    assert reading.count == reading.asked == 5
    reading.use(16)
    assert reading.count == reading.asked == 16
    bench.engine.more = 5
    bench.load_model(Path("less"))
    assert reading.counts == (5, 8, 13) and reading.count == 13
    bench.engine.more = 0
    bench.load_model(Path("older"))
    assert reading.counts == (8,) and reading.count == 8 and reading.asked is None
    bench.engine.more, bench.engine.patches = None, 32
    bench.load_model(Path("larger"))
    assert reading.count == 64, "the choice outlives models that do not have it"


@pytest.mark.parametrize("stored", [2.0, 0.0, float("nan"), float("inf")])
def test_the_choice_is_remembered_and_never_in_the_way(ready: Bench, stored: float) -> None:
    settings = ready.session.settings
    settings.reading = stored
    settings.save()
    settings.reading = Settings.load(settings.path).reading
    assert ready.session.reading.count == (16 if stored > 1 else 8)


def test_shapes_are_read_and_sampled_in_the_number_chosen(finer: Bench) -> None:
    item = finer.item(finer.chair())
    assert len(item.tokens) == 16 and item.tokenization.request.patches == 16
    finer.session.sample(QUICK)
    finer.settle()
    assert finer.engine.ran[-1] == SampleRequest(QUICK, 16)
    sample = finer.session.document.items[-1]
    assert len(sample.tokens) == 16
    assert "--patches 16" in as_command(sample)
    finer.session.repeat(sample.id, 5)
    finer.settle()
    assert finer.engine.ran[-1].patches == 16


def test_reading_again_is_one_entry_that_keeps_what_is_masked(ready: Bench) -> None:
    session, item_id = ready.session, ready.masked_chair()
    before = ready.item(item_id)
    session.reading.use(16)
    ready.settle()
    assert ready.item(item_id) is before, "what is read already stays as it is"
    assert session.reading.read_again(item_id) is not None
    assert session.reading.read_again(item_id) is None, "it is being read"
    ready.settle()
    after = ready.item(item_id)
    assert len(after.tokens) == 16 and session.history.undo_names[-1] == "Read chair in 16 patches"
    assert np.array_equal(after.mask, half(16)) and after.shape is before.shape
    assert not session.reading.can_read_again(after)
    session.clear_mask(item_id)
    session.undo()
    session.undo()
    undone = ready.item(item_id)
    assert undone.tokens is before.tokens and undone.mask is before.mask
    assert undone.tokenization is before.tokenization
    session.undo()
    assert ready.item(item_id).mask is None
    for _ in range(2):
        session.redo()
    assert ready.item(item_id).tokens is after.tokens and ready.item(item_id).masked_count == 8


def test_a_completion_has_the_patches_of_its_input(finer: Bench) -> None:
    item_id = finer.chair()
    finer.session.set_mask(item_id, half(16))
    finer.session.complete(item_id, QUICK)
    finer.settle()
    result = finer.session.document.items[-1]
    assert len(result.tokens) == 16 and result.result.generated.sum() == 8
    command = as_command(result, Source(Path("chair.obj")))
    assert "--patches 16" in command


def test_a_scan_is_completed_to_the_number_chosen(finer: Bench) -> None:
    item_id = finer.chair()
    assert finer.session.placing.invent(item_id, 16, QUICK) is None
    assert finer.errors[-1][1] == "A shape has 16 patches: invent between 1 and 15 of them."
    finer.session.placing.invent(item_id, 10, QUICK)
    finer.settle()
    request = finer.engine.ran[-1]
    assert isinstance(request, CompleteRequest) and len(request.tokens) == 6
    assert len(finer.session.document.items[-1].tokens) == 16


def test_what_is_being_read_is_read_in_the_new_number(ready: Bench) -> None:
    ready.engine.may_load.clear()
    ready.session.load_model(Path("other"))  # reading waits for it
    item = ready.session.add_shape(tetrahedron())
    ready.session.reading.use(16)
    ready.engine.may_load.set()
    ready.settle()
    assert len(ready.item(item.id).tokens) == 16
    assert [request.patches for request in ready.engine.ran] == [16]


def test_a_model_without_the_number_reads_in_its_own(finer: Bench) -> None:
    finer.engine.more = 0
    finer.session.load_model(Path("older"))
    item = finer.session.add_shape(tetrahedron())
    finer.settle()
    assert len(finer.item(item.id).tokens) == 8 and finer.errors == []


def test_another_model_makes_an_end_of_older_readings(ready: Bench) -> None:
    item_id = ready.masked_chair()
    ready.session.reading.use(16)
    ready.session.reading.read_again(item_id)
    ready.settle()
    ready.engine.patches = 4
    ready.load_model(Path("other"))
    assert len(ready.item(item_id).tokens) == 8 and ready.session.history.undo_names == ()


def test_a_result_is_read_again_where_a_person_wants_it(ready: Bench) -> None:
    ready.session.complete(ready.masked_chair(), QUICK)
    ready.settle()
    result = ready.session.document.items[-1]
    ready.session.reading.use(16)
    ready.session.reading.read_again(result.id)
    ready.settle()
    again = ready.item(result.id)
    assert len(again.tokens) == 16 and again.result is result.result
    ready.session.undo()
    assert ready.item(result.id).tokens is result.tokens


def test_a_result_read_again_is_exported_as_it_is(ready: Bench) -> None:
    """Its own tokens are gone, and decoding others would change it."""
    ready.session.sample(QUICK)
    ready.settle()
    (sample,) = ready.session.document.items
    assert at_resolution(sample, ready.session.model, 64) is not None
    ready.session.reading.use(16)
    ready.session.reading.read_again(sample.id)
    ready.settle()
    assert at_resolution(ready.item(sample.id), ready.session.model, 64) is None


def test_the_reconstruction_is_that_of_the_present_reading(ready: Bench) -> None:
    item_id = ready.chair()
    ready.session.reconstruct(item_id)
    ready.settle()
    ready.session.reading.use(16)
    ready.session.reading.read_again(item_id)
    ready.settle()
    assert ready.session.reconstruct(item_id) is not None
    ready.settle()
    assert len(ready.session.reconstruction_of(item_id).tokens) == 16
    ready.session.undo()
    assert len(ready.session.reconstruction_of(item_id).tokens) == 8


def test_tokens_are_edited_and_blended_whatever_their_number(ready: Bench) -> None:
    coarse = ready.chair()
    ready.session.reading.use(16)
    fine = ready.chair()
    edited = ready.session.editing.delete(fine, half(16))
    ready.settle()
    assert len(edited.tokens) == 8
    job = ready.session.interpolating.interpolate(coarse, fine, 2)
    ready.settle()
    assert job is not None and ready.errors == []
    first, second = ready.session.document.items[-2:]
    assert (len(first.tokens), len(second.tokens)) == (8, 16)


def test_the_model_itself_completes_what_it_read_in_more_patches(
    bed_path: Path, tmp_path: Path
) -> None:
    config, folder, queue = preset("tiny"), tmp_path / "untrained", MainQueue()
    usage = torch.zeros(config.tokenizer.codebook_size, dtype=torch.long)
    parts = Tokenizer(config.tokenizer), Generator(config)
    save_checkpoint(folder, Checkpoint(config, *parts, usage))
    session = Session(LocalEngine(), Settings(path=tmp_path / "own.json"), queue.call_soon)

    def settle() -> None:
        assert queue.run_until(lambda: not session.jobs.active, timeout=60)

    session.load_model(folder, "cpu")
    settle()
    session.reading.use(session.model.most_patches)
    session.open_files([bed_path])
    settle()
    (bed,) = session.document.items
    assert len(bed.tokens) == 64
    session.set_mask(bed.id, half(64))
    session.complete(bed.id, GenerationSettings(steps=2, resolution=24, preview_every=0))
    settle()
    made = session.document.items[-1]
    assert len(made.tokens) == 64 and made.result.generated.sum() == 32
    assert session.close()


def test_a_project_keeps_the_number_of_each_shape(finer: Bench, tmp_path: Path) -> None:
    session = finer.session
    session.model = replace(session.model, tokenizer_hash="abc")
    item_id = finer.chair()
    session.set_mask(item_id, half(16))
    path = save(finer, tmp_path / "chair.mge")
    session.new_project()
    session.reading.use(8)
    session.open_project(path)
    finer.settle()
    (item,) = session.document.items
    assert len(item.tokens) == 16 and item.masked_count == 8
    assert item.tokenization.request.patches == 16
    assert isinstance(finer.engine.ran[-1], TokenizeRequest) and len(finer.engine.ran) == 1
