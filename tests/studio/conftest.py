"""Sessions to test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from studio_bench import Bench, FakeEngine

from mge_studio.requests import GenerationSettings
from mge_studio.studio.dispatch import MainQueue
from mge_studio.studio.session import Session
from mge_studio.studio.settings import Settings


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    engine, queue = FakeEngine(), MainQueue()
    session = Session(engine, Settings(path=tmp_path / "settings.json"), queue.call_soon)
    made = Bench(engine, queue, session)
    session.error.connect(lambda *error: made.errors.append(error))
    yield made
    assert session.close(), "a worker is still running"


@pytest.fixture
def ready(bench: Bench) -> Bench:
    """A bench whose model is loaded."""
    bench.load_model()
    return bench


@pytest.fixture
def worked(ready: Bench) -> Bench:
    """A chair with a mask, a completion of it that was kept, its reconstruction, a sample."""
    ready.session.model = replace(ready.session.model, tokenizer_hash="abc")
    chair = ready.masked_chair()
    ready.session.complete(chair, GenerationSettings(seed=7, class_name="chair", top_p=0.9))
    ready.session.reconstruct(chair, 96)
    ready.session.sample(GenerationSettings(class_name="chair"))
    ready.settle()
    completion = ready.session.document.items[1]
    ready.session.keep(completion.id)
    ready.session.set_starred(completion.id, True)
    ready.session.set_visible(chair, False)
    ready.session.document.set_current(completion.id)
    return ready
