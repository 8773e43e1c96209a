"""Names in a text file that hold for all faces after them, until the next name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.groups import UNNAMED, Groups, groups_of, tidy_name

#: How many polygons come before a name, and the name.
Mark = tuple[int, bytes]


class Naming:
    """Which name each face has, read piece by piece; faces of one name belong together."""

    def __init__(self) -> None:
        self._rows = {UNNAMED: 0}
        self._known: dict[bytes, int] = {}
        self._present = 0
        self._of_faces: list[NDArray[np.int32]] = []

    def read(self, marks: Sequence[Mark], count: int, polygons: NDArray[np.int64]) -> None:
        """Go on by `count` polygons with names between them; polygons: (F,) that of each face."""
        starts, rows = [0], [self._present]
        for start, name in marks:
            self._present = self._row(name)
            starts.append(start)
            rows.append(self._present)
        of_polygons = np.repeat(np.array(rows, dtype=np.int32), np.diff([*starts, count]))
        self._of_faces.append(of_polygons[polygons])

    @property
    def groups(self) -> Groups | None:
        return groups_of(list(self._rows), np.concatenate(self._of_faces))

    def _row(self, name: bytes) -> int:
        if name not in self._known:
            self._known[name] = self._rows.setdefault(tidy_name(name), len(self._rows))
        return self._known[name]
