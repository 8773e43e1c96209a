"""One reader per family of file formats; `READERS` maps a suffix to its reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mge_studio.shapes.formats.geometry import FormatError, Geometry
from mge_studio.shapes.formats.gltf import read_gltf
from mge_studio.shapes.formats.obj import read_obj
from mge_studio.shapes.formats.off import read_off
from mge_studio.shapes.formats.ply import read_ply
from mge_studio.shapes.formats.points import read_arrays, read_point_text
from mge_studio.shapes.formats.stl import read_stl

READERS: dict[str, Callable[[Path], Geometry]] = {
    ".obj": read_obj,
    ".ply": read_ply,
    ".stl": read_stl,
    ".off": read_off,
    ".glb": read_gltf,
    ".gltf": read_gltf,
    ".xyz": read_point_text,
    ".txt": read_point_text,
    ".pts": read_point_text,
    ".csv": read_point_text,
    ".npy": read_arrays,
    ".npz": read_arrays,
}

__all__ = ["READERS", "FormatError", "Geometry"]
