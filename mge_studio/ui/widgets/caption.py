"""The name of what a view shows, in its upper left corner."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from mge_studio.ui.widgets.basics import column, label
from mge_studio.ui.widgets.pinned import INSET, Pinned


class Caption(Pinned):
    def __init__(self, view: QWidget) -> None:
        super().__init__(view, "top-left")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.name = label("", "heading")
        column(self, margin=6, gap=0).addWidget(self.name)

    def show_text(self, text: str, end: str = "") -> None:
        """Show a name, cut short where the view is too narrow for it; end: what follows it."""
        metrics = self.name.fontMetrics()
        room = self._view.width() - 4 * INSET - metrics.horizontalAdvance(end)
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 60))
        self.name.setText(cut + end)
        self.show_fitted()
