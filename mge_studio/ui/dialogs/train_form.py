"""What a new training run shall learn from, how large the model is, and when it ends."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit, QWidget

from mge_studio.studio.training_runs import TrainingOptions
from mge_studio.ui.controllers.models import DEVICES
from mge_studio.ui.widgets.basics import button, column, label, row
from mge_studio.ui.widgets.field_grid import FieldGrid
from mge_studio.ui.widgets.numbers import whole

PRESETS = {
    "tiny": "Tiny: for a first try, minutes",
    "small": "Small: the size of the bundled model",
    "base": "Base: needs a GPU",
    "large": "Large: needs a large GPU",
}
STAGES = {
    "both": "Tokenizer, then generator",
    "tokenizer": "Tokenizer only (reconstructs, cannot generate)",
}
PROCEDURAL = "procedural"
LONGEST_MINUTES = 60 * 24 * 14


class TrainForm(QWidget):
    start_wanted = Signal(object)  # TrainingOptions

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.procedural = QCheckBox(
            "Procedural families (chairs, cars, lamps, …), made before training"
        )
        self.procedural.setChecked(True)
        self.folder = QLineEdit()
        self.folder.setPlaceholderText("A folder or a zip of meshes (optional)")
        self.folder.setClearButtonEnabled(True)
        self.preset, self.stage, self.device = _combo(PRESETS), _combo(STAGES), _combo(DEVICES)
        self.minutes = whole(1, LONGEST_MINUTES, 30, suffix=" minutes")
        self.reason = label("", "faint", wrap=True)
        self.start = button("Start training", self._start, icon_name="play", role="primary")
        self.procedural.toggled.connect(self._check)
        self.folder.textChanged.connect(self._check)
        self._arrange()
        self._check()

    def options(self) -> TrainingOptions:
        folder = self.folder.text().strip()
        data = ([PROCEDURAL] if self.procedural.isChecked() else []) + ([folder] if folder else [])
        return TrainingOptions(
            data=tuple(data),
            preset=self.preset.currentData(),
            stage=self.stage.currentData(),
            device=self.device.currentData(),
            max_minutes=self.minutes.value(),
        )

    def why_not(self) -> str:
        """What keeps the run from starting; empty when nothing does."""
        folder = self.folder.text().strip()
        if folder and not Path(folder).exists():
            return "There is no such folder or file."
        if not folder and not self.procedural.isChecked():
            return "Choose something to learn from."
        return ""

    def _start(self) -> None:
        self.start_wanted.emit(self.options())

    def _check(self) -> None:
        reason = self.why_not()
        self.reason.setText(reason)
        self.start.setEnabled(not reason)

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, "Train on the meshes in", self.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose_zip(self) -> None:
        dialog = QFileDialog(
            self, "Train on the meshes in", self.folder.text(), "Zip files (*.zip)"
        )
        dialog.fileSelected.connect(self.folder.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _arrange(self) -> None:
        layout = column(self, margin=24, gap=10)
        layout.addWidget(label("New training run", "title"))
        layout.addWidget(
            label(
                "Training runs beside the studio and goes on when it is closed. Checkpoints are "
                "saved on the way, so it can be stopped at any time.",
                "dim",
                wrap=True,
            )
        )
        layout.addSpacing(10)
        layout.addWidget(label("Learn from", "heading"))
        layout.addWidget(self.procedural)
        folder = row(self.folder)
        folder.addWidget(button("Folder…", self._choose_folder, icon_name="folder-open-outline"))
        folder.addWidget(button("Zip…", self._choose_zip, icon_name="zip-box-outline"))
        layout.addLayout(folder)
        layout.addSpacing(10)
        layout.addWidget(label("Model", "heading"))
        grid = FieldGrid()
        grid.add("Size", self.preset, 3)
        grid.add("Train", self.stage, 3)
        grid.add("Run on", self.device, 3)
        grid.add("Time limit", self.minutes, 3)
        layout.addLayout(grid)
        layout.addStretch(1)
        foot = row(self.reason)
        foot.setStretch(0, 1)
        foot.addWidget(self.start)
        layout.addLayout(foot)


def _combo(choices: dict[str, str]) -> QComboBox:
    combo = QComboBox()
    for value, text in choices.items():
        combo.addItem(text, value)
    return combo
