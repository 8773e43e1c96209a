"""How everything looks: qdarkstyle in the studio's own colours, with `style/studio.qss` on top.

The theme can change at any time: icons draw themselves in the present colours, and whoever paints
by hand asks for `colour` while painting, or again when Qt sends a PaletteChange.
"""

from __future__ import annotations

import os
import re

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from mge_studio.resources import resource_path
from mge_studio.ui import theme_colours
from mge_studio.ui.icons import icon as icon
from mge_studio.ui.theme_colours import COLOURS, STOCK_ROLES, ThemeName


def apply_theme(app: QApplication, theme: ThemeName = "dark") -> None:
    """Dress the whole application, also while its windows are open."""
    os.environ.setdefault("QT_API", "pyside6")
    theme_colours.set_present_theme(theme)
    font = app.font()
    font.setPointSizeF(max(font.pointSizeF(), 10.0))
    app.setFont(font)
    sheet = _stock_sheet(theme) + _own_sheet(theme)
    app.setPalette(_palette(app))
    app.setStyleSheet(sheet)


def colour(role: str) -> QColor:
    """A colour of the present theme."""
    return QColor(theme_colours.code(role))


def _stock_sheet(theme: ThemeName) -> str:
    import qdarkstyle
    from qdarkstyle.dark.palette import DarkPalette
    from qdarkstyle.light.palette import LightPalette

    palette = LightPalette if theme == "light" else DarkPalette
    sheet = qdarkstyle.load_stylesheet(qt_api="pyside6", palette=palette)
    roles = STOCK_ROLES[theme]
    return re.sub(
        "#[0-9A-Fa-f]{6}",
        lambda match: _restyled(match.group().upper(), roles, COLOURS[theme]),
        sheet,
    )


def _restyled(stock: str, roles: dict[str, str], colours: dict[str, str]) -> str:
    return colours[roles[stock]] if stock in roles else stock


def _own_sheet(theme: ThemeName) -> str:
    folder = resource_path("style")
    sheet = (folder / "studio.qss").read_text(encoding="utf-8")
    values = COLOURS[theme] | {"folder": folder.as_posix()}
    return re.sub(r"@([a-z-]+)", lambda match: values[match.group(1)], sheet)


def _palette(app: QApplication) -> QPalette:
    palette = app.style().standardPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "panel"),
        (roles.Base, "panel"),
        (roles.AlternateBase, "raised"),
        (roles.Button, "raised"),
        (roles.ToolTipBase, "raised"),
        (roles.ToolTipText, "text"),
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
