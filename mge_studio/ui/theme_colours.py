"""The colours of both themes by role; `studio.qss` refers to them as @role.

"text", "dim" and "faint" are read: they differ from what they stand on by 4.5 to 1 and more. "off"
is for what cannot be used.
"""

from __future__ import annotations

from typing import Literal

ThemeName = Literal["dark", "light"]

_DARK = {
    "window": "#16181d",
    "panel": "#1c1f26",
    "field": "#16181d",
    "raised": "#262a33",
    "hover": "#303541",
    "border": "#343a46",
    "outline": "#4a5160",
    "text": "#e7e9ee",
    "dim": "#a0a7b4",
    "faint": "#868d9b",
    "off": "#6f7685",
    "accent": "#5b9dff",
    "accent-strong": "#3373d4",
    "accent-deep": "#2a5caa",
    "selection": "#24406b",
    "on-accent": "#ffffff",
    "warm": "#ff9f43",
    "bad": "#ff6b6b",
    "good": "#4cc38a",
}

_LIGHT = {
    "window": "#e8eaef",
    "panel": "#f5f6f8",
    "field": "#ffffff",
    "raised": "#fdfdfe",
    "hover": "#e3e7ee",
    "border": "#d0d5de",
    "outline": "#a3abb9",
    "text": "#1b1f27",
    "dim": "#4f5765",
    "faint": "#606876",
    "off": "#7a8291",
    "accent": "#3a7eea",
    "accent-strong": "#2768d2",
    "accent-deep": "#7ba7ea",
    "selection": "#d2e2fa",
    "on-accent": "#ffffff",
    "warm": "#d07412",
    "bad": "#cf3a3a",
    "good": "#1c8a5a",
}

COLOURS: dict[ThemeName, dict[str, str]] = {"dark": _DARK, "light": _LIGHT}

#: qdarkstyle's own colours -> roles. Its sheets are compiled, so colours are replaced in the text.
STOCK_ROLES: dict[ThemeName, dict[str, str]] = {
    "dark": {
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
        "#788D9C": "off",
        "#26486B": "selection",
        "#346792": "accent-deep",
        "#1A72BB": "accent-strong",
        "#259AE9": "accent",
    },
    "light": {
        "#FAFAFA": "panel",
        "#DFE1E2": "raised",
        "#D2D5D8": "hover",
        "#C0C4C8": "border",
        "#B4B8BC": "outline",
        "#ACB1B6": "outline",
        "#19232D": "text",
        "#293544": "text",
        "#54687A": "dim",
        "#788D9C": "dim",
        "#9DA9B5": "off",
        "#DAEDFF": "selection",
        "#9FCBFF": "selection",
        "#73C7FF": "accent-strong",
        "#37AEFE": "accent",
    },
}

_present: ThemeName = "dark"


def present_theme() -> ThemeName:
    """The theme that the application wears now."""
    return _present


def set_present_theme(theme: ThemeName) -> None:
    """Only `theme.apply_theme` may, which dresses the application as well."""
    global _present
    _present = theme


def code(role: str) -> str:
    """ "#rrggbb" of a role in the present theme."""
    return COLOURS[_present][role]
