"""Which keys run which action: the usual ones of the table, and what a person made of them."""

from __future__ import annotations

from collections.abc import Mapping

from psygnal import Signal
from PySide6.QtGui import QAction, QKeySequence

from mge_studio.studio.settings import Settings
from mge_studio.ui.action_table import ACTIONS
from mge_studio.ui.actions import give_keys

#: Held while painting to orbit: no action may take it.
RESERVED = frozenset({"Space"})


class KeyBindings:
    """Every change is in force and remembered at once; a key has one action at most."""

    changed = Signal()

    def __init__(self, actions: Mapping[str, QAction], settings: Settings) -> None:
        self._actions, self._settings = actions, settings

    def keys(self, id: str) -> list[str]:
        """The keys of an action, the one that menus show first."""
        return self._settings.shortcuts.get(id, ACTIONS[id].keys).split()

    def is_usual(self, id: str) -> bool:
        return id not in self._settings.shortcuts

    def owner(self, key: str) -> str | None:
        """The action that a key runs."""
        return next((id for id in ACTIONS if key in self.keys(id)), None)

    def assign(self, id: str, keys: list[str]) -> None:
        """Give an action these keys alone; other actions that had one of them lose it."""
        for key in keys:
            holder = self.owner(key)
            if holder is not None and holder != id:
                self._set(holder, [other for other in self.keys(holder) if other != key])
        self._set(id, keys)
        self._apply()

    def reset(self, id: str) -> None:
        """Give an action its usual keys back."""
        self.assign(id, ACTIONS[id].keys.split())

    def reset_all(self) -> None:
        self._settings.shortcuts.clear()
        self._apply()

    def _set(self, id: str, keys: list[str]) -> None:
        self._settings.shortcuts.pop(id, None)
        if keys != ACTIONS[id].keys.split():
            self._settings.shortcuts[id] = " ".join(keys)

    def _apply(self) -> None:
        give_keys(self._actions, self._settings.shortcuts)
        self._settings.save()
        self.changed.emit()


def portable(sequence: QKeySequence) -> str:
    """A key as the table and the settings write it."""
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)
