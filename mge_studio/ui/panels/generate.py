"""Completing the masked part of a shape, or sampling new shapes: every setting, and the button."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QToolButton, QWidget

from mge_studio.requests import GenerationSettings, ModelInfo, Order
from mge_studio.ui.theme import icon
from mge_studio.ui.widgets.basics import button, column, label, reveal_soon, row
from mge_studio.ui.widgets.field_grid import FieldGrid
from mge_studio.ui.widgets.numbers import decimal, whole
from mge_studio.ui.widgets.preset_box import PresetBox
from mge_studio.ui.widgets.seed_edit import SeedEdit
from mge_studio.ui.widgets.segmented import Segmented

ANY_CLASS = "Any"
RESOLUTIONS = (64, 96, 128, 192, 256, 384, 512)


class GeneratePanel(QWidget):
    """`task` is "complete" or "sample". key_text: puts keys in for the names of actions.
    changed(): a setting that presets hold."""

    key_text: Callable[[str], str] = str
    run_wanted = Signal(str)
    changed = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        defaults = GenerationSettings()
        self._task = Segmented(
            [
                ("complete", "Complete", "Replace the masked patches of the current shape"),
                ("sample", "Sample", "Make new shapes from nothing"),
            ]
        )
        self._task.changed.connect(lambda _: self._refresh())
        self.presets = PresetBox()
        self.class_name = QComboBox()
        self.class_name.setToolTip("What the shape is; Any leaves it to the model")
        self.variants = whole(1, 16, defaults.variants, "How many results to make")
        self.steps = whole(
            1, 128, defaults.steps, "Decoding steps: more is slower, and more careful"
        )
        tip = "0 always takes the likeliest; higher is more varied"
        self.temperature = decimal(0, 2, defaults.temperature, tip)
        self.guidance = decimal(
            0,
            10,
            defaults.guidance,
            "How strongly the class and the visible part steer; 0 is not at all",
        )
        self._make_advanced(defaults)
        self.resolution = QComboBox()
        self.resolution.setToolTip("Cells an axis of the final mesh")
        for cells in RESOLUTIONS:
            self.resolution.addItem(f"{cells}³", cells)
        self.seed = SeedEdit()
        self._make_completing()
        #: Stays in sight below what may be scrolled.
        self.foot = QWidget()
        self.reason = label("", "faint", wrap=True)
        self.run = button("Complete", lambda: self.run_wanted.emit(self.task), role="primary")
        self.run.setProperty("tall", True)
        self._masked, self._has_tokens = 0, False
        self._model: ModelInfo | None = None
        self.fill(defaults)
        for spin in (self.steps, self.temperature, self.guidance, self.top_p):
            spin.valueChanged.connect(self.changed)
        self.resolution.currentIndexChanged.connect(self.changed)
        self.order.changed.connect(self.changed)
        self._arrange()
        self.show_model(None)

    def _make_completing(self) -> None:
        self.mode = Segmented(
            [
                ("free", "Free", "Invent where patches lie as well as what they look like"),
                (
                    "in-place",
                    "In place",
                    "Keep where the masked patches lie, re-imagine what they look like",
                ),
            ]
        )
        self.preserve = QCheckBox("Keep the unmasked surface")
        self.preserve.setToolTip(
            "Blend with the input's own surface outside the mask (closed meshes)"
        )
        self.symmetry = QCheckBox("Symmetric")
        self.symmetry.setToolTip(
            "What the model expects near the mirror image (across x = 0) of something that is "
            "not masked becomes that mirror image"
        )

    def _make_advanced(self, defaults: GenerationSettings) -> None:
        self.top_p = decimal(
            0.05, 1, defaults.top_p, "Choose among the likeliest codes that hold this probability"
        )
        self.top_p.setSingleStep(0.05)
        tip = "Share of a result's generated patches, the least confident, that Refine makes again"
        self.refined = whole(1, 100, 33, f"{tip}  ({{refine}})", suffix="%")
        self.order = Segmented(
            [
                ("confident", "Sure", "Decide the most confident codes first"),
                ("random", "Random", "Decide codes in any order"),
                (
                    "near",
                    "Near",
                    "Decide what is nearest to the visible part first, so that it grows out of it",
                ),
            ]
        )
        self.fold = QToolButton()
        self.fold.setText("Advanced")
        self.fold.setCheckable(True)
        self.fold.setProperty("role", "fold")
        self.fold.setToolTip("Settings that seldom need a change")
        self.fold.setIcon(icon("chevron-right", "dim", on="chevron-down"))
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    @property
    def task(self) -> str:
        return self._task.value

    def set_task(self, task: str) -> None:
        self._task.set_value(task)
        self._refresh()

    def take_settings(self) -> GenerationSettings:
        """The settings of the run that starts now; an unlocked seed is drawn anew."""
        return self.settings(self.seed.take())

    def settings(self, seed: int) -> GenerationSettings:
        """What the fields say, with a seed."""
        return GenerationSettings(
            steps=self.steps.value(),
            temperature=self.temperature.value(),
            top_p=self.top_p.value(),
            guidance=self.guidance.value(),
            order=cast(Order, self.order.value),
            class_name=self.class_name.currentData(),
            seed=seed,
            variants=self.variants.value(),
            mode="in-place" if self.mode.value == "in-place" else "free",
            resolution=self.resolution.currentData(),
            preserve=self.preserve.isChecked(),
            symmetry=self.symmetry.isChecked(),
        )

    def show_settings(self, settings: GenerationSettings) -> None:
        """Take over the settings of a result, its seed locked."""
        self.fill(settings)
        self.class_name.setCurrentIndex(max(0, self.class_name.findData(settings.class_name)))
        self.seed.hold(settings.seed)

    def fill(self, settings: GenerationSettings) -> None:
        """Show all but the class and the seed."""
        silent = self.blockSignals(True)
        self.variants.setValue(settings.variants)
        self.steps.setValue(settings.steps)
        self.temperature.setValue(settings.temperature)
        self.guidance.setValue(settings.guidance)
        self.top_p.setValue(settings.top_p)
        self.order.set_value(settings.order)
        self.mode.set_value(settings.mode)
        nearest = min(RESOLUTIONS, key=lambda cells: abs(cells - settings.resolution))
        self.resolution.setCurrentIndex(RESOLUTIONS.index(nearest))
        self.preserve.setChecked(settings.preserve)
        self.symmetry.setChecked(settings.symmetry)
        self.blockSignals(silent)
        self.changed.emit()

    def show_model(self, info: ModelInfo | None) -> None:
        self._model = info
        chosen = self.class_name.currentData()
        self.class_name.clear()
        self.class_name.addItem(ANY_CLASS, None)
        for name in info.class_names if info else ():
            self.class_name.addItem(name.replace("_", " ").capitalize(), name)
        self.class_name.setCurrentIndex(max(0, self.class_name.findData(chosen)))
        self._refresh()

    def show_target(self, has_tokens: bool, masked: int) -> None:
        """What a completion would work on."""
        self._has_tokens, self._masked = has_tokens, masked
        self._refresh()

    def why_not(self, task: str) -> str:
        """What is missing before `task` can start; empty when nothing is."""
        if self._model is None:
            return "The model is not loaded yet."
        if task == "complete" and not self._has_tokens:
            return "Open a shape first."
        if task == "complete" and not self._masked:
            return "Paint over the part to replace first ({paint})."
        return ""

    def _refresh(self) -> None:
        complete = self.task == "complete"
        patches = "patch" if self._masked == 1 else "patches"
        self.run.setText(
            f"Complete {self._masked} {patches}"
            if complete and self._masked
            else self.task.capitalize()
        )
        reason = self.why_not(self.task)
        self.run.setEnabled(not reason)
        self.reason.setText(self.key_text(reason))
        self.reason.setVisible(bool(reason))
        for widget in (self.preserve, self.symmetry, self.mode):
            widget.setEnabled(complete)

    def _arrange(self) -> None:
        grid = FieldGrid()
        grid.add("Class", self.class_name, 4)
        grid.add("Variants", self.variants, 2)
        grid.add("Steps", self.steps, 2)
        grid.add("Temperature", self.temperature, 2)
        grid.add("Guidance", self.guidance, 2)
        grid.add("Resolution", self.resolution, 2)
        grid.add("Seed", self.seed, 4)
        layout = column(self)
        head = row(self._task, self.presets, gap=6)
        head.setStretch(1, 1)
        layout.addLayout(head)
        layout.addLayout(grid)
        mode = row(label("Masked patches", "dim"))
        mode.addWidget(self.mode, 1)
        layout.addLayout(mode)
        keeping = row(self.preserve, self.symmetry)
        keeping.addStretch(1)
        layout.addLayout(keeping)
        advanced = QWidget()
        advanced.setVisible(False)
        self.fold.toggled.connect(advanced.setVisible)
        self.fold.toggled.connect(lambda _: reveal_soon(advanced))
        more = row(label("Top-p", "dim"), self.top_p, label("Refine", "dim"), self.refined)
        more.addStretch(1)
        order = row(label("Order", "dim"), self.order)
        order.setStretch(1, 1)
        lines = column(advanced, margin=0)
        lines.addLayout(more)
        lines.addLayout(order)
        layout.addWidget(self.fold)
        layout.addWidget(advanced)
        layout.addStretch(1)
        below = column(self.foot)
        below.addWidget(self.reason)
        below.addWidget(self.run)
