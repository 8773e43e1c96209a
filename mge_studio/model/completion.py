"""The field of a completed shape: generated where patches were replaced, the input's elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mge_studio.model.grid import Field
from mge_studio.model.preserve import is_nearly_closed, preserved_field
from mge_studio.model.symmetry import are_images
from mge_studio.requests import CompleteRequest
from mge_studio.shapes.inside import InsideTest
from mge_studio.shapes.patches import nearest_patch
from mge_studio.shapes.tokens import Tokens


class CompletedField:
    """Makes the field of each variant of one request; the input's inside test is built once."""

    def __init__(self, request: CompleteRequest, decoded: Callable[[Tokens], Field]) -> None:
        self._request = request
        self._decoded = decoded
        shape = request.shape
        self._original = None
        if request.settings.preserve and shape is not None and is_nearly_closed(shape):
            self._original = InsideTest.of(shape)

    def __call__(self, tokens: Tokens, generated: NDArray[np.bool_]) -> Field:
        """tokens of a finished variant; generated (M,) bool, which of them are new."""
        field = self._decoded(tokens)
        if self._original is None:
            return field
        kept, new = tokens.centres[~generated], tokens.centres[generated]
        is_image = are_images(new, kept) & self._request.settings.symmetry
        # What was removed counts as whatever has come in its place.
        removed = self._request.tokens.centres[self._request.mask]
        mirrored = is_image[nearest_patch(removed, new)] if len(removed) else is_image[:0]
        return preserved_field(
            field,
            self._original,
            kept_centres=kept,
            replaced_centres=np.concatenate([removed[~mirrored], new[~is_image]]),
            mirrored_centres=np.concatenate([removed[mirrored], new[is_image]]),
        )
