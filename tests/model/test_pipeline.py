"""What requests promise, whatever the weights: kept tokens, seeds, previews, units, refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import mge_studio
from mge_studio.errors import InputError
from mge_studio.model.checkpoint import Checkpoint, save_checkpoint
from mge_studio.model.generator import Generator
from mge_studio.model.pipeline import Model
from mge_studio.model.tokenizer import Tokenizer
from mge_studio.requests import (
    CompleteRequest,
    GenerationSettings,
    Preview,
    Progress,
    SampleRequest,
    ShapeResult,
    TokenizeRequest,
    TokenizeResult,
)
from mge_studio.shapes.boxes import parse_box
from mge_studio.shapes.regions import parse_mask
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens

FAST = {"resolution": 24, "steps": 4, "preview_resolution": 16}


@pytest.fixture(scope="module")
def model(tiny_folder: Path) -> Model:
    return mge_studio.load_model(tiny_folder, device="cpu")


@pytest.fixture(scope="module")
def bed(bed_path: Path) -> Shape:
    return mge_studio.load_shape(bed_path)


def results(model: Model, request: CompleteRequest | SampleRequest) -> list[ShapeResult]:
    return [event for event in model.run(request) if isinstance(event, ShapeResult)]


def complete(model: Model, bed: Shape, mask: str, **settings: object) -> list[ShapeResult]:
    tokens = model.tokenize(bed)
    spec = parse_mask(mask)
    options = GenerationSettings(**{**FAST, **settings})  # type: ignore[arg-type]
    return results(
        model, CompleteRequest(bed, tokens, spec.select(tokens.centres), spec.invent, options)
    )


def test_tokens_are_repeatable_and_patches_point_at_what_was_read(model: Model, bed: Shape) -> None:
    (first,) = model.run(TokenizeRequest(bed))
    (second,) = model.run(TokenizeRequest(bed))
    assert isinstance(first, TokenizeResult) and isinstance(second, TokenizeResult)
    assert np.array_equal(first.tokens.codes, second.tokens.codes)
    assert first.patches.shape == (32, 16) and first.patches.max() < len(first.points)
    spread = first.points[first.patches] - first.tokens.centres[:, None]
    assert np.linalg.norm(spread, axis=-1).max() < 0.5


@pytest.mark.parametrize("mode", ["free", "in-place"])
@pytest.mark.parametrize("mask", ["half:+x", "random:0.25", "random:1"])
def test_unmasked_tokens_never_change(model: Model, bed: Shape, mask: str, mode: str) -> None:
    for result in complete(model, bed, mask, mode=mode, variants=2):
        request = result.request
        assert isinstance(request, CompleteRequest)
        kept = ~request.mask
        assert np.array_equal(result.generated, request.mask)
        assert np.array_equal(result.tokens.codes[kept], request.tokens.codes[kept])
        assert np.array_equal(result.tokens.centres[kept], request.tokens.centres[kept])
        assert result.confidence is not None and (result.confidence[kept] == 1).all()
        if mode == "in-place":
            assert np.array_equal(result.tokens.centres, request.tokens.centres)


def test_invented_patches_are_added_to_all_that_were_given(model: Model, bed: Shape) -> None:
    (result,) = complete(model, bed, "invent:8")
    assert len(result.tokens) == 40 and result.generated.sum() == 8
    assert not result.generated[:32].any()


def test_shapes_are_completed_and_sampled_in_more_patches(model: Model, bed: Shape) -> None:
    assert (model.info.patches, model.info.most_patches) == (32, 64)
    tokens = model.tokenize(bed, patches=60)
    mask = np.arange(60) < 20
    settings = GenerationSettings(resolution=24, steps=3)
    (result,) = results(model, CompleteRequest(bed, tokens, mask, settings=settings))
    assert len(result.tokens) == 60 and result.generated.sum() == 20
    apart = {tuple(centre) for centre in result.tokens.centres.tolist()}
    assert len(apart) > 32, "every slot has a place of its own"
    (sample,) = results(model, SampleRequest(settings, patches=48))
    assert len(sample.tokens) == 48
    assert model.visible_patches(14, 64) == 50
    with pytest.raises(InputError, match="up to 64 patches, not 65"):
        model.sample(patches=65)


def test_a_model_without_more_slots_has_its_own_number(
    tiny_checkpoint: Checkpoint, tmp_path: Path
) -> None:
    """As those written before there were any."""
    config = tiny_checkpoint.config
    older = config.model_copy(
        update={"generator": config.generator.model_copy(update={"slots": None})}
    )
    parts = Tokenizer(older.tokenizer), Generator(older)
    save_checkpoint(tmp_path, Checkpoint(older, *parts, tiny_checkpoint.usage))
    known = json.loads((tmp_path / "config.json").read_text())
    del known["config"]["generator"]["slots"]
    (tmp_path / "config.json").write_text(json.dumps(known))
    assert mge_studio.load_model(tmp_path, device="cpu").info.most_patches == 32


def test_the_same_seed_gives_the_same_result(model: Model, bed: Shape) -> None:
    first, same, other = (
        complete(model, bed, "half:+x", seed=seed)[0].tokens for seed in (3, 3, 4)
    )
    assert np.array_equal(first.codes, same.codes)
    assert np.array_equal(first.centres, same.centres)
    assert not np.array_equal(first.codes, other.codes)


def test_previews_stream_while_tokens_are_decoded(model: Model) -> None:
    settings = GenerationSettings(
        resolution=24, steps=8, preview_resolution=16, preview_every=2, variants=2
    )
    events = list(model.run(SampleRequest(settings)))
    kinds = [type(event) for event in events]
    assert kinds.count(ShapeResult) == 2
    assert kinds.count(Preview) >= 2, "one at once, and one of the second variant"
    assert kinds.index(Preview) < kinds.index(ShapeResult)
    fractions = [event.fraction for event in events if isinstance(event, Progress)]
    assert fractions == sorted(fractions) and 0 <= fractions[0] <= fractions[-1] <= 1


def test_results_return_to_the_units_of_the_input(model: Model, bed: Shape) -> None:
    result = model.reconstruct(bed, resolution=24)
    assert np.array_equal(result.transform, bed.transform)


def test_what_cannot_be_done_is_refused_in_words(model: Model, bed: Shape) -> None:
    tokens = model.tokenize(bed)
    nothing = np.zeros(len(tokens), dtype=bool)
    with pytest.raises(InputError, match="Nothing is masked"):
        results(model, CompleteRequest(bed, tokens, nothing))
    with pytest.raises(InputError, match="entries"):
        results(model, CompleteRequest(bed, tokens, nothing[:5]))
    with pytest.raises(InputError, match="no class 'dragon'"):
        model.sample("dragon")
    with pytest.raises(InputError, match="at least 1"):
        model.sample(steps=0)
    foreign = Tokens(np.full(32, 5000), tokens.centres)
    with pytest.raises(InputError, match="another"):
        model.field(foreign)


def test_a_damaged_model_is_refused(tiny_folder: Path, tmp_path: Path) -> None:
    for name in ("config.json", "tokenizer.safetensors", "generator.safetensors", "codebook.json"):
        (tmp_path / name).write_bytes((tiny_folder / name).read_bytes())
    assert mge_studio.load_model(tmp_path, "cpu").info.patches == 32
    weights = tmp_path / "generator.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    with pytest.raises(InputError, match="damaged"):
        mge_studio.load_model(tmp_path, "cpu")
    weights.unlink()
    with pytest.raises(InputError, match="missing"):
        mge_studio.load_model(tmp_path, "cpu")
    (tmp_path / "config.json").write_text(json.dumps({"format": 99}))
    with pytest.raises(InputError, match="format"):
        mge_studio.load_model(tmp_path, "cpu")
    with pytest.raises(InputError, match="not a model folder"):
        mge_studio.load_model(tmp_path / "nowhere", "cpu")


@pytest.mark.parametrize("mask", ["invent:8", "half:+x"])
@pytest.mark.parametrize(
    "text", ["box:-1,1,0,1,-1,1", "box:0,0.1,-1,1,-1,1", "box:0.9,1,0.9,1,0.9,1"]
)
def test_new_patches_lie_in_the_box_and_given_ones_stay(
    model: Model, bed: Shape, mask: str, text: str
) -> None:
    tokens, spec, box = model.tokenize(bed), parse_mask(mask), parse_box(text)
    rows = spec.select(tokens.centres)
    settings = GenerationSettings(**FAST, variants=2)  # type: ignore[arg-type]
    request = CompleteRequest(bed, tokens, rows, spec.invent, settings, box)
    events = list(model.run(request))
    made = [event for event in events if isinstance(event, ShapeResult)]
    for result in made:
        assert result.generated.sum() == rows.sum() + spec.invent
        assert box.holds(result.tokens.centres[result.generated]).all()
        kept = ~rows
        assert np.array_equal(result.tokens.codes[: len(rows)][kept], tokens.codes[kept])
        assert np.array_equal(result.tokens.centres[: len(rows)][kept], tokens.centres[kept])
    for preview in (event for event in events if isinstance(event, Preview)):
        new = np.concatenate([rows, np.ones(spec.invent, dtype=bool)])
        assert box.holds(preview.tokens.centres[new]).all()
    quiet = replace(request, settings=replace(settings, preview_every=0))
    for loud, silent in zip(made, results(model, quiet), strict=True):
        assert np.array_equal(loud.tokens.centres, silent.tokens.centres), "previews change nothing"


def test_patches_that_keep_their_places_are_not_moved_into_a_box(model: Model, bed: Shape) -> None:
    box = parse_box("box:0,1,0,1,0,1")
    with pytest.raises(InputError, match="use mode free"):
        model.complete(bed, parse_mask("half:+x"), where=box, mode="in-place")
