"""A dialog that lists names and values, and copies texts: what About and Recipe have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from mge_studio.ui.widgets.basics import button, column, label, line, row

Facts = Sequence[tuple[str, str]]


class FactsDialog(QDialog):
    """copies: (button text, tooltip, what it does); see `copying`."""

    def __init__(
        self,
        title: str,
        heading: str,
        facts: Facts,
        copies: Sequence[tuple[str, str, Callable[[], object]]],
        intro: str = "",
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        layout = column(self, margin=20, gap=12)
        layout.addWidget(label(heading, "title"))
        if intro:
            layout.addWidget(label(intro, "dim", wrap=True))
        layout.addWidget(line())
        layout.addLayout(facts_table(facts))
        layout.addStretch(1)
        close = button("Close", self.accept, role="primary")
        close.setDefault(True)
        self.copies = {
            text: button(text, copy, icon_name="content-copy", tip=tip)
            for text, tip, copy in copies
        }
        foot = row(*self.copies.values())
        foot.addStretch(1)
        foot.addWidget(close)
        layout.addLayout(foot)
        close.setFocus()


def as_text(facts: Facts) -> str:
    return "\n".join(f"{name}: {value}" for name, value in facts)


def facts_table(facts: Facts, narrow: bool = False) -> QGridLayout:
    """Names on the left, values on the right; narrow: where there is little room, both wrap."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(12 if narrow else 24)
    grid.setVerticalSpacing(7)
    for at, (name, value) in enumerate(facts):
        shown = label(value, wrap=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for place, widget in enumerate((label(name, "dim", wrap=narrow), shown)):
            grid.addWidget(widget, at, place)
            widget.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    grid.setColumnStretch(0, int(narrow))
    grid.setColumnStretch(1, 1)
    return grid


def copying(content: str) -> Callable[[], object]:
    """What puts `content` on the clipboard."""
    return partial(QGuiApplication.clipboard().setText, content)
