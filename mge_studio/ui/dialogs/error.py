"""Something went wrong: one sentence, and the details to copy for a report."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QWidget

from mge_studio.ui.theme import icon
from mge_studio.ui.widgets.basics import button, column, label, row


class ErrorDialog(QDialog):
    def __init__(self, title: str, message: str, details: str = "", parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle("MGE Studio")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        self._report = "\n\n".join(part for part in (title, message, details) if part)
        picture = QLabel()
        picture.setPixmap(icon("alert-circle-outline", "bad").pixmap(36, 36))
        text = label(message, wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = column(margin=0, gap=6)
        words.addWidget(label(title, "title", wrap=True))
        words.addWidget(text)
        words.addStretch(1)  # else what is over would go between title and text
        head = row(gap=14)
        head.addWidget(picture, alignment=Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self.details = QPlainTextEdit(details, readOnly=True)
        self.details.hide()
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setMinimumSize(620, 240)
        layout = column(self, margin=20, gap=16)
        layout.addLayout(head)
        layout.addWidget(self.details)
        layout.addLayout(self._make_buttons(bool(details)))

    def _make_buttons(self, with_details: bool) -> QHBoxLayout:
        self.show_details = button("Details", self._toggle_details, icon_name="text-box-outline")
        self.copy = button(
            "Copy", self._copy, icon_name="content-copy", tip="Copy message and details"
        )
        self.show_details.setVisible(with_details)
        close = button("Close", self.accept, role="primary")
        close.setDefault(True)
        line = row(self.show_details, self.copy)
        line.addStretch(1)
        line.addWidget(close)
        return line

    def _toggle_details(self) -> None:
        self.details.setVisible(self.details.isHidden())
        self.adjustSize()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.copy.setText("Copied")
