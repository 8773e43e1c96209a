"""The pictures of the gallery: results as a list model, drawn only where they are looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from mge_studio.requests import ReconstructRequest
from mge_studio.studio.document import Item
from mge_studio.ui.describe import describe_item
from mge_studio.ui.thumbnails import Thumbnails
from mge_studio.ui.widgets.thumbnail_cells import (
    ID_ROLE,
    PICTURE_ROLE,
    STARRED_ROLE,
    ThumbnailCells,
)

CELL = QSize(150, 158)
Index = QModelIndex | QPersistentModelIndex


class GalleryModel(QAbstractListModel):
    """Pictures are asked for when a cell is painted, so only those on screen are drawn."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.items: Sequence[Item] = ()

    def show_items(self, items: Sequence[Item]) -> None:
        if [item.id for item in items] == [item.id for item in self.items]:
            self.items = items
            self.dataChanged.emit(self.index(0), self.index(len(items) - 1))
            return
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{item.name}\n{describe_item(item)}"
        if role == PICTURE_ROLE:
            return self._thumbnails.of(item.shape)
        if role == STARRED_ROLE:
            return item.starred
        return item.id if role == ID_ROLE else None


class GalleryView(QListView):
    """A grid that wraps."""

    def __init__(self, model: GalleryModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setItemDelegate(ThumbnailCells(CELL, self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Results")

    def choose(self, current: int, selected: Sequence[int]) -> None:
        """Rows: the current one, and those that are selected with it."""
        self.setCurrentIndex(self.model().index(current, 0))
        for row in selected:
            index = self.model().index(row, 0)
            self.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)


def matches(item: Item, words: str, starred_only: bool) -> bool:
    """Whether a result has all words in its name or its class; starred_only: and a star."""
    if item.result is None or (starred_only and not item.starred):
        return False
    request = item.result.request
    kind = None if isinstance(request, ReconstructRequest) else request.settings.class_name
    text = f"{item.name} {kind or ''}".lower()
    return all(word in text for word in words.lower().split())
