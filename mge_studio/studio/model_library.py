"""The models that the studio knows: bundled, imported, trained here, and used from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from psygnal import Signal

from mge_studio.folders import models_folder
from mge_studio.resources import models_path
from mge_studio.studio.jobs import Job, JobRunner
from mge_studio.studio.model_files import (
    CONFIG,
    ModelCheck,
    ModelFacts,
    check_model_work,
    read_facts,
)
from mge_studio.studio.model_import import import_model_work
from mge_studio.studio.settings import Settings
from mge_studio.studio.training_runs import TrainingRuns

Origin = Literal["bundled", "imported", "trained", "elsewhere"]


@dataclass(frozen=True)
class KnownModel:
    folder: Path
    name: str
    origin: Origin
    facts: ModelFacts


class ModelLibrary:
    """imported(folder), checked(ModelCheck): a job came to its end; failures are the jobs'."""

    imported = Signal(Path)
    checked = Signal(ModelCheck)

    def __init__(self, jobs: JobRunner, settings: Settings) -> None:
        self._jobs, self._settings = jobs, settings
        self._runs = TrainingRuns()

    def list(self) -> tuple[KnownModel, ...]:
        """Every model there is, each once. Reads a few small files of each."""
        found: dict[Path, KnownModel] = {}
        for folder, name, origin in self._places():
            key = folder.resolve()
            if key not in found and (folder / CONFIG).is_file():
                found[key] = KnownModel(folder, name, origin, read_facts(folder))
        return tuple(found.values())

    def import_from(self, source: Path) -> Job:
        """Copy a model folder or a zip of one into the studio's own models."""
        return self._jobs.submit(
            "import-model",
            f"Import {source.name}",
            partial(import_model_work, source, models_folder()),
            lambda _, folder: self.imported.emit(folder),
            lane="files",
        )

    def check(self, folder: Path) -> Job:
        """Compare the files of a model with their sha256."""
        return self._jobs.submit(
            "check-model",
            f"Check {folder.name}",
            partial(check_model_work, folder),
            lambda _, check: self.checked.emit(check),
            lane="files",
        )

    def _places(self) -> Iterable[tuple[Path, str, Origin]]:
        for folder in _sorted_folders(models_path()):
            yield folder, folder.name, "bundled"
        for folder in _sorted_folders(models_folder()):
            yield folder, folder.name, "imported"
        for run in self._runs.list():
            yield run.folder / "model", run.name, "trained"
        for name in self._settings.model_folders:
            folder = Path(name)
            yield folder, folder.parent.name if folder.name == "model" else folder.name, "elsewhere"


def _sorted_folders(folder: Path) -> list[Path]:
    """Its folders by name, without half-imported ones."""
    entries = folder.iterdir() if folder.is_dir() else ()
    return sorted(entry for entry in entries if entry.is_dir() and not entry.name.startswith("."))
