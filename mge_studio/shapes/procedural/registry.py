"""Where families sign in: `@family("chair", parts=("seat", "back", "leg", "arm"))`."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mge_studio.shapes.procedural.combine import Union
from mge_studio.shapes.shape import NORMALIZED_RADIUS

#: The least thickness of a part, in the normalised frame. The tokenizer reads 2,048 points of a
#: shape, about 0.045 apart on a typical surface: the two sides of anything much thinner cannot be
#: told apart in such a reading, so thinner parts would teach noise.
THINNEST = 0.037

#: The least gap that should read as a gap, as a multiple of the least thickness.
GAP = 1.4

Builder = Callable[[np.random.Generator], Union]


@dataclass(frozen=True)
class Family:
    """A builder of random members, and the names its parts are labelled with (at most 256)."""

    name: str
    parts: tuple[str, ...]
    build: Builder


REGISTRY: dict[str, Family] = {}


def family(name: str, parts: tuple[str, ...]) -> Callable[[Builder], Builder]:
    """Register the decorated `build(rng) -> Union`: +Y up, +Z front, 0.5 to 3 units large.

    Every solid of the union must be `.labelled` with one of `parts`.
    """

    def register(build: Builder) -> Builder:
        REGISTRY[name] = Family(name, parts, build)
        return build

    return register


def thinnest(*extents: float) -> float:
    """The least thickness in the units of a shape whose bounding box has these `extents`."""
    return THINNEST * math.hypot(*extents) / 2 / NORMALIZED_RADIUS


def most_across(span: float, least: float, gaps: float = GAP) -> int:
    """How many slats `least` thick fit across `span`, a readable gap beside each; at least 1."""
    return max(1, int(span / (least * (1 + gaps))))


def slat_width(pitch: float, share: float, least: float) -> float:
    """This share of the pitch, but neither thinner than `least` nor closing the gap."""
    return max(least, min(share * pitch, pitch - GAP * least))


def chance(rng: np.random.Generator, probability: float) -> bool:
    """True with this probability."""
    return bool(rng.random() < probability)


def pick(rng: np.random.Generator, *options: str, weights: tuple[float, ...] | None = None) -> str:
    """One of the options, evenly or by weights."""
    shares = None if weights is None else np.asarray(weights) / sum(weights)
    return options[int(rng.choice(len(options), p=shares))]


def between(rng: np.random.Generator, low: float, high: float) -> float:
    """A plain float, even on [low, high)."""
    return float(rng.uniform(low, high))
