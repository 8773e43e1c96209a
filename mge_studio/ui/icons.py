"""Material Design icons that draw themselves in the colours of the present theme.

A plain qtawesome icon keeps the colours it was made with; these look them up whenever they are
drawn, so that a change of theme needs no new icons anywhere.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from mge_studio.ui.theme_colours import COLOURS, ThemeName, present_theme


@cache
def icon(name: str, role: str = "text", on: str | None = None) -> QIcon:
    """A Material Design icon. on: its name while checked."""
    return QIcon(_ThemedIcon(name, role, on))


class _ThemedIcon(QIconEngine):
    def __init__(self, name: str, role: str, on: str | None) -> None:
        super().__init__()
        self._look = (name, role, on)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        drawn = _drawn(*self._look, present_theme())
        drawn.paint(painter, rect, Qt.AlignmentFlag.AlignCenter, mode, state)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _ThemedIcon(*self._look)


@cache
def _drawn(name: str, role: str, on: str | None, theme: ThemeName) -> QIcon:
    import qtawesome

    colours = COLOURS[theme]
    options = {"color": colours[role], "color_disabled": colours["outline"]}
    if on is None:
        return qtawesome.icon(f"mdi6.{name}", **options)
    options |= {"color_on": colours["accent"], "color_off": colours[role]}
    return qtawesome.icon(f"mdi6.{name}", on=f"mdi6.{on}", off=f"mdi6.{name}", **options)
