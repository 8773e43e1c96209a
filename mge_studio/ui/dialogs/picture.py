"""What a picture of the view, or an animation of one turn, shall be like."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLayout, QWidget

from mge_studio.scene.pictures import Background, PictureSpec
from mge_studio.ui.widgets.basics import answers, button, column, label
from mge_studio.ui.widgets.field_grid import FieldGrid
from mge_studio.ui.widgets.numbers import decimal, whole
from mge_studio.ui.widgets.segmented import Segmented

SMALLEST, LARGEST, LARGEST_FRAME = 16, 16_384, 800
PRESETS = (("Full HD", 1920, 1080), ("4K", 3840, 2160), ("Square", 2048, 2048))
FRAME_PRESETS = (("Small square", 320, 320), ("Square", 480, 480), ("Large square", 720, 720))


class PictureDialog(QDialog):
    """view: the pixels that the view has on screen."""

    title = "Save picture"

    def __init__(self, view: QSize, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle(self.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(420)
        self.size_choice = QComboBox()
        self.size_choice.setToolTip("Usual sizes; any other is typed below")
        self._make_sizes(view)
        self.background = Segmented(
            [
                ("view", "As in the view", "The backdrop of the view"),
                ("white", "White", "Plain white"),
                ("transparent", "Transparent", "Nothing behind the shape"),
            ]
        )
        self.floor = QCheckBox("Floor and shadow")
        self.floor.setToolTip("Also draw the grid and the shadow under the shape")
        self.floor.setChecked(True)
        self.background.changed.connect(lambda chosen: self.floor.setChecked(chosen == "view"))
        self.size_choice.currentIndexChanged.connect(self._take_size)
        for field in (self.width_field, self.height_field):
            field.valueChanged.connect(self._name_size)
        self._arrange()
        self._take_size()

    @property
    def suffix(self) -> str:
        return "png"

    @property
    def spec(self) -> PictureSpec:
        background = cast(Background, self.background.value)
        width, height = self.width_field.value(), self.height_field.value()
        return PictureSpec(width, height, background, self.floor.isChecked())

    def _make_sizes(self, view: QSize) -> None:
        self.width_field = whole(SMALLEST, LARGEST, view.width(), "Width", " px")
        self.height_field = whole(SMALLEST, LARGEST, view.height(), "Height", " px")
        for name, width, height in (
            ("As the view", view.width(), view.height()),
            ("Twice the view", 2 * view.width(), 2 * view.height()),
            *PRESETS,
        ):
            self._add_size(name, width, height)

    def _add_size(self, name: str, width: int, height: int) -> None:
        self.size_choice.addItem(f"{name}  ({width} × {height})", QSize(width, height))

    def _take_size(self) -> None:
        size = self.size_choice.currentData()
        if size is not None:
            for field, pixels in (
                (self.width_field, size.width()),
                (self.height_field, size.height()),
            ):
                field.blockSignals(True)
                field.setValue(pixels)
                field.blockSignals(False)

    def _name_size(self) -> None:
        """Name the preset that was typed, if it is one."""
        typed = QSize(self.width_field.value(), self.height_field.value())
        sizes = [self.size_choice.itemData(at) for at in range(self.size_choice.count())]
        self.size_choice.blockSignals(True)
        self.size_choice.setCurrentIndex(sizes.index(typed) if typed in sizes else -1)
        self.size_choice.blockSignals(False)

    def _arrange(self) -> None:
        self.size_choice.setPlaceholderText("Own size")
        layout = column(self, margin=20, gap=12)
        layout.addWidget(label(self.title, "title"))
        grid = FieldGrid()
        grid.add("Size", self.size_choice, 6)
        grid.add("Width", self.width_field, 3)
        grid.add("Height", self.height_field, 3)
        self._add_fields(grid)
        grid.add("Background", self.background, 6)
        layout.addLayout(grid)
        layout.addWidget(self.floor)
        self._add_note(layout)
        layout.addSpacing(6)
        self.accept_button = button("Choose where…", self.accept, role="primary")
        self.accept_button.setDefault(True)
        layout.addLayout(answers(button("Cancel", self.reject), self.accept_button))

    def _add_fields(self, grid: FieldGrid) -> None:
        """Further fields of a kind of picture."""

    def _add_note(self, layout: QLayout) -> None:
        """A word at the end."""


class TurnDialog(PictureDialog):
    title = "Save turntable"

    @property
    def suffix(self) -> str:
        return self.format.value

    def _make_sizes(self, view: QSize) -> None:
        self.width_field = whole(SMALLEST, LARGEST_FRAME, 480, "Width", " px")
        self.height_field = whole(SMALLEST, LARGEST_FRAME, 480, "Height", " px")
        for preset in FRAME_PRESETS:
            self._add_size(*preset)
        shrunk = view.scaled(QSize(720, 720), Qt.AspectRatioMode.KeepAspectRatio)
        self._add_size("As the view", shrunk.width(), shrunk.height())
        self.size_choice.setCurrentIndex(1)
        self.frames = whole(4, 120, 48, "Pictures in one turn: more turn more smoothly")
        self.seconds = decimal(0.5, 30.0, 4.0, "How long one turn takes")
        self.seconds.setSuffix(" s")
        self.format = Segmented(
            [
                ("webp", "WebP", "Smaller and with all colours; browsers show it"),
                ("gif", "GIF", "256 colours; everything shows it"),
            ]
        )

    def _add_fields(self, grid: FieldGrid) -> None:
        grid.add("Frames", self.frames, 3)
        grid.add("One turn takes", self.seconds, 3)
        grid.add("Format", self.format, 6)

    def _add_note(self, layout: QLayout) -> None:
        note = "GIF has no soft transparency: edges look better on a backdrop, or as WebP."
        layout.addWidget(label(note, "faint", wrap=True))
