"""Importing a model: a folder or a zip, copied into the studio's own models.

The copy is made under a temporary name, checked against its sha256, and moved into place last. Only
the plain files beside `config.json` are taken. A zip that names anything outside of itself is
refused as a whole, since nobody makes such a zip by accident.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from mge_studio.errors import InputError
from mge_studio.requests import Progress
from mge_studio.studio.jobs import CancelToken
from mge_studio.studio.model_files import CHUNK, CONFIG, ModelCheck, check_model_work

#: Larger models are refused before they fill the disk: the largest preset is far below.
MOST_BYTES = 8 << 30
MOST_FILES = 200
#: Copying takes this part of the whole, checking the rest.
COPYING_SHARE = 0.6


@dataclass(frozen=True)
class _Entry:
    name: str
    size: int
    open: Callable[[], IO[bytes]]


def import_model_work(source: Path, models: Path, token: CancelToken) -> Iterator[Progress | Path]:
    """Copy a model folder or zip to a folder of its own in `models`; yields that folder last.

    Raises InputError when it holds no whole model, or too much.
    """
    if source.is_dir() and source.resolve().parent == models.resolve():
        raise InputError(f"{source.name} is imported already.")
    models.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".importing-", dir=models))
    try:
        with ExitStack() as stack:
            entries = _entries(source, stack)
            _check_amount(source, entries)
            yield from _copy(entries, temporary)
        for event in check_model_work(temporary, token):
            if isinstance(event, Progress):
                part = COPYING_SHARE + (1 - COPYING_SHARE) * event.fraction
                yield Progress(part, event.message)
            else:
                _refuse_damaged(source, event)
        folder = _free_folder(models, _model_name(source))
        os.rename(temporary, folder)
        yield folder
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _entries(source: Path, stack: ExitStack) -> list[_Entry]:
    try:
        if source.is_dir():
            return _folder_entries(source)
        return _zip_entries(source, stack.enter_context(zipfile.ZipFile(source)))
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(f"{source} is neither a model folder nor a zip of one: {error}.") from None


def _folder_entries(folder: Path) -> list[_Entry]:
    files = [file for file in sorted(folder.iterdir()) if file.is_file() and not file.is_symlink()]
    if CONFIG not in (file.name for file in files):
        raise InputError(f"{folder} is not a model folder: it has no {CONFIG}.")
    return [_Entry(file.name, file.stat().st_size, partial(_open, file)) for file in files]


def _zip_entries(source: Path, archive: zipfile.ZipFile) -> list[_Entry]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    for info in infos:
        if _leaves_its_folder(info.filename):
            raise InputError(
                f"{source} holds a file that would land outside of the model's folder "
                f"({info.filename}): get the model from elsewhere."
            )
    roots = {PurePosixPath(info.filename).parent for info in infos if _name(info) == CONFIG}
    if len(roots) != 1:
        found = "no" if not roots else "more than one"
        raise InputError(f"{source} holds {found} {CONFIG}: zip one model folder.")
    root = roots.pop()
    beside = [info for info in infos if PurePosixPath(info.filename).parent == root]
    plain = [info for info in beside if not stat.S_ISLNK(info.external_attr >> 16)]
    return [_Entry(_name(info), info.file_size, partial(archive.open, info)) for info in plain]


def _open(file: Path) -> IO[bytes]:
    return open(file, "rb")


def _leaves_its_folder(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name.startswith("/") or ".." in parts or "\\" in name or ":" in name


def _name(info: zipfile.ZipInfo) -> str:
    return PurePosixPath(info.filename).name


def _check_amount(source: Path, entries: Sequence[_Entry]) -> None:
    size = sum(entry.size for entry in entries)
    if size > MOST_BYTES:
        raise InputError(
            f"{source} is too large for a model: {size / (1 << 30):.1f} GiB of at most "
            f"{MOST_BYTES >> 30}."
        )
    if len(entries) > MOST_FILES:
        raise InputError(f"{source} holds {len(entries):,} files: a model has a dozen.")


def _copy(entries: Sequence[_Entry], folder: Path) -> Iterator[Progress]:
    done, total = 0, max(sum(entry.size for entry in entries), 1)
    for entry in entries:
        with entry.open() as source, open(folder / entry.name, "wb") as target:
            while chunk := source.read(CHUNK):
                target.write(chunk)
                done += len(chunk)
                yield Progress(COPYING_SHARE * min(done / total, 1.0), f"Copying {entry.name}")


def _refuse_damaged(source: Path, check: ModelCheck) -> None:
    if check.problems:
        raise InputError(f"In {source}, {check.problems[0]}")


def _model_name(source: Path) -> str:
    """After the folder or the zip; RUN/model, which a training run wrote, is called after it."""
    path = source.resolve()
    name = path.name if path.is_dir() else path.stem
    if path.is_dir() and name == "model":
        name = path.parent.name
    return re.sub(r"[^\w. ()-]+", "-", name).strip(" .-") or "model"


def _free_folder(models: Path, name: str) -> Path:
    folder, number = models / name, 2
    while folder.exists():
        folder, number = models / f"{name}-{number}", number + 1
    return folder
