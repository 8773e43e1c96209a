"""The mask: which patches the model shall replace."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QPushButton,
    QSizePolicy,
    QSlider,
    QStackedWidget,
    QToolButton,
    QWidget,
)

from mge_studio.ui.theme import icon
from mge_studio.ui.widgets.basics import column, label, row, tool_button
from mge_studio.ui.widgets.numbers import whole
from mge_studio.ui.widgets.progress_bar import ProgressBar
from mge_studio.ui.widgets.seed_edit import SeedEdit
from mge_studio.ui.widgets.segmented import Segmented

#: Brush radii in the normalised frame, per mille on the slider.
SMALLEST_RADIUS, LARGEST_RADIUS = 0.02, 0.6
TOOLS = (
    ("brush", "brush-variant", "Brush: paint with a ball  ({tool_brush})"),
    ("patch", "hexagon-outline", "Patch: mask single patches  ({tool_patch})"),
    ("box", "selection-drag", "Box: drag a box over what to mask  ({tool_box})"),
    ("polygon", "vector-polygon", "Polygon: click the corners of what to mask  ({tool_polygon})"),
    ("lasso", "lasso", "Lasso: draw around what to mask  ({tool_lasso})"),
    (
        "flood", "format-color-fill",
        "Flood: mask everything connected to a patch  ({tool_flood}), or by normal"
        "  ({flood_by_normal})",
    ),
)
MODES = (
    ("add", "plus", "Add to the mask"),
    ("subtract", "minus", "Take away from the mask  (with Ctrl held: always)"),
    ("intersect", "set-center", "Keep only what is in both  (with Shift held: always)"),
)
#: Which line of options belongs to a tool.
OPTION_PAGES = {"brush": 0, "box": 1, "polygon": 1, "lasso": 1, "patch": 2, "flood": 3}
REGION_PAGE = 4
#: Degrees that the surface may turn from patch to patch in a flood by normal, unless set otherwise.
USUAL_TURN = 20


class MaskPanel(QWidget):
    paint_wanted = Signal(bool)
    radius_wanted = Signal(float)
    clear_wanted = Signal()
    invert_wanted = Signal()
    tool_wanted = Signal(str)
    through_wanted = Signal(bool)
    flood_wanted = Signal(bool)
    turn_wanted = Signal(int)
    mode_wanted = Signal(str)
    nearest_wanted = Signal()
    rare_wanted = Signal()
    grow_wanted = Signal()
    shrink_wanted = Signal()
    fill_wanted = Signal()
    mirror_wanted = Signal()
    random_wanted = Signal()
    block_wanted = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.paint = QPushButton("Paint")
        self.paint.setCheckable(True)
        self.paint.setIcon(icon("brush"))
        self.paint.setToolTip(
            "Mask with the tool below ({paint}). Ctrl takes away, Shift intersects, Space orbits."
        )
        self.paint.clicked.connect(self.paint_wanted)
        self.radius = QSlider(Qt.Orientation.Horizontal)
        self.radius.setRange(int(SMALLEST_RADIUS * 1000), int(LARGEST_RADIUS * 1000))
        self.radius.setToolTip(
            "Brush radius: {brush_smaller} and {brush_larger}, or Ctrl + wheel while painting"
        )
        self.radius.valueChanged.connect(self._on_radius)
        self._radius_text = label("", "dim")
        self._radius_text.setMinimumWidth(34)
        self.count = label("", "dim")
        self.bar = ProgressBar()
        self.bar.setProperty("kind", "mask")
        self.bar.setTextVisible(False)
        self.tools, self.modes = _icon_choice(TOOLS), _icon_choice(MODES)
        self.tools.changed.connect(self.tool_wanted)
        self.modes.changed.connect(self.mode_wanted)
        self.through = QCheckBox("Through")
        self.through.setToolTip("Mask what lies behind as well, not only what is seen")
        self.through.clicked.connect(self.through_wanted)
        self.by_normal = QCheckBox("By normal")
        self.by_normal.setToolTip(
            "Flood only as far as the surface turns little, up to its creases  ({flood_by_normal})"
        )
        self.by_normal.clicked.connect(self.flood_wanted)
        self.turn = whole(
            1, 90, USUAL_TURN, "How far the surface may turn from patch to patch", suffix="°"
        )
        self.turn.setFixedWidth(64)
        self.turn.valueChanged.connect(self.turn_wanted)
        self._tool_page = 0
        self._make_changes()
        self._arrange()
        self.show_mask(None, 0)

    def _make_changes(self) -> None:
        """The buttons that change the mask as a whole."""
        self.grow, self.shrink, self.fill, self.mirror, self.invert, self.clear = (
            tool_button(icon_name, f"{tip}  ({{{id}}})", wanted.emit)
            for icon_name, tip, id, wanted in (
                ("arrow-expand-all", "Grow: one ring more", "mask_grow", self.grow_wanted),
                ("arrow-collapse-all", "Shrink: one ring less", "mask_shrink", self.shrink_wanted),
                (
                    "circle-slice-8", "Fill small holes, drop lonely patches", "mask_fill",
                    self.fill_wanted,
                ),
                (
                    "mirror", "Mirror: the same on the other side of x = 0", "mask_mirror",
                    self.mirror_wanted,
                ),
                (
                    "select-inverse", "Invert: mask what is not masked", "mask_invert",
                    self.invert_wanted,
                ),
                ("selection-off", "Clear: mask nothing", "mask_clear", self.clear_wanted),
            )
        )  # fmt: skip
        self.share = whole(1, 100, 50, "Share of the patches that the two beside mask", suffix="%")
        self.share.setFixedWidth(64)
        self.random = tool_button(
            "dots-hexagon", "Mask this share at random  ({mask_random})", self.random_wanted.emit
        )
        self.block = tool_button(
            "circle-half-full", "Mask this share in one piece  ({mask_block})",
            self.block_wanted.emit,
        )  # fmt: skip
        self.seed = SeedEdit()
        self.nearest = whole(1, 64, 8, "How many codes like the inspected one to mask with it")
        self.rarer = whole(2, 99, 2, "Mask codes that occur less often than this in the shape")
        self.mask_nearest = tool_button(
            "select-search", "Mask the inspected code and those nearest to it  ({mask_nearest})",
            self.nearest_wanted.emit,
        )  # fmt: skip
        self.mask_rare = tool_button(
            "numeric-1-circle-outline", "Mask rare codes  ({mask_rare})", self.rare_wanted.emit
        )

    def set_region_actions(self, regions: list[QAction], changes: list[QAction]) -> None:
        """Buttons that show a region in the view; and those that change it, while it is there."""
        for layout, actions in ((self._regions, regions), (self._region_changes, changes)):
            for action in actions:
                button = QToolButton()
                button.setDefaultAction(action)
                layout.addWidget(button)
        self._region_changes.addStretch(1)

    def take_share(self) -> tuple[float, int]:
        """The share in (0, 1] and the seed of a random choice; an unlocked seed is drawn."""
        return self.share.value() / 100, self.seed.take()

    def show_mask(self, mask: NDArray[np.bool_] | None, patches: int) -> None:
        """patches: of the current shape, 0 while it has no tokens."""
        masked = 0 if mask is None else int(mask.sum())
        for widget in (
            self.paint, self.tools, self.modes, self.radius, self.through, self.invert,
            self.random, self.block, self.share, self.seed, self.nearest, self.mask_nearest,
            self.rarer, self.mask_rare, self.by_normal, self.turn,
        ):  # fmt: skip
            widget.setEnabled(patches > 0)
        for widget in (self.clear, self.grow, self.shrink, self.fill, self.mirror):
            widget.setEnabled(masked > 0)
        self.bar.setMaximum(max(patches, 1))
        self.bar.setValue(masked)
        if patches == 0:
            self.count.setText("No tokens to mask yet")
        else:
            self.count.setText(f"{masked} of {patches} patches masked  ·  {masked / patches:.0%}")

    def show_painting(self, on: bool) -> None:
        self.paint.setChecked(on)

    def show_tool(self, tool: str, through: bool, by_normal: bool) -> None:
        self.tools.set_value(tool)
        self.through.setChecked(through)
        self.by_normal.setChecked(by_normal)
        self._tool_page = OPTION_PAGES[tool]
        self._options.setCurrentIndex(self._tool_page)

    def show_region(self, on: bool) -> None:
        """Whether a region is shown in the view: what can be told it takes the tool's place."""
        self._options.setCurrentIndex(REGION_PAGE if on else self._tool_page)

    def show_radius(self, radius: float) -> None:
        self.radius.blockSignals(True)
        self.radius.setValue(round(radius * 1000))
        self.radius.blockSignals(False)
        self._radius_text.setText(f"{radius:.2f}")

    def _on_radius(self, value: int) -> None:
        self._radius_text.setText(f"{value / 1000:.2f}")
        self.radius_wanted.emit(value / 1000)

    def _arrange(self) -> None:
        layout = column(self, gap=3)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.addWidget(self.count)
        layout.addWidget(self.bar)
        # Without it the tools beside it leave no room for the padding that the style adds.
        self.paint.setMinimumWidth(self.paint.sizeHint().width())
        tools = row(self.paint, gap=6)
        tools.addWidget(self.tools, 1)
        layout.addLayout(tools)
        options = row(self.modes, gap=8)
        options.addWidget(self._make_options(), 1)
        layout.addLayout(options)
        changes = row(
            self.grow, self.shrink, self.fill, self.mirror, self.invert, self.clear, gap=2
        )
        changes.addStretch(1)
        for widget in (self.share, self.random, self.block):
            changes.addWidget(widget)
        layout.addLayout(changes)
        seed = row(label("Seed", "dim"), gap=6)
        seed.addWidget(self.seed, 1)
        self._regions = row(gap=2)
        seed.addLayout(self._regions)
        layout.addLayout(seed)
        for spin in (self.nearest, self.rarer):
            spin.setFixedWidth(54)
        codes = row(label("Like this", "dim"), self.nearest, self.mask_nearest, gap=4)
        codes.addStretch(1)
        codes.addLayout(row(label("Rarer than", "dim"), self.rarer, self.mask_rare, gap=4))
        layout.addLayout(codes)
        layout.addStretch(1)

    def _make_options(self) -> QStackedWidget:
        """One line for what the tool in use can be told; see `OPTION_PAGES`."""
        radius = QWidget()
        line = row(label("Radius", "dim"))
        line.addWidget(self.radius, 1)
        line.addWidget(self._radius_text)
        radius.setLayout(line)
        about = label("Click or drag over patches", "dim")
        flood = QWidget()
        line = row(self.by_normal, self.turn)
        line.addStretch(1)
        flood.setLayout(line)
        self._options = QStackedWidget()
        self._options.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        region = QWidget()
        self._region_changes = row(gap=2)
        region.setLayout(self._region_changes)
        for page in (flood, region):  # the signs beside them say how high the line is
            page.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        for page in (radius, self.through, about, flood, region):
            self._options.addWidget(page)
        return self._options


def _icon_choice(options: tuple[tuple[str, str, str], ...]) -> Segmented:
    """options: (value, icon, tooltip) each."""
    choice = Segmented([(value, "", tip) for value, _, tip in options])
    for value, name, tip in options:
        choice.button(value).setIcon(icon(name))
        choice.button(value).setAccessibleName(tip.split(":")[0].split("  (")[0])
    return choice
