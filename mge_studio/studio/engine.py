"""The engine: what runs requests. The only file of the studio that knows the model and torch."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import DeviceError, InputError, is_out_of_memory
from mge_studio.requests import Event, ModelInfo, Request
from mge_studio.shapes.shape import Float32, Int32
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.collection import made_for_good
from mge_studio.studio.failures import OUT_OF_MEMORY_MESSAGE

if TYPE_CHECKING:
    from mge_studio.model.pipeline import Model


#: Logits from the edge of a ball of `local_surface` to its middle.
BALL_STEEPNESS = 20.0


class Engine(Protocol):
    """Loads a model and runs requests with it. Called on the model worker only.

    threads: processor cores for the model, from the next request on; 0 is all but one. memory: its
    budget in GB, likewise; 0 is as much as there is (see `model.memory`).
    """

    threads: int
    memory: float

    def load(self, folder: Path | None, device: str) -> ModelInfo:
        """Load a model folder (None: the bundled one); a failure leaves the old model in place.

        Raises InputError when the folder holds no usable model or the device does not exist.
        """
        ...

    def codebook_usage(self) -> NDArray[np.int64] | None:
        """(codebook_size,) how often each code occurs in the training data, or None."""
        ...

    def code_vectors(self) -> Float32 | None:
        """(codebook_size, D) what the decoder reads for each code, or None without a model."""
        ...

    def local_surface(
        self, tokens: Tokens, patch: int, radius: float, cells: int
    ) -> tuple[Float32, Int32]:
        """The ball of `radius` around a patch's centre, cut out of the solid that tokens describe.

        vertices (V, 3) about the centre in units of `radius`, faces (F, 3); cells: an axis.
        """
        ...

    def field_values(self, tokens: Tokens, places: Float32) -> Float32:
        """(Q,) logits of the field that tokens describe at (Q, 3) places, above 0 inside."""
        ...

    def run(self, request: Request) -> Iterator[Event]:
        """Progress, previews and results; closing the iterator cancels the work."""
        ...

    def close(self) -> None: ...


def core_count() -> int:
    """Processor cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


def thread_count() -> int:
    """Cores for the model: all but one, which the window needs to stay responsive; at least 1."""
    return max(1, core_count() - 1)


class LocalEngine:
    """Runs the model in this process. torch is imported when the first model is loaded."""

    def __init__(self) -> None:
        self.threads = 0
        self.memory = 0.0
        self._model: Model | None = None

    def load(self, folder: Path | None, device: str) -> ModelInfo:
        if "torch" not in sys.modules:
            with made_for_good():
                import mge_studio.model.pipeline  # noqa: F401
        from mge_studio.model.pipeline import Model

        self._use_threads()
        self._model = Model.load(folder, device)
        return self._model.info

    def codebook_usage(self) -> NDArray[np.int64] | None:
        return None if self._model is None else self._model.codebook_usage

    def code_vectors(self) -> Float32 | None:
        return None if self._model is None else self._model.code_vectors()

    def local_surface(
        self, tokens: Tokens, patch: int, radius: float, cells: int
    ) -> tuple[Float32, Int32]:
        from mge_studio.model.isosurface import isosurface

        ticks = np.linspace(-1, 1, cells + 1, dtype=np.float32)
        grid = np.stack(np.meshgrid(ticks, ticks, ticks, indexing="ij"), axis=-1)
        places = tokens.centres[patch] + radius * grid.reshape(-1, 3)
        logits = self.field_values(tokens, places).reshape(grid.shape[:3])
        # The ball's own edge as steep as the field usually is, so that it is cut cleanly.
        ball = BALL_STEEPNESS * (1 - 1e-3 - np.linalg.norm(grid, axis=-1))
        return isosurface(np.minimum(logits, ball).astype(np.float32))

    def field_values(self, tokens: Tokens, places: Float32) -> Float32:
        if self._model is None:
            raise InputError("No model is loaded: choose a model folder first.")
        self._model.memory.budget = self.memory or None
        return self._model.field_values(tokens, places)

    def run(self, request: Request) -> Iterator[Event]:
        if self._model is None:
            raise InputError("No model is loaded: choose a model folder first.")
        self._use_threads()
        self._model.memory.budget = self.memory or None
        try:
            yield from self._model.run(request)
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            self._release_memory()
            raise DeviceError(OUT_OF_MEMORY_MESSAGE) from error

    def close(self) -> None:
        self._model = None

    def _use_threads(self) -> None:
        """torch keeps the count by thread, so the model worker itself has to set it."""
        import torch

        torch.set_num_threads(min(self.threads, core_count()) or thread_count())

    def _release_memory(self) -> None:
        import torch

        if torch.cuda.is_available():
            torch.cuda.empty_cache()
