"""Slices: what the model's field says on a plane through a shape, the newest wish first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from psygnal import Signal

from mge_studio.shapes.shape import Float32
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.engine import Engine
from mge_studio.studio.jobs import CancelToken, Job

if TYPE_CHECKING:
    from mge_studio.studio.session import Session

#: Places along each side of a slice, which reaches from -1 to 1: a rough one comes first.
ROUGH, FINE = 56, 160


@dataclass(frozen=True, eq=False)
class Cut:
    """A plane across the field of tokens. axis: 0, 1, 2 for x, y, z; position: in [-1, 1]."""

    tokens: Tokens
    axis: int
    position: float


@dataclass(frozen=True, eq=False)
class Slice:
    """occupancy: (N, N) float32 in [0, 1], columns along the axis that follows (y follows x, x
    follows z), rows along the third."""

    cut: Cut
    occupancy: Float32


class Slicing:
    """One job at a time. When it starts, it takes the cut that is wanted then; each is worked out
    roughly, then finely if it is still wanted."""

    ready = Signal(Slice)

    def __init__(self, session: Session, engine: Engine) -> None:
        self._session = session
        self._engine = engine
        self._wanted: Cut | None = None
        self._begun: Cut | None = None
        self._job: Job | None = None
        session.jobs.job_finished.connect(self._go_on)

    def want(self, cut: Cut) -> None:
        """Work out this slice; whatever was wanted before is dropped."""
        self._wanted = cut
        if self._job is None or self._job.done:
            self._submit()

    def forget(self) -> None:
        """Want none any more."""
        self._wanted = None

    def _submit(self) -> None:
        self._job = self._session.jobs.submit("slice", "Decode a slice", self._work, self._take)

    def _take(self, job: Job, made: Slice) -> None:
        if self._wanted is not None:
            self.ready.emit(made)

    def _go_on(self, job: Job) -> None:
        if job is self._job and self._wanted not in (None, self._begun):
            self._submit()

    # On the model worker

    def _work(self, token: CancelToken) -> Iterator[Slice]:
        cut = self._begun = self._wanted
        for count in (ROUGH, FINE):
            if cut is None or cut is not self._wanted:
                return
            logits = self._engine.field_values(cut.tokens, places_on(cut, count).reshape(-1, 3))
            occupancy = 0.5 + 0.5 * np.tanh(0.5 * logits)  # the logistic function
            yield Slice(cut, occupancy.reshape(count, count).astype(np.float32))


def places_on(cut: Cut, count: int) -> Float32:
    """(count, count, 3) places in the order of `Slice.occupancy`."""
    ticks = np.linspace(-1, 1, count, dtype=np.float32)
    places = np.empty((count, count, 3), dtype=np.float32)
    places[..., cut.axis] = cut.position
    places[..., (cut.axis + 1) % 3] = ticks
    places[..., (cut.axis + 2) % 3] = ticks[:, None]
    return places
