"""When previews are due."""

from __future__ import annotations

import time

from mge_studio.model.pacing import Pace
from mge_studio.requests import GenerationSettings

STEPS = 8


def due(pace: Pace) -> list[int]:
    return [step for step in range(1, STEPS + 1) if pace.is_due(step, STEPS)]


def test_previews_come_at_once_and_every_few_steps() -> None:
    assert due(Pace(GenerationSettings(preview_every=3))) == [1, 3, 6]
    assert due(Pace(GenerationSettings(preview_every=0))) == []


def test_a_slow_preview_is_followed_by_a_pause() -> None:
    pace = Pace(GenerationSettings(preview_every=1))
    with pace.previewing():
        time.sleep(0.1)
    assert due(pace) == []
    time.sleep(0.31)
    assert due(pace) == list(range(1, STEPS))
