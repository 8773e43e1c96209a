"""At the start, after a crash: recover what was autosaved, decide later, or delete it."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from mge_studio.studio.autosave import Recovery
from mge_studio.ui.widgets.basics import button, column, label, row


class RecoveryDialog(QDialog):
    recover_chosen = Signal()
    discard_chosen = Signal()

    def __init__(self, recovery: Recovery, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle("MGE Studio")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        moment = QDateTime.fromSecsSinceEpoch(int(recovery.saved.timestamp()))
        saved = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
        layout = column(self, margin=20, gap=12)
        layout.addWidget(label("The studio ended without saving", "title"))
        text = f"Your work as of {saved} was kept. Recovering it replaces what is open now."
        layout.addWidget(label(text, "dim", wrap=True))
        layout.addSpacing(6)
        self.recover = button("Recover", self._choose_recover, role="primary")
        self.discard = button("Delete it", self._choose_discard, role="danger")
        self.later = button("Not now", self.reject)
        self.recover.setDefault(True)
        line = row(self.discard)
        line.addStretch(1)
        line.addWidget(self.later)
        line.addWidget(self.recover)
        layout.addLayout(line)

    def _choose_recover(self) -> None:
        self.accept()
        self.recover_chosen.emit()

    def _choose_discard(self) -> None:
        self.accept()
        self.discard_chosen.emit()
