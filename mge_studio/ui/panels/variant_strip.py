"""Under the viewport while a result of several variants is current: all of them, to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mge_studio.studio.document import Item
from mge_studio.ui.thumbnails import Thumbnails
from mge_studio.ui.widgets.thumbnail_cells import ID_ROLE, PICTURE_ROLE, ThumbnailCells

CELL = QSize(88, 88)


class VariantStrip(QFrame):
    current_wanted = Signal(int)

    def __init__(
        self, thumbnails: Thumbnails, actions: Sequence[QAction], parent: QWidget | None = None
    ):
        """actions: what can be done with all variants, as buttons one above the other."""
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self._thumbnails = thumbnails
        self._run: Sequence[Item] = ()
        self.list = _List()
        self.list.currentItemChanged.connect(self._on_current)
        thumbnails.made.connect(self._fill_pictures)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 10, 4)
        layout.setSpacing(8)
        layout.addWidget(self.list, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(0)
        for action in actions:
            buttons.addWidget(_button_for(action))
        layout.addLayout(buttons)
        self.hide()

    def show_run(self, run: Sequence[Item], current: int | None) -> None:
        """run: the variants of one job; fewer than two need no strip."""
        self._run = run if len(run) > 1 else ()
        self.setVisible(bool(self._run))
        self.list.blockSignals(True)
        while self.list.count() > len(self._run):
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < len(self._run):
            QListWidgetItem("", self.list)
        for at, item in enumerate(self._run):
            cell = self.list.item(at)
            cell.setData(ID_ROLE, item.id)
            cell.setText(_caption(item))
            cell.setToolTip(item.name)
            if item.id == current:
                self.list.setCurrentItem(cell)
                self.list.scrollToItem(cell)
        self.list.blockSignals(False)
        self._fill_pictures()

    def _fill_pictures(self) -> None:
        for at, item in enumerate(self._run):
            picture = self._thumbnails.of(item.shape)
            self.list.item(at).setData(PICTURE_ROLE, picture)

    def _on_current(self, cell: QListWidgetItem | None) -> None:
        if cell is not None:
            self.current_wanted.emit(cell.data(ID_ROLE))


def _caption(item: Item) -> str:
    number = item.result.variant + 1 if item.result is not None else 0
    return f"{number} ✓" if item.kept else f"{number} …" if item.partial else str(number)


def _button_for(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button


class _List(QListWidget):
    """One row of pictures; the keys that step through results stay with the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setMovement(QListView.Movement.Static)
        self.setWrapping(False)
        self.setItemDelegate(ThumbnailCells(CELL, self))
        self.setMouseTracking(True)
        self.setFixedHeight(CELL.height() + 10)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Variants of the last job")
