"""Numbers from text, many at a time: some 10 to 50 million a second, in little memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.formats.geometry import FormatError

#: Bytes of lines held at a time: a file of five million faces then needs 0.8 GiB, not 4.
CHUNK_BYTES = 1 << 24


def line_chunks(file: BinaryIO) -> Iterator[list[bytes]]:
    """The rest of a file's lines, some megabytes at a time."""
    while lines := file.readlines(CHUNK_BYTES):
        yield lines


def numbers(text: bytes) -> NDArray[np.float64]:
    """All numbers of a text separated by white space. Raises FormatError at anything else."""
    text = text.strip()
    if not text:
        return np.empty(0)
    try:
        return np.fromstring(text, sep=" ")
    except ValueError:
        raise FormatError("has text where numbers are expected, so it is damaged") from None


def whole(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Vertex indices and counts as integers. Raises FormatError where they are not."""
    with np.errstate(invalid="ignore"):
        integers = values.astype(np.int64)
    if not np.array_equal(integers, values):
        raise FormatError("has a face with an index that is no whole number, so it is damaged")
    return integers


def number_rows(lines: Sequence[bytes], columns: int, what: str) -> NDArray[np.float64]:
    """(len(lines), C) numbers, at least `columns` of them a line.

    C is the count of the first line; lines that differ are cut to `columns`.
    """
    if not lines:
        return np.empty((0, columns))
    width = len(lines[0].split())
    flat = numbers(b" ".join(lines))
    # A wrong count on one line can hide behind another only if both are damaged: cheap and safe
    # enough, since what follows checks every index and coordinate.
    if width >= columns and len(flat) == width * len(lines):
        return flat.reshape(len(lines), width)
    split = [line.split()[:columns] for line in lines]
    if any(len(parts) < columns for parts in split):
        raise FormatError(f"has a {what} of fewer than {columns} numbers, so it is damaged")
    return numbers(b" ".join(part for parts in split for part in parts)).reshape(-1, columns)


def polygon_rows(
    lines: Sequence[bytes], first: int = 0
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Corners and sizes of polygons written "n i j k ..." a line, after `first` other numbers.

    What follows the corners (colours, say) is left out.
    """
    flat = numbers(b" ".join(lines))
    lengths = np.full(len(lines), len(lines[0].split()) if lines else 0)
    if lengths.sum() != len(flat) or _varied(flat, lengths, first):
        lengths = np.array([len(line.split()) for line in lines], dtype=np.int64)
    if (lengths <= first).any():
        raise FormatError("has a face without corners, so it is damaged")
    starts = np.cumsum(lengths) - lengths + first
    sizes = whole(flat[starts])
    if (sizes > lengths - first - 1).any() or (sizes < 0).any():
        raise FormatError("has a face with fewer corners than it says, so it is damaged")
    ends = np.cumsum(sizes)
    within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    return whole(flat[np.repeat(starts + 1, sizes) + within]), sizes


def _varied(flat: NDArray[np.float64], lengths: NDArray[np.int64], first: int) -> bool:
    """Whether lines that all seem as long as the first hold polygons of different sizes."""
    if len(lengths) == 0 or lengths[0] <= first:
        return False
    sizes = flat[first :: int(lengths[0])]
    return bool((sizes != sizes[0]).any())
