"""Small pictures without a graphics card."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mge_studio.scene.thumbnail import thumbnail
from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.shape import Shape

WHITE = np.array([255, 255, 255], dtype=np.uint8)


def box(size: float, place: tuple[float, float, float]) -> Shape:
    import trimesh

    mesh = trimesh.creation.box((size,) * 3)
    return Shape("box", (mesh.vertices + place).astype(np.float32), mesh.faces.astype(np.int32))


def test_a_box_fills_its_picture_without_holes() -> None:
    picture = thumbnail(box(1.0, (0, 0, 0)), 64, WHITE)
    assert picture.shape == (64, 64, 4) and picture.dtype == np.uint8
    assert picture[0, 0, 3] == 0 and picture[-1, -1, 3] == 0
    assert (picture[16:48, 20:44, 3] == 255).all()
    shades = np.unique(picture[16:48, 20:44, 0])
    assert shades.max() - shades.min() > 60, "its sides are lit differently"


def test_what_is_nearer_covers_what_is_behind() -> None:
    behind = box(0.5, (-0.42, -0.3, -0.56))
    both = Shape(
        "two",
        np.concatenate([box(1.0, (0, 0, 0)).vertices, behind.vertices]),
        np.concatenate([behind.faces, behind.faces + 8]),
    )
    alone, covered = thumbnail(box(1.0, (0, 0, 0)), 64), thumbnail(both, 64)
    difference = np.abs(alone.astype(int) - covered)[24:40, 24:40, :3]
    assert difference.mean() < 12


def test_clouds_without_normals_have_pictures(scan_path: Path) -> None:
    picture = thumbnail(load_shape(scan_path), 64)
    assert (picture[..., 3] > 0).mean() > 0.15
