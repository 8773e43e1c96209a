"""Exporting with options: fewer triangles, clouds, patches and codes with every vertex."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import trimesh
from driven_window import Studio
from PySide6.QtCore import QPoint, Qt

from mge_studio.requests import CompleteRequest, ReconstructRequest
from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.patches import nearest_patch
from mge_studio.studio.file_names import file_name
from mge_studio.ui.dialogs.export import ExportDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


LEFT = Qt.MouseButton.LeftButton


def asked(studio: Studio) -> ExportDialog:
    studio.press(Qt.Key.Key_E, CTRL | ALT)
    dialog = studio.dialog(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    return dialog


def export(studio: Studio, dialog: ExportDialog, path: Path) -> None:
    studio.session.settings.last_folder = str(path.parent)  # where no file has the offered name
    studio.qtbot.mouseClick(dialog.accept_button, LEFT)
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


def test_all_selected_shapes_are_written_into_a_folder(studio: Studio, tmp_path: Path) -> None:
    studio.window.generate_panel.variants.setValue(2)
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle()
    tree, items = studio.window.shapes_panel.tree, studio.document.items
    for at, held in ((0, Qt.KeyboardModifier.NoModifier), (1, CTRL), (2, CTRL)):
        place = QPoint(60, tree.visualItemRect(tree.topLevelItem(at)).center().y())
        studio.qtbot.mouseClick(tree.viewport(), LEFT, held, place)
    dialog = asked(studio)
    assert dialog.triangles.currentText() == "All"  # of each; their numbers differ
    dialog.format.setCurrentText("PLY")
    dialog.patches.click()
    dialog.triangles.setCurrentText("50%")
    studio.session.settings.last_folder = str(tmp_path)
    studio.qtbot.mouseClick(dialog.accept_button, LEFT)
    (tmp_path / "all").mkdir()
    studio.choose_path(tmp_path / "all")
    studio.settle(60)
    written = sorted((tmp_path / "all").iterdir())
    by_name = {file_name(item.name): item for item in items}
    assert [path.stem for path in written] == sorted(by_name)
    for path in written:
        faces = load_shape(path).faces
        assert abs(len(faces) - len(by_name[path.stem].shape.faces) // 2) <= 2
        assert "patch" in vertex_table(path).dtype.names


def test_a_result_is_decoded_once_more_in_another_resolution(
    studio: Studio, tmp_path: Path
) -> None:
    dialog = asked(studio)
    assert not dialog.resolution.isEnabled()  # what was read from a file is as fine as it is
    dialog.reject()
    studio.press(Qt.Key.Key_I, CTRL)
    studio.window.generate_panel.variants.setValue(2)
    for task in (CTRL, CTRL | SHIFT):
        studio.press(Qt.Key.Key_Return, task)
        studio.settle()
    sample, completion = studio.current, studio.document.items[2]
    for item, kind in ((sample, ReconstructRequest), (completion, CompleteRequest)):
        studio.document.set_current(item.id)
        studio.settle()
        dialog = asked(studio)
        dialog.resolution.setCurrentText("512³")
        export(studio, dialog, tmp_path / f"{item.id}.obj")
        request = studio.engine.ran[-1]
        assert isinstance(request, kind) and studio.document.item(item.id).exported
    assert request.settings.resolution == 512 and request.settings.seed == (
        completion.result.request.settings.seed
    )
    assert studio.document.item(completion.id).shape is completion.shape
