"""Shapes between two shapes: tokens blended, and decoded step by step.

All steps come into the list together, as one undo entry, once the job has ended; those decoded by
then when it was cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from mge_studio.requests import Between, Notice, Progress, ReconstructRequest, ShapeResult
from mge_studio.shapes.shape import Float32
from mge_studio.shapes.token_blending import blended, paired
from mge_studio.studio.commands import AddItems
from mge_studio.studio.document import Item, unique_name
from mge_studio.studio.engine import Engine
from mge_studio.studio.jobs import CancelToken, Job
from mge_studio.studio.work import measured

if TYPE_CHECKING:
    from mge_studio.studio.session import Session

#: Cells an axis of the decoded surfaces.
RESOLUTION = 128


class Interpolating:
    """The part of a `Session` that goes from one shape to another."""

    def __init__(self, session: Session, engine: Engine) -> None:
        self._session, self._engine = session, engine
        self._document = session.document
        self._steps: dict[int, tuple[int, list[ShapeResult]]] = {}
        for signal in (session.jobs.job_finished, session.jobs.job_cancelled):
            signal.connect(self._add_steps)
        session.jobs.job_failed.connect(lambda job, *_: self._steps.pop(job.id, None))

    def partners(self, item: Item) -> tuple[Item, ...]:
        """The shapes that an item can be interpolated with: those whose tokens are read as its."""
        if not self._session.is_ready(item) or self._session.codebook is None:
            return ()
        others = (other for other in self._document.items if other.id != item.id)
        return tuple(other for other in others if self._session.is_ready(other))

    def interpolate(self, first_id: int, second_id: int, steps: int) -> Job | None:
        """Make `steps` shapes between two; None after `error` was emitted."""
        session = self._session
        first, second = self._document.item(first_id), self._document.item(second_id)
        title = f"Interpolate {first.name} and {second.name}"
        if first.tokens is None or second not in self.partners(first) or second.tokens is None:
            session.error.emit(title, "Both shapes need tokens of the loaded model.", "")
            return None
        assert session.codebook is not None
        work = partial(_work, self._engine, first, second, session.codebook.vectors, steps)
        job = session.jobs.submit("interpolate", title, work, self._take, item_id=first_id)
        self._steps[job.id] = (first_id, [])
        return job

    def _take(self, job: Job, step: ShapeResult) -> None:
        self._steps[job.id][1].append(step)

    def _add_steps(self, job: Job) -> None:
        first_id, steps = self._steps.pop(job.id, (0, []))
        first = self._document.find(first_id)
        if not steps or first is None:
            return
        items, taken = [], [item.name for item in self._document.items]
        for result in steps:
            name = unique_name(_name(result), taken)
            taken.append(name)
            items.append(self._made(first, name, result))
        self._session.history.do(AddItems(job.title, tuple(items)))

    def _made(self, first: Item, name: str, result: ShapeResult) -> Item:
        return Item(
            self._document.new_id(),
            name,
            result.shape.detached(name),
            tokens=result.tokens,
            tokens_by=first.tokens_by,
            result=result,
            made_by=first.tokens_by,
            parent=first.id,
        )


def _name(step: ShapeResult) -> str:
    request = step.request
    assert isinstance(request, ReconstructRequest) and request.between is not None
    return request.between.short


def _work(
    engine: Engine, first: Item, second: Item, vectors: Float32, steps: int, token: CancelToken
) -> Iterator[Progress | ShapeResult | Notice]:
    start, end = first.tokens, second.tokens
    assert start is not None and end is not None
    pairing = paired(start, end)
    for step in range(1, steps + 1):
        share = step / (steps + 1)
        tokens = blended(start, end, pairing, share, vectors)
        between = Between(first.name, second.name, share, tokens)
        request = ReconstructRequest(first.shape, tokens, RESOLUTION, edited=True, between=between)
        for event in measured(engine.run(request)):
            if isinstance(event, Progress):
                done = (step - 1 + event.fraction) / steps
                yield Progress(done, f"Decoding step {step} of {steps}")
            elif isinstance(event, ShapeResult | Notice):
                yield event
