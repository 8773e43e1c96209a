"""glTF 2.0, .glb and .gltf, by trimesh: the whole scene as one mesh, grouped by nodes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.formats.geometry import FormatError, Geometry
from mge_studio.shapes.groups import groups_of, tidy_name


def read_gltf(path: Path) -> Geometry:
    """Every mesh of the scene where its node puts it, named as the node; its points, if there are
    only points."""
    import trimesh  # takes a quarter of a second, and only this format needs it

    try:
        scene = trimesh.load_scene(path, process=False, skip_materials=True)
        nodes = [(node, *scene.graph[node]) for node in scene.graph.nodes_geometry]
        placed = [
            (_name(scene, node, str(mesh)), matrix, scene.geometry[mesh])
            for node, matrix, mesh in nodes
        ]
    except OSError as error:
        raise FormatError(f"needs a file that cannot be read: {error.filename or error}") from error
    except Exception as error:  # trimesh raises whatever its parsing stumbles over
        raise FormatError(f"is not a readable glTF file, or is cut short ({error})") from error
    meshes = [(name, matrix, mesh) for name, matrix, mesh in placed if len(_faces(mesh))]
    if meshes:
        return _joined(meshes)
    clouds = [
        trimesh.transform_points(cloud.vertices, matrix)
        for _, matrix, cloud in placed
        if isinstance(cloud, trimesh.PointCloud)
    ]
    if not clouds:
        raise FormatError("holds neither meshes nor points")
    return Geometry(np.concatenate(clouds))


def _name(scene: Any, node: str, geometry: str) -> str:
    """What the file calls a node, or its mesh where the node has no name.

    trimesh makes names unique by numbers, puts a node's number for a missing name, and makes a
    nameless node of each primitive where a mesh has several.
    """
    if scene.geometry[geometry].metadata.get("from_gltf_primitive") is True:
        node = scene.graph.transforms.parents[node]
    return geometry if node.isdecimal() else node


def _joined(meshes: list[tuple[str, NDArray[np.float64], Any]]) -> Geometry:
    placed = [_placed_mesh(matrix, mesh) for _, matrix, mesh in meshes]
    starts = np.cumsum([0, *(len(points) for points, _ in placed[:-1])])
    faces = [faces + start for (_, faces), start in zip(placed, starts, strict=True)]
    rows = {name: row for row, name in enumerate(dict.fromkeys(name for name, _, _ in meshes))}
    of_meshes = np.array([rows[name] for name, _, _ in meshes], dtype=np.int32)
    groups = groups_of(
        [tidy_name(name) for name in rows], np.repeat(of_meshes, [len(own) for own in faces])
    )
    points = np.concatenate([points for points, _ in placed])
    return Geometry(points, np.concatenate(faces), groups=groups)


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
