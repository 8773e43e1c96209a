"""Asking for a name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from mge_studio.ui.widgets.basics import answers, button, column, label


class NameDialog(QDialog):
    """given(name) when it was accepted. why_not: what speaks against a name, empty for nothing."""

    given = Signal(str)

    def __init__(
        self, title: str, name: str, accept: str, why_not: Callable[[str], str],
        parent: QWidget | None = None,
    ):  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(380)
        self._why_not = why_not
        self.field = QLineEdit(name, placeholderText="Name", maxLength=40)
        self.field.setAccessibleName("Name")
        self.field.selectAll()
        self.reason = label("", "faint", wrap=True)
        # Room for two lines from the start: the dialog keeps its size while a name is typed.
        self.reason.setMinimumHeight(2 * self.reason.fontMetrics().lineSpacing())
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.accept_button = button(accept, self._accept, role="primary")
        self.accept_button.setDefault(True)
        self.field.textChanged.connect(self._check)
        layout = column(self, margin=20, gap=12)
        layout.addWidget(label(title, "title"))
        layout.addWidget(self.field)
        layout.addWidget(self.reason)
        layout.addLayout(answers(button("Cancel", self.reject), self.accept_button))
        self._check()

    @property
    def name(self) -> str:
        return self.field.text().strip()

    def _check(self) -> None:
        reason = self._why_not(self.name)
        self.reason.setText(reason if self.name else "")
        self.accept_button.setEnabled(not reason)

    def _accept(self) -> None:
        self.given.emit(self.name)
        self.accept()
