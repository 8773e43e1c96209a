"""The keys of every action, to be changed: the second page of the preferences."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from mge_studio.ui.action_table import ACTIONS
from mge_studio.ui.actions import native
from mge_studio.ui.fuzzy import fit
from mge_studio.ui.key_bindings import RESERVED, KeyBindings, portable
from mge_studio.ui.menu_table import menu_of
from mge_studio.ui.widgets.basics import button, column, label, row

ID_ROLE = Qt.ItemDataRole.UserRole


class KeyList(QWidget):
    """Choose an action, press keys, and use them; a key that another action has is taken over
    only when asked to."""

    def __init__(self, bindings: KeyBindings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bindings = bindings
        self.filter = QLineEdit(placeholderText="Find an action")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filter)
        self.tree = self._make_tree()
        self.edit = QKeySequenceEdit()
        self.edit.setMaximumSequenceLength(1)
        self.edit.setAccessibleName("New keys")
        self.edit.keySequenceChanged.connect(self._show_conflict)
        self.use = button("Use", self._use, role="primary")
        self.none = button("No key", self._clear, tip="Leave the action without a key")
        self.reset = button("Reset", self._reset, tip="The usual key of this action")
        self.reset_all = button("Reset all", self._reset_all, tip="The usual keys of all actions")
        self.told = label("", "dim", wrap=True)
        self.told.setMinimumHeight(34)
        layout = column(self, margin=0, gap=10)
        layout.addWidget(self.filter)
        layout.addWidget(self.tree, 1)
        layout.addLayout(row(self.edit, self.use, self.none, self.reset, self.reset_all))
        layout.addWidget(self.told)
        self._fill()
        self.choose(next(iter(ACTIONS)))

    @property
    def chosen(self) -> str:
        line = self.tree.currentItem()
        return str(line.data(0, ID_ROLE)) if line is not None else ""

    def choose(self, id: str) -> None:
        self.tree.setCurrentItem(self._lines[id])

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setColumnCount(3)
        tree.setHeaderHidden(True)
        tree.setRootIsDecorated(False)
        tree.setIndentation(0)
        tree.setUniformRowHeights(True)
        tree.header().setStretchLastSection(False)
        for at, mode in enumerate(
            (
                QHeaderView.ResizeMode.Stretch,
                QHeaderView.ResizeMode.ResizeToContents,
                QHeaderView.ResizeMode.ResizeToContents,
            )
        ):
            tree.header().setSectionResizeMode(at, mode)
        self._lines: dict[str, QTreeWidgetItem] = {}
        for id, spec in ACTIONS.items():
            line = QTreeWidgetItem(tree, [spec.text.rstrip("…"), menu_of(id), ""])
            line.setData(0, ID_ROLE, id)
            line.setToolTip(0, spec.tip)
            line.setForeground(1, tree.palette().placeholderText())
            self._lines[id] = line
        tree.currentItemChanged.connect(lambda *_: self._on_chosen())
        return tree

    def _fill(self) -> None:
        for id, line in self._lines.items():
            line.setText(2, "  ".join(native(key) for key in self._bindings.keys(id)))
            font = line.font(2)
            font.setBold(not self._bindings.is_usual(id))
            line.setFont(2, font)
        self._on_chosen()

    def _filter(self, typed: str) -> None:
        for line in self._lines.values():
            text = " ".join(line.text(at) for at in range(3))
            line.setHidden(bool(typed.strip()) and fit(typed, text) is None)

    def _on_chosen(self) -> None:
        self.edit.clear()
        usual = not self.chosen or self._bindings.is_usual(self.chosen)
        self.reset.setEnabled(not usual)
        self.none.setEnabled(bool(self.chosen and self._bindings.keys(self.chosen)))
        self._show_conflict(QKeySequence())

    def _show_conflict(self, sequence: QKeySequence) -> None:
        """Say whose key it is, before it is taken."""
        key = portable(sequence)
        holder = self._bindings.owner(key) if key else None
        self.use.setText("Use")
        self.use.setEnabled(bool(key) and key not in RESERVED and holder != self.chosen)
        if not self.chosen:
            self.told.setText("")
        elif not key:
            name = ACTIONS[self.chosen].text.rstrip("…")
            self.told.setText(f"Click into the field and press the new key for “{name}”.")
        elif key in RESERVED:
            self.told.setText(f"{native(key)} orbits while painting, and cannot be given away.")
        elif holder == self.chosen:
            self.told.setText(f"{native(key)} is its key already.")
        elif holder is not None:
            other = ACTIONS[holder].text.rstrip("…")
            self.told.setText(f"{native(key)} belongs to “{other}”, which would lose it.")
            self.use.setText("Take over")
        else:
            self.told.setText(f"{native(key)} is free.")

    def _use(self) -> None:
        self._bindings.assign(self.chosen, [portable(self.edit.keySequence())])
        self._fill()

    def _clear(self) -> None:
        self._bindings.assign(self.chosen, [])
        self._fill()

    def _reset(self) -> None:
        self._bindings.reset(self.chosen)
        self._fill()

    def _reset_all(self) -> None:
        self._bindings.reset_all()
        self._fill()
