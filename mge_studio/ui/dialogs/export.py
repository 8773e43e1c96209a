"""How to export: format, mesh or cloud, how finely, how many triangles or points, with patches."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QWidget

from mge_studio.studio.document import Item
from mge_studio.studio.exporting import FEWEST_TRIANGLES
from mge_studio.ui.panels.generate import RESOLUTIONS
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


class ExportDialog(QDialog):
    """items: all of them are written alike; finer: how many could be decoded once more."""

    def __init__(self, items: Sequence[Item], finer: int, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self._items = items
        self._all_clouds = all(item.shape.is_cloud for item in items)
        self._has_tokens = any(item.tokens is not None for item in items)
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
        self.resolution = QComboBox()
        self.triangles = QComboBox()
        self.triangles.setToolTip("Fewer triangles by quadric decimation, which keeps features")
        self.points = whole(100, 10_000_000, 20_000, "How many points of the surface")
        self.patches = QCheckBox("With patches")
        self.patches.setToolTip("Write which patch and code every vertex belongs to")
        self._note = label("", "faint", wrap=True)
        self._fill_resolutions(finer)
        self._fill_triangles()
        if self._all_clouds:
            self.what.set_value("points")
            self.what.setEnabled(False)
        self._arrange()
        self._fill_formats()

    @property
    def suffix(self) -> str:
        return str(self.format.currentData())

    @property
    def chosen_resolution(self) -> int | None:
        """Cells an axis of what is decoded once more; None for the surface there is."""
        return self.resolution.currentData()

    @property
    def chosen_triangles(self) -> int:
        """In percent."""
        return 100 if self.what.value == "points" else int(self.triangles.currentData())

    @property
    def chosen_points(self) -> int | None:
        """None where no cloud is made of a mesh."""
        return self.points.value() if self.what.value == "points" else None

    @property
    def with_patches(self) -> bool:
        return self.patches.isEnabled() and self.patches.isChecked()

    def _fill_resolutions(self, finer: int) -> None:
        self.resolution.addItem("As it is", None)
        for cells in RESOLUTIONS:
            self.resolution.addItem(f"{cells}³", cells)
        self.resolution.setEnabled(finer > 0)
        tip = "Decode the surface once more in so many cells an axis, and write that"
        if finer == 0:
            tip = "Only results whole and of this model can be decoded once more"
        elif finer < len(self._items):
            tip += f": {finer} of these; the others are written as they are"
        self.resolution.setToolTip(tip)
        self.resolution.currentIndexChanged.connect(self._fill_triangles)

    def _fill_triangles(self) -> None:
        """Counts where they are known: of one shape, decoded as it is."""
        chosen = max(self.triangles.currentIndex(), 0)
        faces = self._items[0].shape.faces
        known = len(self._items) == 1 and self.chosen_resolution is None and faces is not None
        count = len(faces) if known and faces is not None else 0
        self.triangles.clear()
        for share in SHARES:
            number = f"{count * share // 100:,}"
            if share == 100:
                self.triangles.addItem(f"All {number}" if known else "All", share)
            elif not known:
                self.triangles.addItem(f"{share}%", share)
            elif count * share // 100 >= FEWEST_TRIANGLES:
                self.triangles.addItem(f"{number}  ({share}%)", share)
        self.triangles.setCurrentIndex(min(chosen, self.triangles.count() - 1))

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
        self.points.setEnabled(cloud and not self._all_clouds)
        holds = WITH_PATCHES.get((self.suffix, self.what.value))
        self.patches.setEnabled(self._has_tokens and holds is not None)
        self._note.setText(holds or "Only PLY, and GLB for meshes, can hold the patches.")

    def _arrange(self) -> None:
        several = len(self._items) > 1
        what = f"{len(self._items)} shapes" if several else self._items[0].name
        layout = column(self, margin=20, gap=12)
        layout.addWidget(label(f"Export {what}", "title", wrap=True))
        layout.addWidget(self.what)
        grid = FieldGrid()
        for caption, field in (
            ("Format", self.format), ("Resolution", self.resolution),
            ("Triangles", self.triangles), ("Points", self.points),
        ):  # fmt: skip
            grid.add(caption, field, 3)
        layout.addLayout(grid)
        layout.addWidget(self.patches)
        layout.addWidget(self._note)
        layout.addSpacing(6)
        self.accept_button = button("Choose where…", self.accept, role="primary")
        self.accept_button.setToolTip("A folder for all of them" if several else "Name the file")
        self.accept_button.setDefault(True)
        layout.addLayout(answers(button("Cancel", self.reject), self.accept_button))
