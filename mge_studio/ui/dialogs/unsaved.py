"""Closing with results that were never exported: export them, close anyway, or stay."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from mge_studio.studio.document import Item
from mge_studio.studio.results import is_unsaved
from mge_studio.ui.widgets.basics import button, column, label, row

SHOWN = 5


class UnsavedDialog(QDialog):
    discard_chosen = Signal()
    export_chosen = Signal()

    def __init__(self, items: Sequence[Item], parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle("MGE Studio")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        names = [item.name for item in items if is_unsaved(item)]
        count = "One result has" if len(names) == 1 else f"{len(names)} results have"
        more = [f"… and {len(names) - SHOWN} more"] if len(names) > SHOWN else []
        layout = column(self, margin=20, gap=12)
        layout.addWidget(label(f"{count} not been exported", "title"))
        layout.addWidget(label("\n".join(names[:SHOWN] + more), "dim", wrap=True))
        layout.addSpacing(6)
        self.export = button("Export…", self._choose_export, role="primary")
        self.discard = button("Close without exporting", self._choose_discard, role="danger")
        self.stay = button("Cancel", self.reject)
        self.export.setDefault(True)
        line = row(self.discard)
        line.addStretch(1)
        line.addWidget(self.stay)
        line.addWidget(self.export)
        layout.addLayout(line)

    def _choose_export(self) -> None:
        self.accept()
        self.export_chosen.emit()

    def _choose_discard(self) -> None:
        self.accept()
        self.discard_chosen.emit()
