"""When a shape that forms is shown: every few steps, as long as that does not hold it up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from mge_studio.requests import GenerationSettings

#: Of the time until a shape has formed previews take this share at most, but for the first: on a
#: CPU each takes as long as four decoding steps.
PREVIEW_SHARE = 0.25


class Pace:
    """Says at which steps a preview is due, from the settings and how long those before took."""

    def __init__(self, settings: GenerationSettings) -> None:
        self._settings = settings
        self._rested = -float("inf")

    def is_due(self, step: int, steps: int) -> bool:
        """Whether a preview is due at `step` of `steps`, which count from 1."""
        return self._settings.previews_at(step, steps) and time.perf_counter() >= self._rested

    @contextmanager
    def previewing(self) -> Iterator[None]:
        """Around the making of a preview."""
        began = time.perf_counter()
        yield
        ended = time.perf_counter()
        self._rested = ended + (ended - began) * (1 / PREVIEW_SHARE - 1)
