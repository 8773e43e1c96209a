"""The list of shapes: what is open, what was made of it, what is shown, what is not saved yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from mge_studio.studio.document import Item
from mge_studio.studio.results import is_unsaved
from mge_studio.ui.describe import describe_item, describe_shape
from mge_studio.ui.theme import icon
from mge_studio.ui.widgets.basics import button, column, label, row
from mge_studio.ui.widgets.segmented import Segmented

NAME, STATE, EYE = range(3)
ONLY_THIS = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)
ID_ROLE, FULL_NAME_ROLE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class ShapesPanel(QWidget):
    """Says what the person wants; `show_items` says what is there."""

    current_wanted = Signal(int)
    visible_wanted = Signal(int, bool)
    rename_wanted = Signal(int, str)
    remove_wanted = Signal()
    up_wanted = Signal(str)
    open_wanted = Signal()
    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._rows: dict[int, QTreeWidgetItem] = {}
        self._filled: dict[int, object] = {}  # what each row shows
        self._menu_actions: Sequence[QAction | None] = ()
        self.tree = _Tree()
        self.tree.itemClicked.connect(self._on_clicked)
        self.tree.currentItemChanged.connect(self._on_current)
        self.tree.itemChanged.connect(self._on_edited)
        self.tree.itemSelectionChanged.connect(self.selection_changed)
        self.tree.delete_pressed.connect(self.remove_wanted)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        self._details = label("", "dim", wrap=True)
        self.up_axis = Segmented(
            [(axis, axis.upper(), f"The file's {axis.upper()} axis points up") for axis in "yzx"]
        )
        self.up_axis.changed.connect(self.up_wanted)
        self._foot = self._make_foot()
        self._stack = QStackedLayout()
        self._stack.addWidget(self._make_empty())
        self._stack.addWidget(self.tree)
        layout = column(self, margin=0, gap=0)
        layout.addLayout(self._stack, 1)
        layout.addWidget(self._foot)
        self.show_items([], None)

    def set_menu_actions(self, actions: Sequence[QAction | None]) -> None:
        """The context menu; None is a separator."""
        self._menu_actions = actions

    def selected_ids(self) -> list[int]:
        return [item.data(NAME, ID_ROLE) for item in self.tree.selectedItems()]

    def count(self) -> int:
        """Rows that are shown."""
        return len(self._rows)

    def show_items(self, items: Sequence[Item], current: int | None) -> None:
        """Show `items`, results under what they were made from."""
        self.tree.blockSignals(True)
        gone = self._rows.keys() - {item.id for item in items}
        for id in gone:
            self._drop_row(id)
        for item in items:
            self._fill_row(self._rows.get(item.id) or self._add_row(item), item)
        chosen = self._rows.get(current) if current is not None else None
        if chosen is not None and self.tree.currentItem() is not chosen:
            self.tree.setCurrentItem(chosen, NAME, ONLY_THIS)  # whatever keys are held just now
        self.tree.blockSignals(False)
        self._stack.setCurrentIndex(1 if items else 0)
        self._show_details(next((item for item in items if item.id == current), None))

    def edit_name(self, id: int) -> None:
        self.tree.editItem(self._rows[id], NAME)

    def _show_details(self, item: Item | None) -> None:
        self._foot.setVisible(item is not None)
        if item is not None:
            self._details.setText(describe_shape(item.shape))
            self._up_row.setVisible(item.result is None and item.shape.source is not None)

    def _add_row(self, item: Item) -> QTreeWidgetItem:
        parent = self._rows.get(item.parent) if item.parent is not None else None
        line = QTreeWidgetItem(parent) if parent else QTreeWidgetItem(self.tree)
        line.setFlags(line.flags() | Qt.ItemFlag.ItemIsEditable)
        line.setData(NAME, ID_ROLE, item.id)
        if parent:
            parent.setExpanded(True)
        self._rows[item.id] = line
        return line

    def _drop_row(self, id: int) -> None:
        """Remove the row; results whose parent goes away stay, at the top level."""
        line = self._rows.pop(id)
        self._filled.pop(id, None)
        for child in line.takeChildren():
            self.tree.addTopLevelItem(child)
        holder = line.parent() or self.tree.invisibleRootItem()
        holder.removeChild(line)

    def _fill_row(self, line: QTreeWidgetItem, item: Item) -> None:
        parent = line.parent()
        shows = (item, parent and parent.text(NAME), self.palette().cacheKey())
        if self._filled.get(item.id) == shows:
            return
        self._filled[item.id] = shows
        if item.result is not None:
            kind = "auto-fix"
        else:
            kind = "scatter-plot-outline" if item.shape.is_cloud else "cube-outline"
        line.setText(NAME, _short_name(line, item.name))
        line.setData(NAME, FULL_NAME_ROLE, item.name)
        line.setIcon(NAME, icon(kind, "dim"))
        line.setToolTip(NAME, describe_item(item))
        unsaved = is_unsaved(item)
        line.setIcon(STATE, icon("circle-medium", "warm") if unsaved else QIcon())
        line.setToolTip(STATE, "Not exported yet" if unsaved else "")
        line.setIcon(
            EYE,
            icon(
                "eye-outline" if item.visible else "eye-off-outline",
                "dim" if item.visible else "faint",
            ),
        )
        line.setToolTip(EYE, "Hide" if item.visible else "Show")
        line.setData(EYE, ID_ROLE, item.visible)
        line.setForeground(
            NAME, self.palette().text() if item.visible else self.palette().placeholderText()
        )

    def _on_clicked(self, line: QTreeWidgetItem, at: int) -> None:
        if at == EYE:
            self.visible_wanted.emit(line.data(NAME, ID_ROLE), not line.data(EYE, ID_ROLE))

    def _on_current(self, line: QTreeWidgetItem | None) -> None:
        if line is not None:
            self.current_wanted.emit(line.data(NAME, ID_ROLE))

    def _on_edited(self, line: QTreeWidgetItem, at: int) -> None:
        if at == NAME and line.text(NAME) != _short_name(line, line.data(NAME, FULL_NAME_ROLE)):
            self.rename_wanted.emit(line.data(NAME, ID_ROLE), line.text(NAME).strip())

    def _open_menu(self, at: QPoint) -> None:
        if self.tree.itemAt(at) is None:
            return
        menu = QMenu(self)
        for action in self._menu_actions:
            menu.addAction(action) if action else menu.addSeparator()
        menu.exec(self.tree.viewport().mapToGlobal(at))
        menu.deleteLater()

    def _make_empty(self) -> QWidget:
        page = QWidget()
        layout = column(page, gap=4)
        text = label(
            "No shapes yet.\nOpen a mesh or a point cloud, or drop files here.", "empty", wrap=True
        )
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addStretch(1)
        layout.addWidget(text)
        layout.addWidget(
            button("Open…", self.open_wanted.emit, icon_name="folder-open-outline"),
            alignment=Qt.AlignmentFlag.AlignHCenter,
        )
        layout.addStretch(2)
        return page

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        layout = column(foot)
        layout.addWidget(self._details)
        self._up_row = QWidget()
        self._up_row.setLayout(row(label("Up axis", "dim"), self.up_axis))
        layout.addWidget(self._up_row)
        return foot


def _short_name(line: QTreeWidgetItem, name: str) -> str:
    """ "completion 2" for "chair · completion 2" under "chair"."""
    parent = line.parent()
    return name if parent is None else name.removeprefix(f"{parent.data(NAME, FULL_NAME_ROLE)} · ")


class _Tree(QTreeWidget):
    delete_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setColumnCount(3)
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setRootIsDecorated(False)
        self.setIconSize(QSize(18, 18))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(26)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for at in (STATE, EYE):
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(at, 28)

    def drawBranches(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """No lines: indentation says enough."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)
