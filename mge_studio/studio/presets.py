"""Presets: settings of generation under a name, some built in, others the person's own.

A preset says how to decode. What to decode stays as it is when one is chosen: the class, the number
of variants, the seed, and what becomes of masked patches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from mge_studio.errors import InputError
from mge_studio.requests import ORDERS, GenerationSettings
from mge_studio.studio.settings import Settings

#: The settings that a preset holds.
FIELDS = ("steps", "temperature", "top_p", "guidance", "order", "resolution")

_DEFAULTS = GenerationSettings()
BUILT_IN: dict[str, GenerationSettings] = {
    "Quick": replace(_DEFAULTS, steps=8, resolution=96),
    "Balanced": _DEFAULTS,
    "Careful": replace(_DEFAULTS, steps=32, resolution=192),
    "Varied": replace(_DEFAULTS, temperature=1.1, top_p=0.98),
    "Faithful": replace(_DEFAULTS, temperature=0.3, top_p=0.6, guidance=2.0),
}
#: Which of them the fields show at the start.
USUAL = "Balanced"


class Presets:
    """The built-in presets and those of the settings file, by name."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def own(self) -> list[str]:
        """The names of the person's own, as they were saved."""
        usable = (name for name, held in self._settings.presets.items() if isinstance(held, dict))
        return [name for name in usable if name and name not in BUILT_IN]

    @property
    def names(self) -> list[str]:
        return [*BUILT_IN, *self.own]

    def applied(self, name: str, settings: GenerationSettings) -> GenerationSettings:
        """`settings` with what the preset holds in place of its own."""
        held = asdict(BUILT_IN[name]) if name in BUILT_IN else self._settings.presets[name]
        return replace(settings, **_usable(held))

    def fitting(self, settings: GenerationSettings, first: str = "") -> str:
        """The preset that the settings are, `first` before others; empty when there is none."""
        for name in sorted(self.names, key=lambda name: name != first):
            if self.applied(name, settings) == settings:
                return name
        return ""

    def save(self, name: str, settings: GenerationSettings) -> None:
        """Keep the settings under a name; one of the person's own of that name is replaced.

        Raises InputError for names that cannot be taken; see `why_not`.
        """
        _check(self.why_not(name))
        values = asdict(settings)
        self._settings.presets[name] = {field: values[field] for field in FIELDS}
        self._settings.save()

    def rename(self, old: str, new: str) -> None:
        """Call one of the person's own otherwise, in the same place. Raises InputError."""
        _check(self.why_not(new, old))
        held = self._settings.presets
        self._settings.presets = {new if name == old else name: held[name] for name in held}
        self._settings.save()

    def delete(self, name: str) -> None:
        """Forget one of the person's own."""
        del self._settings.presets[name]
        self._settings.save()

    def why_not(self, name: str, renamed: str = "") -> str:
        """Why a preset, or the `renamed` one, cannot be called so; empty when it can."""
        if not name.strip():
            return "A preset needs a name."
        if name.casefold() in (known.casefold() for known in BUILT_IN):
            return f"{name} is built in: choose another name."
        if renamed and name != renamed and name in self.own:
            return f"There is a preset {name} already: choose another name."
        return ""


def _check(reason: str) -> None:
    if reason:
        raise InputError(reason)


def _usable(held: Mapping[str, Any]) -> dict[str, Any]:
    """What a preset of the settings file holds, as far as it can be used; people may edit it."""
    values = {}
    for field in FIELDS:
        default, value = getattr(_DEFAULTS, field), held.get(field)
        if isinstance(default, float) and type(value) is int:
            value = float(value)
        if type(value) is type(default) and (field != "order" or value in ORDERS):
            values[field] = value
    return values
