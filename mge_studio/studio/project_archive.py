"""The container of a project file: a zip of one JSON object and the `.npy` arrays it names.

An array that several records share is stored once and is one object again after reading. Nothing
is unpickled or unpacked to disk; sizes and names are checked before anything is read.
"""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Unpacked, all members together; more than any document that fits a studio.
MAX_UNPACKED_BYTES = 8 << 30
_MAX_JSON_BYTES = 64 << 20
_JSON_NAME = "project.json"
_ARRAY_NAME = re.compile(r"arrays/[0-9]{1,9}\.npy")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class ArrayWriter:
    """Stores arrays into an archive and tells the name of each."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._stored: dict[int, tuple[str, NDArray[Any]]] = {}  # holding on to it keeps its id

    def add(self, array: NDArray[Any]) -> str:
        if id(array) not in self._stored:
            name = f"arrays/{len(self._stored)}.npy"
            with self._archive.open(name, "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.ascontiguousarray(array), allow_pickle=False)
            self._stored[id(array)] = name, array
        return self._stored[id(array)][0]


class ArrayReader:
    """Reads the arrays of an archive by name. Raises ValueError for anything but a plain array."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._read: dict[str, NDArray[Any]] = {}

    def read(self, name: object) -> NDArray[Any]:
        if not isinstance(name, str) or not _ARRAY_NAME.fullmatch(name):
            raise ValueError(f"{name!r} names no array")
        if name not in self._read:
            self._read[name] = _parse_array(self._archive.read(name))
        return self._read[name]


def write_archive(path: Path, describe: Callable[[ArrayWriter], dict[str, Any]]) -> None:
    """Write the object that `describe` returns and the arrays it adds, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            content = describe(ArrayWriter(archive))
            archive.writestr(_JSON_NAME, json.dumps(content, indent=1, ensure_ascii=False))
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read_json(archive: zipfile.ZipFile) -> dict[str, Any]:
    """Check the members of an archive, then read its JSON object. Raises ValueError."""
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(set(names)) != len(names) or names.count(_JSON_NAME) != 1:
        raise ValueError(f"it does not hold exactly one {_JSON_NAME}")
    for member in members:
        if member.filename != _JSON_NAME and not _ARRAY_NAME.fullmatch(member.filename):
            raise ValueError(f"it holds {member.filename[:80]!r}, which belongs to no project")
        if member.compress_type not in _METHODS or member.flag_bits & 1:
            raise ValueError(f"{member.filename} is packed in a way no project is")
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise ValueError("it unpacks to more than any project holds")
    if archive.getinfo(_JSON_NAME).file_size > _MAX_JSON_BYTES:
        raise ValueError(f"its {_JSON_NAME} is larger than that of any project")
    content = json.loads(archive.read(_JSON_NAME).decode("utf-8"))
    if not isinstance(content, dict):
        raise ValueError(f"its {_JSON_NAME} holds no object")
    return content


def _parse_array(data: bytes) -> NDArray[Any]:
    """The header is compared with the size first: numpy reserves whatever a header asks for."""
    stream = io.BytesIO(data)
    version = np.lib.format.read_magic(stream)
    if version != (1, 0):
        raise ValueError(f"unknown array format {version}")
    shape, _, dtype = np.lib.format.read_array_header_1_0(stream)
    count = 1
    for length in shape:
        count *= length
    if dtype.hasobject or count * dtype.itemsize != len(data) - stream.tell():
        raise ValueError("an array's header does not fit its data")
    stream.seek(0)
    array: NDArray[Any] = np.load(stream, allow_pickle=False)
    return array
