"""Mask regions: which patches of a shape to replace, from one short text or from Python.

    random:0.5   block:0.5   box:x0,x1,y0,y1,z0,z1   sphere:x,y,z,r
    half:+x, half:nx,ny,nz,d (on the side of a plane that its normal points to)
    file:ids.json, patches:0-4,9 (row numbers in the tokens' centres)
    invent:N (keep all given, add N)

Coordinates are in the normalised frame. A region names what is **replaced**.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError

Centres = NDArray[np.floating]
Selection = NDArray[np.bool_]

GRAMMAR = (
    "random:0.5, block:0.5, half:+x, half:nx,ny,nz,d, box:x0,x1,y0,y1,z0,z1, sphere:x,y,z,r, "
    "file:ids.json, patches:0-4,9, invent:N"
)


@dataclass(frozen=True)
class MaskSpec:
    """A region, independent of any one shape.

    text: what `parse_mask` would read to make it again. invent: patches to add to a partial scan,
    all given ones being kept; 0 for every other region.
    """

    text: str
    chooser: Callable[[Centres, np.random.Generator], Selection]
    invent: int = 0

    def select(self, centres: Centres, seed: int = 0) -> Selection:
        """(M,) bool, True = replace, over (M, 3) centres in the normalised frame.

        Raises InputError when the region covers no patch, and `file:` for rows out of range.
        """
        mask = self.chooser(centres, np.random.default_rng(seed))
        if not self.invent and not mask.any():
            raise InputError(f"The mask {self.text} covers none of the {len(mask)} patches.")
        return mask


def parse_mask(spec: str) -> MaskSpec:
    """Read the text form of a region. Raises InputError for anything outside the grammar."""
    kind, colon, argument = spec.strip().partition(":")
    kind, argument = kind.strip().lower(), argument.strip()
    if not colon or kind not in _PARSERS:
        raise InputError(f"{spec!r} is not a mask: write one of {GRAMMAR}.")
    return _PARSERS[kind](argument)


def random_patches(ratio: float) -> MaskSpec:
    """A seeded choice of `ratio` of the patches, 0 < ratio <= 1."""
    text = f"random:{_checked_ratio('random', ratio):g}"

    def choose(centres: Centres, rng: np.random.Generator) -> Selection:
        mask = np.zeros(len(centres), dtype=bool)
        mask[rng.permutation(len(centres))[: _count(ratio, centres)]] = True
        return mask

    return MaskSpec(text, choose)


def block(ratio: float) -> MaskSpec:
    """One contiguous piece: the `ratio` of the patches nearest to a seeded one, 0 < ratio <= 1."""
    text = f"block:{_checked_ratio('block', ratio):g}"

    def choose(centres: Centres, rng: np.random.Generator) -> Selection:
        middle = centres[rng.integers(len(centres))]
        order = np.argsort(((centres - middle) ** 2).sum(axis=1), kind="stable")
        mask = np.zeros(len(centres), dtype=bool)
        mask[order[: _count(ratio, centres)]] = True
        return mask

    return MaskSpec(text, choose)


def half(side: str) -> MaskSpec:
    """The patches on one side of the middle: "+x" is x >= 0, "-x" is x < 0, likewise y and z."""
    if len(side) != 2 or side[0] not in "+-" or side[1].lower() not in "xyz":
        raise InputError(f"half:{side} is not a mask: the side is one of +x, -x, +y, -y, +z, -z.")
    axis, upper = "xyz".index(side[1].lower()), side[0] == "+"
    return MaskSpec(f"half:{side.lower()}", lambda centres, _: (centres[:, axis] >= 0) == upper)


def half_space(normal: Sequence[float], offset: float) -> MaskSpec:
    """The patches whose centre c has normal . c >= offset; normal: (3,), not 0."""
    text = "half:" + ",".join(f"{value:g}" for value in (*normal, offset))
    if len(normal) != 3 or not np.any(normal):
        raise InputError(f"{text} is not a mask: write nx,ny,nz, not all 0, and an offset.")
    way = np.array(normal, dtype=float)
    return MaskSpec(text, lambda centres, _: np.asarray(centres @ way >= offset))


def box(
    x: Sequence[float] = (-1, 1), y: Sequence[float] = (-1, 1), z: Sequence[float] = (-1, 1)
) -> MaskSpec:
    """The patches whose centre lies in a box, (low, high) an axis, bounds included."""
    bounds = np.array([x, y, z], dtype=float)
    text = "box:" + ",".join(f"{value:g}" for value in bounds.ravel())
    if bounds.shape != (3, 2) or not (bounds[:, 0] <= bounds[:, 1]).all():
        raise InputError(f"{text} is not a mask: each axis needs a low and a high, low first.")

    def choose(centres: Centres, _: np.random.Generator) -> Selection:
        within = (centres >= bounds[:, 0]) & (centres <= bounds[:, 1])
        return np.asarray(within.all(axis=1))

    return MaskSpec(text, choose)


def sphere(centre: Sequence[float], radius: float) -> MaskSpec:
    """The patches whose centre lies within `radius` > 0 of `centre`."""
    text = "sphere:" + ",".join(f"{value:g}" for value in (*centre, radius))
    if len(centre) != 3 or not radius > 0:
        raise InputError(f"{text} is not a mask: write x,y,z and a radius above 0.")
    middle = np.array(centre, dtype=float)
    return MaskSpec(
        text, lambda centres, _: ((centres - middle) ** 2).sum(axis=1) <= radius * radius
    )


def listed(rows: Sequence[int], text: str = "these patches") -> MaskSpec:
    """The patches with the given row numbers, each in [0, M)."""

    def choose(centres: Centres, _: np.random.Generator) -> Selection:
        mask = np.zeros(len(centres), dtype=bool)
        outside = [row for row in rows if not 0 <= row < len(centres)]
        if outside:
            last = len(centres) - 1
            raise InputError(f"The mask {text} names patch {outside[0]}: patches are 0 to {last}.")
        mask[list(rows)] = True
        return mask

    return MaskSpec(text, choose)


def listed_text(rows: Sequence[int]) -> str:
    """What `parse_mask` reads as these patches, such as "patches:0-4,9"; at least one row."""
    parts: list[str] = []
    ordered = sorted(set(rows))
    for _, run in itertools.groupby(enumerate(ordered), lambda pair: pair[1] - pair[0]):
        first, *others = (row for _, row in run)
        parts.append(f"{first}-{others[-1]}" if others else str(first))
    return "patches:" + ",".join(parts)


def invented(count: int) -> MaskSpec:
    """Nothing given is replaced; `count` >= 1 patches are added to a partial scan."""
    if count < 1:
        raise InputError(f"invent:{count} is not a mask: invent at least 1 patch.")
    return MaskSpec(f"invent:{count}", lambda centres, _: np.zeros(len(centres), bool), count)


def _parse_file(argument: str) -> MaskSpec:
    try:
        rows = json.loads(Path(argument).read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"The mask file {argument!r} cannot be read: {reason}.") from error
    except ValueError as error:
        raise InputError(f"The mask file {argument} is not JSON: write [0, 5, 17].") from error
    if not isinstance(rows, list) or not all(type(row) is int for row in rows):
        raise InputError(f"The mask file {argument} must hold a list of row numbers: [0, 5, 17].")
    return listed(rows, text=f"file:{argument}")


def _parse_patches(argument: str) -> MaskSpec:
    rows: list[int] = []
    for part in argument.split(","):
        numbers = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", part.strip(), re.ASCII)
        if numbers is None:
            raise InputError(
                f"patches:{argument} is not a mask: write row numbers, as in patches:0-4,9."
            )
        rows += range(int(numbers[1]), int(numbers[2] or numbers[1]) + 1)
    return listed(rows, text=f"patches:{argument}")


def _parse_half(argument: str) -> MaskSpec:
    if "," not in argument:
        return half(argument)
    values = _numbers("half:nx,ny,nz,d", argument, 4)
    return half_space(values[:3], values[3])


def _parse_box(argument: str) -> MaskSpec:
    values = _numbers("box:x0,x1,y0,y1,z0,z1", argument, 6)
    return box(values[0:2], values[2:4], values[4:6])


def _parse_sphere(argument: str) -> MaskSpec:
    values = _numbers("sphere:x,y,z,r", argument, 4)
    return sphere(values[:3], values[3])


def _parse_invent(argument: str) -> MaskSpec:
    if not argument.isdecimal():
        raise InputError(f"invent:{argument} is not a mask: write a whole number, as in invent:64.")
    return invented(int(argument))


def _numbers(pattern: str, argument: str, count: int) -> list[float]:
    try:
        values = [float(part) for part in argument.split(",")]
    except ValueError:
        values = []
    if len(values) != count or not np.isfinite(values).all():
        kind = pattern.partition(":")[0]
        raise InputError(f"{kind}:{argument} is not a mask: write {pattern}, {count} numbers.")
    return values


def _checked_ratio(kind: str, ratio: float) -> float:
    if not 0 < ratio <= 1:
        raise InputError(f"{kind}:{ratio:g} is not a mask: the ratio is above 0 and at most 1.")
    return ratio


def _count(ratio: float, centres: Centres) -> int:
    return max(1, round(ratio * len(centres)))


_PARSERS: dict[str, Callable[[str], MaskSpec]] = {
    "random": lambda argument: random_patches(_numbers("random:RATIO", argument, 1)[0]),
    "block": lambda argument: block(_numbers("block:RATIO", argument, 1)[0]),
    "half": _parse_half,
    "box": _parse_box,
    "sphere": _parse_sphere,
    "file": _parse_file,
    "patches": _parse_patches,
    "invent": _parse_invent,
}
