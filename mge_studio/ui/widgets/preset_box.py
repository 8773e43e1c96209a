"""The preset that the Generate panel's fields show, and a menu of what to do with presets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMenu, QSizePolicy, QToolButton, QWidget

from mge_studio.ui.theme import icon
from mge_studio.ui.widgets.basics import row

TIP = "Settings by name: how to decode, but not what  ({preset_next})"

LEAST_WIDTH = 90


class PresetBox(QWidget):
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.names = QComboBox()
        self.names.setToolTip(TIP)
        self.names.setAccessibleName("Preset")
        self.names.setMinimumWidth(LEAST_WIDTH)  # whatever the names: what does not fit is cut
        self.names.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.names.activated.connect(lambda at: self.chosen.emit(self.names.itemText(at)))
        self.more = QToolButton()
        self.more.setIcon(icon("dots-horizontal"))
        self.more.setToolTip("Save, rename or delete presets")
        self.more.setAccessibleName("Presets")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        layout = row(self.names, self.more, gap=4)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def set_actions(self, actions: Sequence[QAction]) -> None:
        menu = QMenu(self.more)
        menu.setToolTipsVisible(True)
        menu.addActions(list(actions))
        self.more.setMenu(menu)

    def show_presets(self, names: Sequence[str], built_in: int, present: str, left: str) -> None:
        """names: the first `built_in` of them built in. present: whose settings the fields show;
        empty when they are others, changed from those of `left`, which may be empty as well."""
        self.names.clear()
        self.names.addItems(list(names))
        if len(names) > built_in:
            self.names.insertSeparator(built_in)
        self.names.setPlaceholderText(f"{left}, changed" if left else "Settings of your own")
        self.names.setCurrentIndex(self.names.findText(present) if present else -1)
