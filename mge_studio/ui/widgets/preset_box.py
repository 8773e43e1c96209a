"""The preset that the Generate panel's fields show, and a menu of what to do with presets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolButton,
    QWidget,
)

from mge_studio.ui.theme import icon
from mge_studio.ui.widgets.basics import row

TIP = "Settings by name: how to decode, but not what  ({preset_next})"

LEAST_WIDTH = 90
#: Around the names in the list that opens: its frame, and what scrolls it.
FRAME = 24


class PresetBox(QWidget):
    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.names = _Names()
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
        layout = row(self.names, self.more, gap=2)
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


class _Names(QComboBox):
    """Ends what does not fit with dots; Qt would cut it."""

    @property
    def shown(self) -> str:
        """The present name, or what stands in its place."""
        option = self._option()
        style = self.style()
        complex_control, field = QStyle.ComplexControl, QStyle.SubControl
        room = style.subControlRect(
            complex_control.CC_ComboBox, option, field.SC_ComboBoxEditField, self
        )
        text = self.currentText() or self.placeholderText()
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())

    def showPopup(self) -> None:
        """As wide as its names: those of people are long."""
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + FRAME)
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = self._option()
        option.currentText = self.shown
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return option
