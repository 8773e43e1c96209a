"""Every action, to be found by typing a part of its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from mge_studio.ui.action_table import ACTIONS
from mge_studio.ui.fuzzy import fit
from mge_studio.ui.menu_table import menu_of
from mge_studio.ui.theme import colour
from mge_studio.ui.widgets.basics import column, label

WIDTH, ROW, ROWS = 560, 34, 11
ACTION_ROLE = Qt.ItemDataRole.UserRole
KEY_ROLE, MENU_ROLE = ACTION_ROLE + 1, ACTION_ROLE + 2
#: What a name is worth beside the menu and the sentence about it.
NAME_WEIGHT = 4.0


class CommandPalette(QDialog):
    """Return runs the chosen action; those that cannot be run now are grey.

    others: actions that are in no table, by the menu they are in.
    """

    def __init__(
        self, actions: Mapping[str, QAction], others: Mapping[str, Sequence[QAction]],
        parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "floating")
        self._actions = {id: action for id, action in actions.items() if id != "commands"}
        self._menus = {id: menu_of(id) for id in self._actions}
        for menu, found in others.items():
            for action in found:
                id = f"{menu}/{action.text()}"
                self._actions[id], self._menus[id] = action, menu
        self.field = QLineEdit(placeholderText="Find an action")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._filter)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_Row(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._run)
        self.nothing = label("No action is called that.", "empty")
        layout = column(self, margin=8, gap=6)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        layout.addWidget(self.nothing)
        self._filter("")
        self._place(parent)

    def found(self) -> list[str]:
        """The texts listed now."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Return typed into the field belong to the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: ROWS,
                Qt.Key.Key_PageUp: -ROWS,
            }
            if event.key() in steps:
                self._step(steps[Qt.Key(event.key())])
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _filter(self, typed: str) -> None:
        ranked = [
            (worth, at, id)
            for at, id in enumerate(self._actions)
            if (worth := self._fit(typed, id)) is not None
        ]
        self.list.clear()
        for _, _, id in sorted(ranked, key=lambda entry: (-entry[0], entry[1])):
            self.list.addItem(self._line(id))
        self.list.setFixedHeight(min(self.list.count(), ROWS) * ROW + 4)
        self.list.setVisible(self.list.count() > 0)
        self.nothing.setVisible(self.list.count() == 0)
        self.adjustSize()
        self.list.setCurrentRow(-1)
        self._step(1)

    def _fit(self, typed: str, id: str) -> float | None:
        if not typed.strip():
            return 0.0
        action = self._actions[id]
        name = fit(typed, action.text())
        if name is not None:
            return NAME_WEIGHT * name
        about = ACTIONS[id].tip if id in ACTIONS else ""
        return fit(typed, f"{action.text()} {self._menus[id]} {about}")

    def _line(self, id: str) -> QListWidgetItem:
        action = self._actions[id]
        line = QListWidgetItem(action.icon(), action.text())
        line.setData(ACTION_ROLE, id)
        line.setToolTip(action.toolTip())
        line.setData(KEY_ROLE, action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
        line.setData(MENU_ROLE, self._menus[id])
        if not action.isEnabled():
            line.setFlags(Qt.ItemFlag.NoItemFlags)
        return line

    def _step(self, step: int) -> None:
        """Go on by `step` lines among those that can be run."""
        rows = [
            row
            for row in range(self.list.count())
            if self.list.item(row).flags() & Qt.ItemFlag.ItemIsEnabled
        ]
        if not rows:
            return
        at = rows.index(self.list.currentRow()) if self.list.currentRow() in rows else -1
        alone = abs(step) == 1
        at = (at + step) % len(rows) if alone else min(max(at + step, 0), len(rows) - 1)
        self.list.setCurrentRow(rows[at])

    def _run(self, line: QListWidgetItem | None) -> None:
        if line is None or not line.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        action = self._actions[line.data(ACTION_ROLE)]
        self.close()
        action.trigger()

    def _place(self, window: QWidget) -> None:
        """Below the toolbar, in the middle."""
        self.setFixedWidth(WIDTH)
        self.adjustSize()
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - WIDTH) // 2, corner.y() + 84)
        self.field.setFocus()


class _Row(QStyledItemDelegate):
    """Icon, name, the menu it is in, and its key at the right."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(WIDTH - 40, ROW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
        rect = option.rect.adjusted(2, 1, -2, -1)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver) and enabled:
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("selection" if chosen else "raised"))
            painter.drawRoundedRect(rect, 5, 5)
        mode = QIcon.Mode.Normal if enabled else QIcon.Mode.Disabled
        icon = QRect(rect.left() + 8, rect.center().y() - 8, 18, 18)
        index.data(Qt.ItemDataRole.DecorationRole).paint(
            painter, icon, Qt.AlignmentFlag.AlignCenter, mode
        )
        words = rect.adjusted(36, 0, -10, 0)
        painter.setFont(option.font)
        name = index.data(Qt.ItemDataRole.DisplayRole)
        self._write(painter, words, name, "text" if enabled else "off", left=True)
        width = painter.fontMetrics().horizontalAdvance(name)
        self._write(painter, words.adjusted(width + 12, 0, 0, 0), index.data(MENU_ROLE), "faint")
        self._write(painter, words, index.data(KEY_ROLE), "dim" if enabled else "off", left=False)
        painter.restore()

    def _write(
        self, painter: QPainter, rect: QRect, text: str, role: str, left: bool = True
    ) -> None:
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        painter.setPen(colour(role))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | side, text)
