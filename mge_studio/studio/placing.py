"""Partial scans: where they lie in the box of the whole, and inventing what they do not show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from mge_studio.requests import (
    CompleteRequest,
    Event,
    GenerationSettings,
    TokenizeRequest,
    TokenizeResult,
)
from mge_studio.shapes.boxes import Box
from mge_studio.shapes.grounding import Levelling, levelling
from mge_studio.shapes.placement import Placement, placed, turned_up
from mge_studio.shapes.shape import Shape, apply_transform
from mge_studio.studio.commands import ReplaceShape
from mge_studio.studio.document import Item
from mge_studio.studio.engine import Engine
from mge_studio.studio.jobs import CancelToken, Job
from mge_studio.studio.recipes import up_axis

if TYPE_CHECKING:
    from mge_studio.studio.session import Session


class Placing:
    """The part of a `Session` that places scans and completes them."""

    def __init__(self, session: Session, engine: Engine) -> None:
        self._session, self._engine = session, engine
        self._document = session.document
        self._placed: set[int] = set()
        self._document.item_changed.connect(self._follow)

    def place(self, item_id: int, placement: Placement) -> None:
        """Put an item's shape where `placement` says; it is read again there. One undo entry."""
        item = self._document.item(item_id)
        if placement != Placement():
            self._replace(item, f"Place {item.name}", placed(item.shape, placement))

    def turn_up(self, item_id: int, up: str) -> None:
        """Turn an item so that another axis of its file is up. One undo entry."""
        item = self._document.item(item_id)
        present = up_axis(item.shape)
        if up != present:
            shape = turned_up(item.shape, present, up)
            self._replace(item, f"Turn {item.name}: {up.upper()} up", shape)

    def _replace(self, item: Item, name: str, shape: Shape) -> None:
        changes = {"shape": shape, "tokens": None, "mask": None}
        changes |= {"tokenization": None, "tokens_by": None}
        self._placed.add(item.id)
        self._session.history.do(ReplaceShape(name, item.id, changes))

    def invent(
        self, item_id: int, count: int, settings: GenerationSettings, where: Box | None = None
    ) -> Job | None:
        """Keep all of an item, and add `count` patches to it; `settings.variants` results.

        The item is read anew first, as so many patches fewer than a whole shape has. where: a box
        that the new ones are kept in.
        """
        session, item = self._session, self._document.item(item_id)
        title = f"Complete {item.name}"
        if session.model is None or session.model_loading:
            session.error.emit(title, "The model is not loaded yet: try again in a moment.", "")
            return None
        whole = session.reading.count
        if not 0 < count < whole:
            message = f"A shape has {whole} patches: invent between 1 and {whole - 1} of them."
            session.error.emit(title, message, "")
            return None
        settings = replace(settings, mode="free")  # what is invented has no place yet
        work = partial(
            _invent_work, self._engine, item.shape, whole - count, count, settings, where
        )
        return session.jobs.submit("complete", title, work, self._take, item_id=item_id)

    def _take(self, job: Job, event: Event | CompleteRequest) -> None:
        if isinstance(event, CompleteRequest):
            job.request = event  # known only now; what is kept on cancelling needs it
        else:
            self._session.take_event(job, event)

    def _follow(self, item: Item) -> None:
        """Read a shape that was placed, or whose placement was undone before it had been read."""
        unread = item.id in self._placed and item.tokens is None
        if not unread or self._session.model is None:
            return
        reading = [
            job for job in self._session.jobs.active
            if job.kind == "tokenize" and job.item_id == item.id
        ]  # fmt: skip
        stale = [job for job in reading if not _reads(job, item.shape)]
        for job in stale:
            self._session.jobs.cancel(job)
        if len(stale) == len(reading):
            self._session.tokenize(item.id)


def standing(shape: Shape, placement: Placement) -> tuple[Placement, Levelling]:
    """Turned so that it is level, as far as that can be told, with its height centred in the box.

    Raises InputError for a mesh without any surface.
    """
    found = levelling(placed(shape, placement))
    level = placement.turned(found.rotation)
    heights = apply_transform(level.matrix, shape.vertices)[:, 1]
    return level.moved(np.array([0.0, -(heights.min() + heights.max()) / 2, 0.0])), found


def _reads(job: Job, shape: Shape) -> bool:
    """Whether a job reads just this shape."""
    return isinstance(job.request, TokenizeRequest) and job.request.shape is shape


def _invent_work(
    engine: Engine,
    shape: Shape,
    visible: int,
    count: int,
    settings: GenerationSettings,
    where: Box | None,
    token: CancelToken,
) -> Iterator[Event | CompleteRequest]:
    for event in engine.run(TokenizeRequest(shape, patches=visible)):
        yield event
        if isinstance(event, TokenizeResult):
            nothing = np.zeros(len(event.tokens), bool)
            request = CompleteRequest(shape, event.tokens, nothing, count, settings, where)
            yield request
            yield from engine.run(request)
