"""Meshes of a wanted size, made from the bundled ones."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import trimesh

from mge_studio.resources import sample_shapes
from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.shape import Shape


def mesh_of(triangles: int) -> Shape:
    """The bundled mesh that, each triangle split into four often enough, comes nearest."""
    shapes = [load_shape(path) for path in sample_shapes()]
    meshes = [shape for shape in shapes if not shape.is_cloud]
    splits = [_splits(shape, triangles) for shape in meshes]
    best = min(range(len(meshes)), key=lambda i: abs(splits[i] - round(splits[i])))
    return subdivided(meshes[best], round(splits[best]))


def subdivided(shape: Shape, times: int) -> Shape:
    """Every triangle split into four, `times` times."""
    vertices, faces = shape.vertices, shape.faces
    assert faces is not None
    for _ in range(times):
        vertices, faces = trimesh.remesh.subdivide(vertices, faces)
    vertices, faces = vertices.astype(np.float32), faces.astype(np.int32)
    return replace(shape, vertices=vertices, faces=faces, groups=None)


def save_mesh_of(triangles: int, path: Path) -> int:
    """Write such a mesh; returns how many triangles it has."""
    shape = mesh_of(triangles)
    shape.save(path)
    assert shape.faces is not None
    return len(shape.faces)


def _splits(shape: Shape, triangles: int) -> float:
    """How often to split a mesh to get so many triangles, were fractions possible."""
    assert shape.faces is not None
    return math.log(triangles / len(shape.faces), 4)
