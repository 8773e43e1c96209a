"""glTF 2.0, .glb and .gltf, by trimesh: the whole scene as one mesh."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.formats.geometry import FormatError, Geometry


def read_gltf(path: Path) -> Geometry:
    """Every mesh of the scene where its node puts it; its points, if there are only points."""
    import trimesh  # takes a quarter of a second, and only this format needs it

    try:
        scene = trimesh.load_scene(path, process=False, skip_materials=True)
        nodes = [scene.graph[name] for name in scene.graph.nodes_geometry]
        placed = [(matrix, scene.geometry[name]) for matrix, name in nodes]
    except OSError as error:
        raise FormatError(f"needs a file that cannot be read: {error.filename or error}") from error
    except Exception as error:  # trimesh raises whatever its parsing stumbles over
        raise FormatError(f"is not a readable glTF file, or is cut short ({error})") from error
    meshes = [_placed_mesh(matrix, mesh) for matrix, mesh in placed if len(_faces(mesh))]
    if meshes:
        sizes = [len(points) for points, _ in meshes]
        starts = np.cumsum([0, *sizes[:-1]])
        faces = [faces + start for (_, faces), start in zip(meshes, starts, strict=True)]
        return Geometry(np.concatenate([points for points, _ in meshes]), np.concatenate(faces))
    clouds = [
        trimesh.transform_points(cloud.vertices, matrix)
        for matrix, cloud in placed
        if isinstance(cloud, trimesh.PointCloud)
    ]
    if not clouds:
        raise FormatError("holds neither meshes nor points")
    return Geometry(np.concatenate(clouds))


def _faces(geometry: Any) -> NDArray[np.int64]:
    faces = getattr(geometry, "faces", None)
    return np.empty((0, 3), np.int64) if faces is None else np.asarray(faces)


def _placed_mesh(
    matrix: NDArray[np.float64], mesh: Any
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Points and faces in the scene; a mirroring node would turn faces inside out."""
    points = np.asarray(mesh.vertices) @ matrix[:3, :3].T + matrix[:3, 3]
    faces = _faces(mesh)
    return points, faces[:, ::-1] if np.linalg.det(matrix[:3, :3]) < 0 else faces
