"""How everything looks: qdarkstyle in the studio's own colours, with `style/studio.qss` on top."""

from __future__ import annotations

import os
import re
from functools import cache

from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from mge_studio.resources import resource_path

#: The studio's dark colours by role; `studio.qss` refers to them as @role.
COLOURS = {
    "window": "#16181d",
    "panel": "#1c1f26",
    "raised": "#262a33",
    "hover": "#303541",
    "border": "#343a46",
    "outline": "#4a5160",
    "text": "#e7e9ee",
    "dim": "#a0a7b4",
    "faint": "#6f7685",
    "accent": "#5b9dff",
    "accent-strong": "#3b7de0",
    "accent-deep": "#2a5caa",
    "selection": "#24406b",
    "warm": "#ff9f43",
    "bad": "#ff6b6b",
    "good": "#4cc38a",
}

#: qdarkstyle's own colours -> roles. Its sheet is compiled, so colours are replaced in the text.
_QDARKSTYLE_ROLES = {
    "#19232D": "panel",
    "#293544": "raised",
    "#37414F": "hover",
    "#455364": "border",
    "#54687A": "outline",
    "#60798B": "outline",
    "#E0E1E3": "text",
    "#DFE1E2": "text",
    "#C0C4C8": "text",
    "#ACB1B6": "dim",
    "#9DA9B5": "dim",
    "#788D9C": "faint",
    "#26486B": "selection",
    "#346792": "accent-deep",
    "#1A72BB": "accent-strong",
    "#259AE9": "accent",
}


def apply_theme(app: QApplication) -> None:
    """Dress the whole application; call once, after it exists and before its windows."""
    os.environ.setdefault("QT_API", "pyside6")
    font = app.font()
    font.setPointSizeF(max(font.pointSizeF(), 10.0))
    app.setFont(font)
    app.setStyleSheet(_stock_sheet() + _own_sheet())
    app.setPalette(_palette())


def colour(role: str) -> QColor:
    return QColor(COLOURS[role])


@cache
def icon(name: str, role: str = "text", on: str | None = None) -> QIcon:
    """A Material Design icon. on: its name while checked."""
    import qtawesome

    options = {"color": COLOURS[role], "color_disabled": COLOURS["outline"]}
    if on is None:
        return qtawesome.icon(f"mdi6.{name}", **options)
    options |= {"color_on": COLOURS["accent"], "color_off": COLOURS[role]}
    return qtawesome.icon(f"mdi6.{name}", on=f"mdi6.{on}", off=f"mdi6.{name}", **options)


def _stock_sheet() -> str:
    import qdarkstyle

    sheet = qdarkstyle.load_stylesheet(qt_api="pyside6")
    for stock, role in _QDARKSTYLE_ROLES.items():
        sheet = re.sub(stock, COLOURS[role], sheet, flags=re.IGNORECASE)
    return sheet


def _own_sheet() -> str:
    folder = resource_path("style")
    sheet = (folder / "studio.qss").read_text(encoding="utf-8")
    values = COLOURS | {"folder": folder.as_posix()}
    return re.sub(r"@([a-z-]+)", lambda match: values[match.group(1)], sheet)


def _palette() -> QPalette:
    palette = QApplication.palette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "panel"),
        (roles.Base, "panel"),
        (roles.AlternateBase, "raised"),
        (roles.WindowText, "text"),
        (roles.Text, "text"),
        (roles.ButtonText, "text"),
        (roles.PlaceholderText, "faint"),
        (roles.Highlight, "selection"),
        (roles.HighlightedText, "text"),
        (roles.Link, "accent"),
    ):
        palette.setColor(role, colour(name))
    return palette
