"""What a completion is given: a shape with a part of it hidden, in four ways.

random, block and half hide a share of the patches, of the whole shape's own tokens: scattered, in
one piece, or all on one side of a plane. view keeps the points that one camera sees and invents as
many patches as the hidden share of the surface would have.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.model.pipeline import Model
from mge_studio.shapes.patches import nearest_patch
from mge_studio.shapes.regions import block, random_patches
from mge_studio.shapes.shape import Float32, Shape
from mge_studio.shapes.tokens import Tokens
from mge_studio.training.evaluation.subjects import Subject
from mge_studio.training.evaluation.visibility import random_camera, visible_from

Kind = Literal["random", "block", "half", "view"]
Inside = Callable[[NDArray[np.floating]], NDArray[np.bool_]]

#: Surface points that are hidden or seen.
SURFACE_POINTS = 16_384
#: The least share of the patches that a view keeps: what a model can be given.
_LEAST_KEPT = 1 / 16


@dataclass(frozen=True)
class Hiding:
    """kind, and the share of the patches that is hidden (None for a view: what one sees)."""

    kind: Kind
    share: float | None = None

    def __str__(self) -> str:
        return self.kind if self.share is None else f"{self.kind}:{self.share:g}"


SHARES = (0.25, 0.5, 0.75, 0.9)
HIDINGS = (
    *(Hiding(kind, share) for kind in ("random", "block", "half") for share in SHARES),
    Hiding("view"),
)


def parse_hiding(text: str) -> Hiding:
    """`random:0.5`, `block:0.5`, `half:0.5` or `view`. Raises InputError for anything else."""
    kind, _, share = text.partition(":")
    if text == "view":
        return Hiding("view")
    try:
        value = float(share)
    except ValueError:
        value = 0.0
    if kind not in get_args(Kind) or kind == "view" or not 0 < value < 1:
        raise InputError(
            f"{text!r} is no way to hide a part: write random:0.5, block:0.5, half:0.5 or view."
        )
    return Hiding(kind, value)  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Partial:
    """What is left of a shape. tokens, mask, invent: as in `CompleteRequest`.

    visible: (P, 3) points of the surface that was left. is_visible(queries (Q, 3)) -> (Q,) bool,
    which part of space was left; None for a view, which leaves a surface but no space.
    """

    tokens: Tokens
    mask: NDArray[np.bool_]
    invent: int
    visible: Float32
    is_visible: Inside | None


def hide(
    model: Model, subject: Subject, hiding: Hiding, seed: int, patches: int | None = None
) -> Partial:
    """Hide a part of `subject`; each shape has its own place, the same for the same seed.

    patches: of the whole shape, None for the model's own number. Raises InputError for too many.
    """
    whole = model.whole_patches(patches)
    own_seed = zlib.crc32(f"{seed} {subject.name} {hiding}".encode())
    if hiding.kind == "view":
        return _seen(model, subject, own_seed, whole)
    assert hiding.share is not None
    tokens = model.tokenize_points(subject.read(model.points, seed), whole)
    mask = _mask(hiding.kind, hiding.share, tokens.centres, own_seed)

    def is_visible(queries: NDArray[np.floating]) -> NDArray[np.bool_]:
        return ~mask[nearest_patch(queries, tokens.centres)]

    points, _ = subject.sample(SURFACE_POINTS, own_seed)
    return Partial(tokens, mask, 0, points[is_visible(points)], is_visible)


def _mask(kind: Kind, share: float, centres: Float32, seed: int) -> NDArray[np.bool_]:
    if kind != "half":
        region = random_patches(share) if kind == "random" else block(share)
        return region.select(centres, seed)
    rng = np.random.default_rng(seed)
    along = centres[:, rng.integers(3)] * rng.choice([-1, 1])
    mask = np.zeros(len(centres), dtype=bool)
    mask[np.argsort(along, kind="stable")[: max(1, round(share * len(centres)))]] = True
    return mask


def _seen(model: Model, subject: Subject, seed: int, total: int) -> Partial:
    points, _ = subject.sample(SURFACE_POINTS, seed)
    visible = points[visible_from(points, random_camera(seed))]
    share = min(max(len(visible) / len(points), _LEAST_KEPT), 1 - 1 / total)
    kept = round(share * total)
    tokens = model.tokenize(Shape(subject.name, visible), seed, kept)
    return Partial(tokens, np.zeros(len(tokens), dtype=bool), total - kept, visible, None)
