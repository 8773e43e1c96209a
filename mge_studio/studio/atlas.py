"""The atlas of the codebook: for each code a small piece of surface that it decodes to.

A code alone decodes to nothing, since tokens are read together. So each is shown where it occurs,
in an open shape or else in a bundled sample; a code that occurs in none is put in the place of the
most similar one that does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from mge_studio.requests import Progress, TokenizeRequest, TokenizeResult
from mge_studio.resources import sample_shapes
from mge_studio.shapes.shape import Float32, Int32
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.codebook import Codebook
from mge_studio.studio.engine import Engine
from mge_studio.studio.jobs import CancelToken, Job

if TYPE_CHECKING:
    from mge_studio.studio.session import Session

#: Of the ball that is cut out around a patch, in the normalised frame: a patch and its border.
RADIUS = 0.16
CELLS = 18
#: Codes in one job: few enough that a completion need not wait long.
BATCH = 12

Context = tuple[str, Tokens]


@dataclass(frozen=True, eq=False)
class CodePiece:
    """vertices (V, 3) about the patch's centre, in units of `RADIUS`; faces (F, 3); cut: (F,) bool,
    faces where the ball was cut out of the solid. instead_of: the code whose place it was put in,
    None where it occurs by itself."""

    code: int
    shape_name: str
    vertices: Float32
    faces: Int32
    cut: NDArray[np.bool_]
    instead_of: int | None = None


class Atlas:
    """Pieces by code, made when they are wanted and kept until another model is loaded."""

    piece_ready = Signal(CodePiece)

    def __init__(self, session: Session, engine: Engine) -> None:
        self.pieces: dict[int, CodePiece] = {}
        self._session = session
        self._engine = engine
        self._samples: list[Context] = []
        self._job: Job | None = None
        session.model_loaded.connect(self._forget)

    def want(self, codes: Sequence[int]) -> None:
        """Make the pieces of the first `BATCH` codes that have none, unless some are being made."""
        missing = [code for code in codes if code not in self.pieces][:BATCH]
        codebook = self._session.codebook
        busy = self._job is not None and not self._job.done
        if not missing or codebook is None or busy or self._session.model_loading:
            return
        opened = [
            (item.name, item.tokens)
            for item in self._session.document.items
            if item.tokens is not None and self._session.is_of_model(item)
        ]
        work = partial(self._work, missing, opened, codebook)
        self._job = self._session.jobs.submit("atlas", "Draw codes", work, self._take)

    def _take(self, job: Job, piece: CodePiece) -> None:
        self.pieces[piece.code] = piece
        self.piece_ready.emit(piece)

    def _forget(self, _: object) -> None:
        self.pieces.clear()
        self._samples = []

    # On the model worker

    def _work(
        self, codes: list[int], opened: list[Context], codebook: Codebook, token: CancelToken
    ) -> Iterator[Progress | CodePiece]:
        yield Progress(0.0, "Looking for codes")
        if not self._samples:
            self._samples = list(self._read_samples())
        contexts = [*opened, *self._samples]
        for done, code in enumerate(codes):
            yield self._piece(code, contexts, codebook)
            yield Progress((done + 1) / len(codes), "Drawing codes")

    def _read_samples(self) -> Iterator[Context]:
        from mge_studio.shapes.loading import load_shape  # imports much: not on the GUI thread

        for path in sample_shapes():
            for event in self._engine.run(TokenizeRequest(load_shape(path))):
                if isinstance(event, TokenizeResult):
                    yield path.stem.replace("_", " "), event.tokens

    def _piece(self, code: int, contexts: list[Context], codebook: Codebook) -> CodePiece:
        used = np.zeros(len(codebook), dtype=bool)
        for _, tokens in contexts:
            used[tokens.codes] = True
        distances = np.where(used, codebook.distances(code), np.inf)
        present = code if used[code] else int(distances.argmin())
        name, tokens = next(c for c in contexts if (c[1].codes == present).any())
        patch = int(np.flatnonzero(tokens.codes == present)[0])
        codes = tokens.codes.copy()
        codes[patch] = code
        vertices, faces = self._engine.local_surface(
            replace(tokens, codes=codes), patch, RADIUS, CELLS
        )
        away = np.linalg.norm(vertices[faces], axis=2)
        cut = (away > 1 - 2 / CELLS).all(axis=1)
        return CodePiece(code, name, vertices, faces, cut, None if present == code else present)
