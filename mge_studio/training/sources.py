"""Where training shapes come from: procedural families, a folder of meshes, or a zip of them."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from mge_studio.errors import InputError
from mge_studio.shapes.holdout import is_held_out
from mge_studio.shapes.procedural.families import FAMILIES

Split = Literal["train", "validation"]

MESH_SUFFIXES = frozenset({".obj", ".ply", ".stl", ".off", ".glb", ".gltf"})
#: Procedural indices below this are never trained on.
PROCEDURAL_HELD_OUT = 1000
#: Not a class: these shapes only teach local variety.
UNLABELLED_FAMILIES = frozenset({"compositions"})


@dataclass(frozen=True)
class Item:
    """One shape to prepare. class_name: None when unknown. index: of a procedural family."""

    name: str
    class_name: str | None
    family: str | None = None
    index: int = 0
    member: str | None = None


@dataclass(frozen=True)
class Source:
    """`path` is what the user typed: `procedural[:a,b]`, a folder, or a zip file."""

    path: str
    weight: float = 1.0

    @property
    def is_procedural(self) -> bool:
        return self.path == "procedural" or self.path.startswith("procedural:")

    def families(self) -> tuple[str, ...]:
        """Families named after the colon, or all. Raises InputError for an unknown one."""
        names = tuple(self.path.partition(":")[2].split(",")) if ":" in self.path else FAMILIES
        for name in names:
            if name not in FAMILIES:
                raise InputError(
                    f"There is no procedural family {name!r}: choose from {', '.join(FAMILIES)}."
                )
        return names

    def items(self, split: Split, procedural_count: int) -> list[Item]:
        """All shapes of a split; `procedural_count` of them, spread over the families."""
        if self.is_procedural:
            return _procedural_items(self.families(), split, procedural_count)
        members = self._members()
        if not members:
            raise InputError(
                f"{self.path} holds no meshes: expected files ending in "
                f"{', '.join(sorted(MESH_SUFFIXES))}."
            )
        wanted = [m for m in members if is_held_out(PurePosixPath(m).stem) == (split != "train")]
        return [
            Item(PurePosixPath(m).stem, PurePosixPath(m).parent.name or None, member=m)
            for m in wanted
        ]

    def _members(self) -> list[str]:
        path = Path(self.path)
        if path.is_dir():
            names = [p.relative_to(path).as_posix() for p in path.rglob("*") if p.is_file()]
        elif path.suffix.lower() == ".zip" and path.is_file():
            try:
                with zipfile.ZipFile(path) as archive:
                    names = archive.namelist()
            except zipfile.BadZipFile as error:
                raise InputError(f"{path} is not a zip file: {error}.") from error
        else:
            raise InputError(
                f"{self.path} is neither a folder, a zip file, nor 'procedural[:family]'."
            )
        return sorted(n for n in names if PurePosixPath(n).suffix.lower() in MESH_SUFFIXES)

    def key(self, split: Split, procedural_count: int) -> str:
        """Names the prepared form in the cache; changes when the source does."""
        parts = [self.path if self.is_procedural else str(Path(self.path).resolve()), split]
        if self.is_procedural:
            parts.append(str(procedural_count))
        elif Path(self.path).is_file():
            stat = Path(self.path).stat()
            parts += [str(stat.st_size), str(stat.st_mtime_ns)]
        else:
            parts += self._members()
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
        stem = "procedural" if self.is_procedural else Path(self.path).stem
        return f"{stem}-{split}-{digest}"


def _procedural_items(families: tuple[str, ...], split: Split, count: int) -> list[Item]:
    first = 0 if split == "validation" else PROCEDURAL_HELD_OUT
    items = []
    for i in range(count):
        family, index = families[i % len(families)], first + i // len(families)
        label = None if family in UNLABELLED_FAMILIES else family
        items.append(Item(f"{family}-{index}", label, family, index))
    return items


def parse_source(text: str) -> Source:
    """`PATH[=weight]`; a path that has an = in its own name is taken whole when it exists.

    Raises InputError for a weight that is no positive number.
    """
    path, equals, weight = text.rpartition("=")
    if not equals or Path(text).exists():
        return Source(text)
    try:
        value = float(weight)
    except ValueError:
        value = 0.0
    if not path or not 0 < value < float("inf"):
        raise InputError(f"{text}: write PATH=weight, the weight a positive number.")
    return Source(path, value)
