"""What the studio remembers between sessions: a JSON file in the user's config folder."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mge_studio.folders import config_folder
from mge_studio.studio.atomic import read_json, write_json

log = logging.getLogger(__name__)

MAX_RECENT_FILES = 12


@dataclass
class Settings:
    """window_geometry, window_state: Qt's bytes as base64. device: auto, cpu, cuda or mps.

    model_folder: None is the bundled model. model_folders: those used last, the newest first.
    threads: of the model on the processor; 0 leaves one core to the window. memory: the model's
    budget in GB, 0 for as much as there is. theme: dark or light.
    reading: how many patches shapes have, as a share of the model's own number.
    palette, palette_seed: colours of the token map. shortcuts: action -> keys, where they differ
    from the usual ones. presets: the person's own, name -> settings. toured: the tour was seen.
    ui: whatever else the window wants to remember (JSON).
    path: where it is stored; None keeps the settings in memory only.
    """

    recent_files: list[str] = field(default_factory=list)
    last_folder: str = ""
    window_geometry: str = ""
    window_state: str = ""
    device: str = "auto"
    model_folder: str | None = None
    model_folders: list[str] = field(default_factory=list)
    up: str = "y"
    threads: int = 0
    memory: float = 0.0
    reading: float = 1.0
    theme: str = "dark"
    palette: str = "safe"
    palette_seed: int = 0
    shortcuts: dict[str, str] = field(default_factory=dict)
    presets: dict[str, dict[str, Any]] = field(default_factory=dict)
    toured: bool = False
    ui: dict[str, Any] = field(default_factory=dict)
    path: Path | None = None

    @classmethod
    def load(cls, path: Path | None = None) -> Settings:
        """Read the settings; whatever is missing or unusable gets its default."""
        path = path or config_folder() / "settings.json"
        settings = cls(path=path)
        stored = read_json(path) or {}
        for entry in dataclasses.fields(cls):
            default = getattr(settings, entry.name)
            if entry.name != "path" and _fits(stored.get(entry.name), default):
                setattr(settings, entry.name, stored[entry.name])
        settings.recent_files = [name for name in settings.recent_files if isinstance(name, str)]
        settings.model_folders = [name for name in settings.model_folders if isinstance(name, str)]
        return settings

    def save(self) -> None:
        """Write the settings, whole or not at all; a folder that cannot be written is logged."""
        if self.path is None:
            return
        names = [entry.name for entry in dataclasses.fields(self) if entry.name != "path"]
        try:
            write_json(self.path, {name: getattr(self, name) for name in names})
        except OSError as error:
            log.warning("The settings could not be saved: %s", error)

    def remember_file(self, path: Path) -> None:
        """Put `path` first among the recent files, and its folder into `last_folder`."""
        name = str(path.absolute())
        others = [other for other in self.recent_files if other != name]
        self.recent_files = [name, *others][:MAX_RECENT_FILES]
        self.last_folder = str(path.absolute().parent)

    def remember_model(self, folder: str | None) -> None:
        """Make `folder` the model of the next start; None is the bundled one."""
        self.model_folder = folder
        if folder is not None:
            others = [other for other in self.model_folders if other != folder]
            self.model_folders = [folder, *others][:MAX_RECENT_FILES]

    def forget_file(self, path: Path) -> None:
        """Drop a recent file, for instance because it is gone."""
        name = str(path.absolute())
        self.recent_files = [other for other in self.recent_files if other != name]


def _fits(value: Any, default: Any) -> bool:
    if value is None:
        return False
    return isinstance(value, str if default is None else type(default))
