"""Labels, buttons and frames with the properties that `studio.qss` looks at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mge_studio.ui.theme import icon

MARGIN, GAP = 12, 8
Layout = TypeVar("Layout", bound=QBoxLayout)


def label(text: str = "", kind: str = "", wrap: bool = False) -> QLabel:
    """kind: heading, title, dim, faint, value or empty."""
    widget = QLabel(text)
    widget.setProperty("kind", kind)
    widget.setTextFormat(Qt.TextFormat.PlainText)
    widget.setWordWrap(wrap)
    if wrap:
        widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return widget


def button(
    text: str, clicked: Callable[[], object], *, icon_name: str = "", role: str = "", tip: str = ""
) -> QPushButton:
    """role: primary, danger, or nothing for a plain one."""
    widget = QPushButton(text)
    widget.setProperty("role", role)
    widget.setToolTip(tip)
    widget.setAutoDefault(False)
    if icon_name:
        widget.setIcon(icon(icon_name, "on-accent" if role == "primary" else "text"))
    widget.clicked.connect(lambda: clicked())
    return widget


def tool_button(
    icon_name: str, tip: str, clicked: Callable[[], object], text: str = ""
) -> QToolButton:
    widget = QToolButton()
    widget.setIcon(icon(icon_name))
    widget.setToolTip(tip)
    widget.setAccessibleName(tip)
    if text:
        widget.setText(text)
        widget.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    widget.clicked.connect(lambda: clicked())
    return widget


def column(parent: QWidget | None = None, margin: int = MARGIN, gap: int = GAP) -> QVBoxLayout:
    return _spaced(QVBoxLayout(parent) if parent else QVBoxLayout(), margin, gap)


def row(*widgets: QWidget, gap: int = GAP) -> QHBoxLayout:
    """A horizontal line of widgets without margins."""
    layout = _spaced(QHBoxLayout(), 0, gap)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def answers(*buttons: QWidget) -> QHBoxLayout:
    """The foot of a dialog: its buttons, at the right."""
    layout = row()
    layout.addStretch(1)
    for widget in buttons:
        layout.addWidget(widget)
    return layout


def reveal_soon(widget: QWidget) -> None:
    """Scroll to a widget, where it is in something that scrolls, once it has its place."""
    QTimer.singleShot(0, widget, lambda: _reveal(widget))


def _reveal(widget: QWidget) -> None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if isinstance(above, QScrollArea) and widget.isVisible():
        above.ensureWidgetVisible(widget)


def line() -> QFrame:
    """A hairline between two groups."""
    frame = QFrame()
    frame.setProperty("surface", "line")
    return frame


def _spaced(layout: Layout, margin: int, gap: int) -> Layout:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)
    return layout
