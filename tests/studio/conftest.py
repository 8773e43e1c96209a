"""Sessions to test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from studio_bench import Bench, FakeEngine

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
