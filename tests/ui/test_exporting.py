"""Exporting with options: fewer triangles, clouds, patches and codes with every vertex."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import trimesh
from driven_window import Studio
from PySide6.QtCore import Qt

from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.patches import nearest_patch
from mge_studio.ui.dialogs.export import ExportDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def asked(studio: Studio) -> ExportDialog:
    studio.press(Qt.Key.Key_E, CTRL | ALT)
    dialog = studio.dialog(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    return dialog


def export(studio: Studio, dialog: ExportDialog, path: Path) -> None:
    studio.session.settings.last_folder = str(path.parent)  # where no file has the offered name
    studio.qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    studio.choose_path(path)
    studio.settle(60)
    assert path.exists()


def vertex_table(path: Path) -> np.ndarray:
    """The vertices of a binary PLY with its labels."""
    head, _, body = path.read_bytes().partition(b"end_header\n")
    words = [line.split() for line in head.decode().splitlines()]
    count = next(int(line[2]) for line in words if line[:2] == ["element", "vertex"])
    kinds = {"float": "<f4", "double": "<f8", "int": "<i4", "uchar": "u1"}
    singles = [line for line in words if line[0] == "property" and len(line) == 3]
    fields = [(name, kinds[kind]) for _, kind, name in singles]
    return np.frombuffer(body, dtype=fields, count=count)


def test_a_ply_holds_patch_and_code_of_every_vertex(studio: Studio, tmp_path: Path) -> None:
    bed = studio.current
    dialog = asked(studio)
    assert not dialog.patches.isEnabled()  # OBJ holds none
    dialog.format.setCurrentText("PLY")
    dialog.patches.click()
    export(studio, dialog, tmp_path / "bed.ply")
    table = vertex_table(tmp_path / "bed.ply")
    patches = nearest_patch(bed.shape.vertices, bed.tokens.centres)
    assert np.array_equal(table["patch"], patches)
    assert np.array_equal(table["code"], bed.tokens.codes[patches])
    colours = np.stack([table[channel] for channel in ("red", "green", "blue")], axis=1)
    assert len(np.unique(colours, axis=0)) > 5
    again = load_shape(tmp_path / "bed.ply")
    assert np.array_equal(again.faces, bed.shape.faces)


def test_a_glb_has_the_patches_colours(studio: Studio, tmp_path: Path) -> None:
    dialog = asked(studio)
    dialog.format.setCurrentText("GLB")
    dialog.patches.click()
    export(studio, dialog, tmp_path / "bed.glb")
    (mesh,) = trimesh.load(tmp_path / "bed.glb").geometry.values()
    assert len(np.unique(mesh.visual.vertex_colors, axis=0)) > 5


def test_fewer_triangles(studio: Studio, tmp_path: Path) -> None:
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)  # a ball of 1,280 triangles
    studio.settle()
    dialog = asked(studio)
    dialog.triangles.setCurrentIndex(2)
    export(studio, dialog, tmp_path / "ball.obj")
    made = load_shape(tmp_path / "ball.obj")
    assert len(made.faces) == len(studio.current.shape.faces) // 2
    assert np.allclose(np.ptp(made.vertices, axis=0), 1.9, atol=0.2)


def test_a_cloud_of_a_mesh(studio: Studio, tmp_path: Path) -> None:
    dialog = asked(studio)
    dialog.what.button("points").click()
    dialog.format.setCurrentText("PLY")
    dialog.points.setValue(5000)
    dialog.patches.click()
    export(studio, dialog, tmp_path / "bed.ply")
    made = load_shape(tmp_path / "bed.ply")
    assert made.is_cloud and len(made.vertices) == 5000 and made.normals is not None
    assert set(vertex_table(tmp_path / "bed.ply")["patch"]) <= set(range(128))
