"""Where families sign in: `@family("chair", parts=("seat", "back", "leg", "arm"))`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mge_studio.shapes.procedural.combine import Union

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
