"""How to export a shape: format, mesh or cloud, how many triangles or points, with its patches."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QWidget

from mge_studio.studio.document import Item
from mge_studio.ui.widgets.basics import answers, button, column, label
from mge_studio.ui.widgets.field_grid import FieldGrid
from mge_studio.ui.widgets.numbers import whole
from mge_studio.ui.widgets.segmented import Segmented

MESH_FORMATS, CLOUD_FORMATS = ("obj", "ply", "stl", "glb"), ("ply", "obj", "xyz")
#: Formats that hold patches, and what they hold of them.
WITH_PATCHES = {
    ("ply", "mesh"): "PLY: patch, code and colour with every vertex.",
    ("ply", "points"): "PLY: patch, code and colour with every point.",
    ("glb", "mesh"): "GLB: the patches' colours.",
}
SHARES = (100, 75, 50, 25, 10, 5)
FEWEST_TRIANGLES = 100


class ExportDialog(QDialog):
    def __init__(self, item: Item, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self._shape, self._has_tokens = item.shape, item.tokens is not None
        self.what = Segmented(
            [
                ("mesh", "Mesh", "The surface as triangles"),
                ("points", "Point cloud", "Points spread over the surface, with normals"),
            ]
        )
        self.what.changed.connect(lambda _: self._fill_formats())
        self.format = QComboBox()
        self.format.setToolTip("What the file is written as")
        self.format.currentIndexChanged.connect(self._refresh)
        self.triangles = QComboBox()
        self.triangles.setToolTip("Fewer triangles by quadric decimation, which keeps features")
        self.points = whole(100, 10_000_000, 20_000, "How many points of the surface")
        self.patches = QCheckBox("With patches")
        self._note = label("", "faint", wrap=True)
        self._fill_triangles()
        if item.shape.is_cloud:
            self.what.set_value("points")
            self.what.setEnabled(False)
        self._arrange(item)
        self._fill_formats()

    @property
    def suffix(self) -> str:
        return str(self.format.currentData())

    @property
    def chosen_triangles(self) -> int | None:
        """None for all of them."""
        return None if self.what.value == "points" else self.triangles.currentData()

    @property
    def chosen_points(self) -> int | None:
        """None where no cloud is made of a mesh."""
        makes_cloud = self.what.value == "points" and not self._shape.is_cloud
        return self.points.value() if makes_cloud else None

    @property
    def with_patches(self) -> bool:
        return self.patches.isEnabled() and self.patches.isChecked()

    def _fill_triangles(self) -> None:
        count = 0 if self._shape.faces is None else len(self._shape.faces)
        for share in SHARES:
            wanted = count * share // 100
            if share == 100:
                self.triangles.addItem(f"All {count:,}", None)
            elif wanted >= FEWEST_TRIANGLES:
                self.triangles.addItem(f"{wanted:,}  ({share}%)", wanted)

    def _fill_formats(self) -> None:
        before = self.format.currentData()
        formats = CLOUD_FORMATS if self.what.value == "points" else MESH_FORMATS
        self.format.blockSignals(True)
        self.format.clear()
        for suffix in formats:
            self.format.addItem(suffix.upper(), suffix)
        self.format.setCurrentIndex(max(0, self.format.findData(before)))
        self.format.blockSignals(False)
        self._refresh()

    def _refresh(self) -> None:
        cloud = self.what.value == "points"
        self.triangles.setEnabled(not cloud)
        self.points.setEnabled(cloud and not self._shape.is_cloud)
        holds = WITH_PATCHES.get((self.suffix, self.what.value))
        self.patches.setEnabled(self._has_tokens and holds is not None)
        self._note.setText(holds or "Only PLY, and GLB for meshes, can hold the patches.")

    def _arrange(self, item: Item) -> None:
        layout = column(self, margin=20, gap=12)
        layout.addWidget(label(f"Export {item.name}", "title", wrap=True))
        layout.addWidget(self.what)
        grid = FieldGrid()
        grid.add("Format", self.format, 2)
        grid.add("Triangles", self.triangles, 2)
        grid.add("Points", self.points, 2)
        layout.addLayout(grid)
        layout.addWidget(self.patches)
        layout.addWidget(self._note)
        layout.addSpacing(6)
        self.accept_button = button("Choose where…", self.accept, role="primary")
        self.accept_button.setDefault(True)
        layout.addLayout(answers(button("Cancel", self.reject), self.accept_button))
