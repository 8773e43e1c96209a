"""Leaving a document with unsaved work: save it as a project, export the results, or stay."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from mge_studio.studio.document import Item
from mge_studio.studio.results import is_unsaved
from mge_studio.ui.widgets.basics import button, column, label, row

SHOWN = 5


class UnsavedDialog(QDialog):
    """project: the name of the project file, empty where there is none. anyway: what the button
    that saves nothing says. Exporting is offered where it alone keeps everything."""

    discard_chosen = Signal()
    export_chosen = Signal()
    save_chosen = Signal()

    def __init__(
        self, items: Sequence[Item], project: str, anyway: str, parent: QWidget | None = None
    ):
        super().__init__(parent)
        self.setWindowTitle("MGE Studio")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        layout = column(self, margin=20, gap=12)
        if project:
            layout.addWidget(label(f"{project} has changes that are not saved", "title"))
        else:
            names = [item.name for item in items if is_unsaved(item)]
            count = "One result has" if len(names) == 1 else f"{len(names)} results have"
            more = [f"… and {len(names) - SHOWN} more"] if len(names) > SHOWN else []
            layout.addWidget(label(f"{count} not been saved", "title"))
            layout.addWidget(label("\n".join(names[:SHOWN] + more), "dim", wrap=True))
        layout.addSpacing(6)
        self.save = button(
            "Save" if project else "Save project…", self._choose_save, role="primary"
        )
        self.export = button("Export…", self._choose_export)
        self.export.setVisible(not project)
        self.discard = button(anyway, self._choose_discard, role="danger")
        self.stay = button("Cancel", self.reject)
        self.save.setDefault(True)
        line = row(self.discard)
        line.addStretch(1)
        for widget in (self.stay, self.export, self.save):
            line.addWidget(widget)
        layout.addLayout(line)

    def _choose_save(self) -> None:
        self.accept()
        self.save_chosen.emit()

    def _choose_export(self) -> None:
        self.accept()
        self.export_chosen.emit()

    def _choose_discard(self) -> None:
        self.accept()
        self.discard_chosen.emit()
