"""Reading shapes into tokens: in how many patches, once a model is there, and again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mge_studio.requests import ModelInfo, TokenizeRequest, TokenizeResult
from mge_studio.shapes.token_operations import same_tokens
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.commands import ReadAgain
from mge_studio.studio.document import Item
from mge_studio.studio.edits import is_stroke_on
from mge_studio.studio.jobs import Job

if TYPE_CHECKING:
    from mge_studio.studio.session import Session


class Reading:
    """The part of a `Session` that reads shapes, and knows in how many patches.

    One number holds for all that is read, completed from a scan or sampled. It is remembered as a
    share of the model's own, so that it stays the choice of a person who changes the model.
    """

    def __init__(self, session: Session) -> None:
        self._session, self._document = session, session.document
        self._document.item_added.connect(self.ensure)
        session.model_loaded.connect(self._follow_model)

    @property
    def counts(self) -> tuple[int, ...]:
        """The numbers of patches to choose from, from few to many; () without a model."""
        return tuple(self._choices)

    @property
    def count(self) -> int:
        """The number in force: what was chosen, or the most below it that the model has, else its
        own; 0 without a model."""
        model, chosen = self._session.model, self._session.settings.reading
        counts = [count for count, share in self._choices.items() if share <= chosen]
        return max(counts, default=0 if model is None else model.patches)

    @property
    def asked(self) -> int | None:
        """The number as requests say it: None for the model's own."""
        model = self._session.model
        return None if model is None or self.count == model.patches else self.count

    def use(self, count: int) -> None:
        """Read and sample in one of `counts` from now on; what is read already stays as it is."""
        self._session.settings.reading = self._choices[count]
        self._session.settings.save()
        self._restart()

    def can_read_again(self, item: Item | None) -> bool:
        """True where another reading would differ: in another number, or of a surface whose tokens
        it was made from."""
        if item is None or item.tokens is None or not self._session.is_ready(item):
            return False
        return item.tokenization is None or len(item.tokens) != self.count

    def read_again(self, item_id: int) -> Job | None:
        """Read an item in the number in force. One undo entry, which keeps what is masked."""
        if not self.can_read_again(self._document.item(item_id)) or self._jobs_of(item_id):
            return None
        return self._session.tokenize(item_id)

    def ensure(self, item: Item) -> None:
        """Read an item whose tokens are not of the loaded model."""
        session = self._session
        if session.model is None or session.is_of_model(item) or self._jobs_of(item.id):
            return
        session.tokenize(item.id)

    def take(self, job: Job, result: TokenizeResult) -> None:
        """Give an item its tokens, where it is still what was read."""
        item = self._document.find(job.item_id)
        if item is None or result.request.shape is not item.shape:
            return
        tokens, before = result.tokens, item.tokens
        changes = {"tokenization": result, "tokens": tokens, "tokens_by": self._session.model}
        known = job.kind == "tokenize" and self._session.is_of_model(item)
        if before is not None and known and not same_tokens(before, tokens):
            name = f"Read {item.name} in {len(tokens)} patches"
            mask = None if item.mask is None else carried_over(item.mask, before, tokens)
            self._session.history.do(ReadAgain(name, item.id, {**changes, "mask": mask}))
            return
        if before is None or not np.array_equal(before.centres, tokens.centres):
            stale = item.id
            self._session.history.forget(lambda command: is_stroke_on(command, stale))
            changes["mask"] = None
        self._document.update(item.id, **changes)

    def _follow_model(self, _: ModelInfo) -> None:
        self._restart()
        for item in self._document.items:
            self.ensure(item)

    def _restart(self) -> None:
        """Read what is being read in the number in force."""
        for job in self._session.jobs.active:
            request = job.request
            if job.kind != "tokenize" or not isinstance(request, TokenizeRequest):
                continue
            if request.patches != self.asked and job.item_id in self._document:
                assert job.item_id is not None
                self._session.jobs.cancel(job)
                self._session.tokenize(job.item_id)

    def _jobs_of(self, item_id: int) -> list[Job]:
        jobs = self._session.jobs.active
        return [job for job in jobs if job.kind == "tokenize" and job.item_id == item_id]

    @property
    def _choices(self) -> dict[int, float]:
        """Number of patches -> its share of the model's own."""
        model = self._session.model
        if model is None:
            return {}
        return {count: count / model.patches for count in model.patch_counts}


def carried_over(mask: NDArray[np.bool_], before: Tokens, after: Tokens) -> NDArray[np.bool_]:
    """(M,) the patches of `after` whose nearest of `before` is masked."""
    from mge_studio.shapes.patches import nearest_patch  # brings scipy in

    return mask[nearest_patch(after.centres, before.centres)]
