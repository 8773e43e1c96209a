"""What follows from too little memory: smaller steps with the same result, and polite refusals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from mge_studio.errors import InputError
from mge_studio.model import sampler
from mge_studio.model.config import preset
from mge_studio.model.extraction import extract_mesh
from mge_studio.model.grid import SMALLEST_CHUNK
from mge_studio.model.memory import FEWER_AT_ONCE, Memory
from mge_studio.model.pipeline import Model
from mge_studio.requests import (
    CompleteRequest,
    GenerationSettings,
    Notice,
    Progress,
    Request,
    SampleRequest,
    ShapeResult,
)
from mge_studio.shapes.tokens import Tokens

CENTRES = np.float32([[0.6, 0, 0], [-0.6, 0, 0]])
SETTINGS = GenerationSettings(variants=5, steps=4, resolution=24, preview_every=0, seed=3)


class Cramped:
    """A ball whose field runs out of memory above so many queries."""

    def __init__(self, most: int, error: Exception) -> None:
        self.most, self.error = most, error

    def __call__(self, queries: torch.Tensor) -> torch.Tensor:
        if len(queries) > self.most:
            raise self.error
        return 20 * (0.6 - queries.norm(dim=-1))


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"),
        MemoryError(),
    ],
)
def test_smaller_chunks_give_the_same_mesh(error: Exception) -> None:
    halved: list[int] = []
    cramped, roomy = (
        extract_mesh(Cramped(most, error), centres=CENTRES, resolution=32, halved=halved.append)
        for most in (3_000, 10**9)
    )
    assert halved == [8192, 4096, 2048]
    assert len(roomy[1]) > 0
    assert all(np.array_equal(one, other) for one, other in zip(cramped, roomy, strict=True))


def test_it_gives_up_where_even_the_smallest_chunk_fails_and_hides_no_other_error() -> None:
    halved: list[int] = []
    field = Cramped(SMALLEST_CHUNK - 1, torch.OutOfMemoryError("out of memory"))
    with pytest.raises(torch.OutOfMemoryError):
        extract_mesh(field, centres=CENTRES, resolution=32, halved=halved.append)
    assert halved[-1] == SMALLEST_CHUNK
    field = Cramped(0, RuntimeError("shapes do not match"))
    with pytest.raises(RuntimeError, match="do not match"):
        extract_mesh(field, centres=CENTRES, resolution=32)


def test_a_model_says_once_that_it_took_smaller_steps(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Model.load(tiny_folder, "cpu")
    field = model._tokenizer.field
    whole = results(model, SampleRequest(SETTINGS))
    forward = type(field).forward

    def cramped(self: torch.nn.Module, tokens: object, points: torch.Tensor) -> torch.Tensor:
        if points.shape[1] > 2_000:
            raise torch.OutOfMemoryError("out of memory")
        return forward(self, tokens, points)

    monkeypatch.setattr(type(field), "forward", cramped)
    events = list(model.run(SampleRequest(SETTINGS)))
    assert [event.text for event in events if isinstance(event, Notice)] == [FEWER_AT_ONCE]
    made = [event for event in events if isinstance(event, ShapeResult)]
    for one, other in zip(made, whole, strict=True):
        assert np.allclose(one.shape.vertices, other.shape.vertices, atol=1e-5)
    assert model.memory.chunk < 2_000
    assert not any(isinstance(event, Notice) for event in model.run(SampleRequest(SETTINGS)))


def results(model: Model, request: Request) -> list[ShapeResult]:
    return [one for one in model.run(request) if isinstance(one, ShapeResult)]


def half_given() -> CompleteRequest:
    """A completion of tokens anywhere: what the given ones suggest counts as well."""
    rng = np.random.default_rng(0)
    codes, centres = rng.integers(0, 1024, 32), rng.uniform(-0.8, 0.8, (32, 3))
    tokens = Tokens(codes, centres.astype(np.float32))
    return CompleteRequest(None, tokens, np.arange(32) < 16, settings=SETTINGS)


@pytest.mark.parametrize("request_made", [SampleRequest(SETTINGS), half_given()])
def test_variants_are_the_same_however_many_are_decoded_at_once(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch, request_made: Request
) -> None:
    monkeypatch.setattr(sampler, "REDRAWN", 0.5)  # some of even a tiny plan
    model = Model.load(tiny_folder, "cpu")
    together = results(model, request_made)
    monkeypatch.setattr(
        model.memory, "groups", lambda variants: [range(2), range(2, 4), range(4, 5)]
    )
    events = list(model.run(request_made))
    apart = [event for event in events if isinstance(event, ShapeResult)]
    assert [one.variant for one in apart] == list(range(5))
    for one, other in zip(apart, together, strict=True):
        assert np.array_equal(one.tokens.codes, other.tokens.codes)
        assert np.allclose(one.shape.vertices, other.shape.vertices, atol=1e-5)
    done = [event.fraction for event in events if isinstance(event, Progress)]
    assert done == sorted(done) and done[-1] <= 1


def test_a_budget_bounds_queries_and_variants() -> None:
    memory = Memory(preset("small"), torch.device("cpu"))
    usual = memory.chunk
    assert memory.groups(16) == [range(16)]
    memory.budget = 0.1
    assert SMALLEST_CHUNK <= memory.chunk < usual
    groups = memory.groups(16)
    assert len(groups) > 1 and [v for group in groups for v in group] == list(range(16))
    memory.budget = 0.001
    assert memory.chunk == SMALLEST_CHUNK
    assert memory.groups(3) == [range(1), range(1, 2), range(2, 3)]
    memory.budget = None
    assert memory.chunk == usual
    with pytest.raises(InputError, match="leaves nothing"):
        memory.budget = -1.0


def test_a_grid_beyond_the_budget_is_refused_before_any_work(tiny_folder: Path) -> None:
    model = Model.load(tiny_folder, "cpu", memory=1.0)
    fine = GenerationSettings(resolution=512)
    with pytest.raises(InputError, match=r"Resolution 512 .* 2\.89 GB, more than the 1 GB") as told:
        next(model.run(SampleRequest(fine)))
    fitting = int(str(told.value).split("choose ")[1].split()[0])
    model.memory.check(fitting)
    with pytest.raises(InputError):
        model.memory.check(fitting + 16)
    model.memory.budget = 3.0
    model.memory.check(512)
