"""Editing tokens by hand: an edited item beside its input, decoded again after every change.

The first edit of a shape adds an item with the edited tokens; further edits of that item change it
in place. Each is one entry of the history. The surface follows in the background: an edited item
is stale while its tokens are others than those its result was decoded from, or that one is coarse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.requests import Event, ReconstructRequest, ShapeResult
from mge_studio.shapes import token_operations as ops
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.commands import AddItems, EditTokens
from mge_studio.studio.document import Item
from mge_studio.studio.engine import Engine
from mge_studio.studio.jobs import CancelToken, Job
from mge_studio.studio.results import is_edited, result_name
from mge_studio.studio.work import measured

if TYPE_CHECKING:
    from mge_studio.studio.session import Session

Patches = NDArray[np.bool_]

#: Cells an axis of the surface that follows every key, and of the one it settles to.
COARSE, FINE = 48, 128


class TokenEditing:
    """The part of a `Session` that edits tokens. patches: (M,) bool, those that are changed.

    Every edit returns the item that has the edited tokens, or None where nothing changed.
    """

    def __init__(self, session: Session, engine: Engine) -> None:
        self._session = session
        self._engine = engine
        self._document = session.document
        self._document.item_added.connect(self.follow)
        self._document.item_changed.connect(self.follow)
        session.model_loaded.connect(self._follow_all)

    def replace_code(self, item_id: int, patches: Patches, code: int) -> Item | None:
        """Give the patches another code."""
        return self._edit(
            item_id,
            f"Give {_several(patches)} code {code}",
            lambda tokens: ops.replace_codes(tokens, patches, code),
        )

    def move(self, item_id: int, patches: Patches, steps: Sequence[int]) -> Item | None:
        """Move the patches by whole steps (3,) of 1/128."""
        return self._edit(
            item_id, f"Move {_several(patches)}", lambda tokens: ops.move(tokens, patches, steps)
        )

    def place(self, item_id: int, patch: int, centre: Sequence[float]) -> Item | None:
        """Put one patch at `centre` (3,) in the normalised frame, snapped to the grid."""
        return self._edit(
            item_id, f"Move patch {patch}", lambda tokens: ops.place(tokens, patch, centre)
        )

    def delete(self, item_id: int, patches: Patches) -> Item | None:
        """Take the patches out."""
        return self._edit(
            item_id,
            f"Delete {_several(patches)}",
            lambda tokens: ops.without(tokens, patches),
            lambda mask: mask[~patches],
        )

    def duplicate(self, item_id: int, patches: Patches) -> Item | None:
        """Double the patches; the doubles are what is masked then, ready to be moved."""
        count = int(patches.sum())
        return self._edit(
            item_id,
            f"Duplicate {_several(patches)}",
            lambda tokens: ops.doubled(tokens, patches),
            lambda mask: np.concatenate([np.zeros_like(mask), np.ones(count, bool)]),
        )

    def is_stale(self, item: Item) -> bool:
        """True while the surface of an edited item is not yet what its tokens describe."""
        request = None if item.result is None else item.result.request
        return (
            isinstance(request, ReconstructRequest)
            and request.edited
            and request.tokens is not None
            and item.tokens is not None
            and item.tokenization is None
            and (request.resolution < FINE or not ops.same_tokens(item.tokens, request.tokens))
        )

    def follow(self, item: Item) -> None:
        """Decode an edited item whose tokens changed; what is under way for older ones ends."""
        session = self._session
        if not self.is_stale(item) or session.model is None or not session.is_of_model(item):
            return
        assert item.result is not None
        jobs = [job for job in session.jobs.active if job.kind == "edit" and job.item_id == item.id]
        if any(_decodes(job, item.tokens) for job in jobs):
            return
        for job in jobs:
            session.jobs.cancel(job)
        request = item.result.request
        assert isinstance(request, ReconstructRequest)
        request = replace(request, tokens=item.tokens, resolution=FINE)
        session.jobs.submit(
            "edit", f"Decode {item.name}", partial(_decode_work, self._engine, request),
            self._take_decoded, item_id=item.id, request=request,
        )  # fmt: skip

    def _take_decoded(self, job: Job, result: Event) -> None:
        """The surface of an edited item, unless its tokens changed again meanwhile."""
        item = self._document.find(job.item_id)
        fits = item is not None and _decodes(job, item.tokens)
        if item is None or not fits or not isinstance(result, ShapeResult):
            return
        shape = result.shape.detached(item.name)
        self._document.update(
            item.id, shape=shape, result=result, made_by=self._session.model, exported=False
        )

    def _follow_all(self, _: object) -> None:
        for item in self._document.items:
            self.follow(item)

    def _edit(
        self,
        item_id: int,
        name: str,
        edited: Callable[[Tokens], Tokens],
        masked: Callable[[Patches], Patches] = lambda mask: mask,
    ) -> Item | None:
        """edited: the new tokens; masked: the new mask from the present one."""
        session, item = self._session, self._document.item(item_id)
        if item.tokens is None or not session.is_of_model(item):
            session.error.emit(name, f"{item.name} has no tokens yet: try again in a moment.", "")
            return None
        try:
            tokens = edited(item.tokens)
        except InputError as error:
            session.error.emit(name, str(error), "")
            return None
        if ops.same_tokens(tokens, item.tokens):
            return None
        mask = masked(np.zeros(len(item.tokens), bool) if item.mask is None else item.mask)
        if is_edited(item):
            changes = {"tokens": tokens, "mask": mask, "tokenization": None}
            session.history.do(EditTokens(name, item_id, changes))
        else:
            session.history.do(AddItems(name, (self._derived(item, tokens, mask),)))
        return self._document.current

    def _derived(self, item: Item, tokens: Tokens, mask: Patches) -> Item:
        """A new item with edited tokens, that looks like its input until it is decoded."""
        assert item.tokens is not None
        request = ReconstructRequest(item.shape, item.tokens, edited=True)
        untouched = np.zeros(len(item.tokens), bool)
        result = ShapeResult(request, 0, item.shape, item.tokens, untouched)
        name = result_name(self._document, result, item.id, partial=False)
        return Item(
            self._document.new_id(),
            name,
            item.shape.detached(name),
            tokens=tokens,
            tokens_by=item.tokens_by,
            mask=mask,
            result=result,
            made_by=item.tokens_by,
            parent=item.id,
        )


def _decode_work(
    engine: Engine, request: ReconstructRequest, token: CancelToken
) -> Iterator[Event]:
    """A coarse surface almost at once, then the fine one."""
    for resolution in (COARSE, FINE):
        yield from measured(engine.run(replace(request, resolution=resolution)))


def _decodes(job: Job, tokens: Tokens | None) -> bool:
    request = job.request
    if not isinstance(request, ReconstructRequest) or request.tokens is None or tokens is None:
        return False
    return ops.same_tokens(request.tokens, tokens)


def _several(patches: Patches) -> str:
    count = int(patches.sum())
    return f"patch {int(np.flatnonzero(patches)[0])}" if count == 1 else f"{count} patches"
