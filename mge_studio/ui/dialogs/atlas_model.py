"""The codes of the atlas as a list: their order, a search by number, and their pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QPixmap

from mge_studio.studio.atlas import CodePiece
from mge_studio.ui.widgets.code_picture import SIZE, paint_piece

Index = QModelIndex | QPersistentModelIndex


class AtlasModel(QAbstractListModel):
    """describe: the tooltip of a code."""

    def __init__(self, describe: Callable[[int], str], parent: QObject | None = None):
        super().__init__(parent)
        self._describe = describe
        self._ordered: NDArray[np.int64] = np.zeros(0, np.int64)
        self._codes: NDArray[np.int64] = self._ordered
        self._wanted = ""
        self._pictures: dict[int, QPixmap] = {}
        self._empty = QPixmap(SIZE, SIZE)
        self._empty.fill(Qt.GlobalColor.transparent)

    @property
    def codes(self) -> list[int]:
        """In the order shown."""
        return self._codes.tolist()

    def order(self, codes: NDArray[np.int64]) -> None:
        """Show the codes in this order."""
        if np.array_equal(codes, self._ordered):
            return  # what is chosen and in view stays so
        self._ordered = codes
        self._filter()

    def search(self, number: str) -> None:
        """Show only codes whose number begins like this."""
        self._wanted = number.strip()
        self._filter()

    def forget_pictures(self) -> None:
        self._pictures.clear()

    def take(self, piece: CodePiece) -> None:
        """Paint a piece and show it."""
        self._pictures[piece.code] = paint_piece(piece)
        rows = np.flatnonzero(self._codes == piece.code)
        for row in rows.tolist():
            index = self.index(row)
            self.dataChanged.emit(index, index)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._codes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        code = int(self._codes[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            return str(code)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._pictures.get(code, self._empty)
        return self._describe(code) if role == Qt.ItemDataRole.ToolTipRole else None

    def _filter(self) -> None:
        self.beginResetModel()
        fits = [str(code).startswith(self._wanted) for code in self._ordered.tolist()]
        self._codes = self._ordered[np.array(fits, dtype=bool)]
        self.endResetModel()
