"""Texts that name keys, as the person has set them: "{paint}" stands for the key of an action.

Tooltips are written with such names where they are made; `name_keys` puts the keys in, and does so
again whenever a key was changed.
"""

from __future__ import annotations

import re

from PySide6.QtWidgets import QWidget

from mge_studio.ui.action_table import ACTIONS
from mge_studio.ui.actions import native
from mge_studio.ui.key_bindings import KeyBindings

_IN_BRACKETS = re.compile(r"\s*\(\{(\w+)\}\)")
_NAMED = re.compile(r"\{(\w+)\}")
_TEMPLATE = "keyed_tip"


def with_keys(text: str, bindings: KeyBindings) -> str:
    """The text with keys for names. An action without a key is called by its own name, or left out
    where its key would stand alone in brackets."""

    def alone(match: re.Match[str]) -> str:
        return match.group() if bindings.keys(match.group(1)) else ""

    def key(match: re.Match[str]) -> str:
        keys = bindings.keys(match.group(1))
        return native(keys[0]) if keys else f"“{ACTIONS[match.group(1)].text.rstrip('…')}”"

    return _NAMED.sub(key, _IN_BRACKETS.sub(alone, text))


def name_keys(root: QWidget, bindings: KeyBindings) -> None:
    """Put the keys into the tooltips of everything in `root`."""
    for widget in root.findChildren(QWidget):
        template = widget.property(_TEMPLATE)
        if template is None and _NAMED.search(widget.toolTip()):
            template = widget.toolTip()
            widget.setProperty(_TEMPLATE, template)
            widget.setAccessibleName(_IN_BRACKETS.sub("", widget.accessibleName()))
        if template is not None:
            widget.setToolTip(with_keys(template, bindings))
