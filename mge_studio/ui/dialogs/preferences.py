"""The preferences: what is chosen holds at once, and is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QStackedWidget, QWidget

from mge_studio.scene.palettes import PALETTE_NAMES, PALETTES
from mge_studio.studio.engine import core_count
from mge_studio.ui.controllers.models import DEVICES
from mge_studio.ui.dialogs.key_list import KeyList
from mge_studio.ui.widgets.basics import button, column, label, row
from mge_studio.ui.widgets.eliding_label import ElidingLabel
from mge_studio.ui.widgets.numbers import decimal, whole
from mge_studio.ui.widgets.segmented import Segmented
from mge_studio.ui.widgets.swatches import Swatches

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

PAGES = ("general", "keys")


class PreferencesDialog(QDialog):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Preferences")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 560)
        self._window, self._settings = window, window.session.settings
        self.pages = Segmented(
            [("general", "General", "Look, device and model"), ("keys", "Keys", "Shortcuts")]
        )
        self.pages.changed.connect(self._show_page)
        self.keys = KeyList(window.key_bindings)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_general())
        self._stack.addWidget(self.keys)
        close = button("Close", self.accept)
        layout = column(self, margin=20, gap=16)
        layout.addWidget(self.pages)
        layout.addWidget(self._stack, 1)
        layout.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        window.model_changed.connect(self.show_model)
        self.show_present()

    def show_present(self) -> None:
        """Everything as it is now: menus may have changed it."""
        appearance = self._window.appearance
        self.theme.set_value(appearance.theme)
        self.palette_box.setCurrentIndex(max(0, self.palette_box.findData(appearance.palette)))
        self.swatches.show_palette(PALETTES[appearance.palette])
        self.device.setCurrentIndex(max(0, self.device.findData(self._settings.device)))
        self.threads.setValue(self._settings.threads)
        self.memory.setValue(self._settings.memory)
        self.show_model()

    def show_model(self) -> None:
        """The model that is loaded, and whether there is another to go back to."""
        folder = self._settings.model_folder
        self.folder.setText(folder or "The bundled model")
        self.folder.setToolTip(folder or "")
        self.bundled.setEnabled(folder is not None)
        self._show_reading()

    def _show_reading(self) -> None:
        """The numbers of patches that the model has, and the one in force."""
        reading = self._window.reading
        self.reading.clear()
        for count in reading.counts:
            self.reading.addItem(f"{count}", count)
        self.reading.setCurrentIndex(self.reading.findData(reading.count))
        self.reading.setEnabled(reading.has_choice)
        self.reading.setToolTip(reading.tip)

    def changeEvent(self, event: QEvent) -> None:
        """Follow what the menus did meanwhile, when the dialog comes to the front again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.show_present()

    def _show_page(self, page: str) -> None:
        self._stack.setCurrentIndex(PAGES.index(page))

    def _make_general(self) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(10)
        grid.setColumnMinimumWidth(0, 120)
        grid.setColumnStretch(1, 1)
        self._add_look(grid)
        self._add_model(grid)
        grid.setRowStretch(grid.rowCount(), 1)
        return page

    def _add_look(self, grid: QGridLayout) -> None:
        self.theme = Segmented(
            [("dark", "Dark", "Light on dark"), ("light", "Light", "Dark on light")]
        )
        self.theme.changed.connect(lambda _: self._window.appearance.toggle_theme())
        self.palette_box = QComboBox()
        for name, text in PALETTE_NAMES.items():
            self.palette_box.addItem(text, name)
        self.palette_box.activated.connect(self._choose_palette)
        self.swatches = Swatches()
        self.shuffle = button(
            "Shuffle", self._window.appearance.shuffle, icon_name="shuffle-variant",
            tip="Give the patches other colours of this palette",
        )  # fmt: skip
        palette = row(self.palette_box, self.swatches, self.shuffle)
        palette.setStretch(1, 1)
        _heading(grid, "Look")
        _line(grid, "Theme", self.theme)
        _line(grid, "Colours of patches", _holder(palette))

    def _add_model(self, grid: QGridLayout) -> None:
        self.device = QComboBox()
        for device, text in DEVICES.items():
            self.device.addItem(text, device)
        self.device.activated.connect(
            lambda _: self._window.models.use_device(self.device.currentData())
        )
        self.reading = QComboBox()
        self.reading.activated.connect(
            lambda _: self._window.reading.use(self.reading.currentData())
        )
        self.threads = whole(0, core_count(), 0, "Processor cores that the model may use")
        self.threads.setSpecialValueText("All but one")
        self.threads.valueChanged.connect(self._window.models.use_threads)
        self.memory = decimal(
            0, 1024, 0, "Fewer queries and variants at once, and no mesh whose grid would not fit"
        )
        self.memory.setSingleStep(0.5)
        self.memory.setSuffix(" GB")
        self.memory.setSpecialValueText("Automatic")
        self.memory.valueChanged.connect(self._window.models.use_memory)
        self.folder = ElidingLabel()
        choose = button("Choose…", self._window.models.ask_folder, icon_name="folder-cog-outline")
        self.bundled = button(
            "Bundled", self._window.models.use_bundled, tip="Go back to the bundled model"
        )
        folder = row(self.folder, choose, self.bundled)
        folder.setStretch(0, 1)
        _heading(grid, "Model")
        _line(grid, "Runs on", self.device)
        _line(grid, "Patches of a shape", self.reading)
        _line(grid, "Processor cores", self.threads)
        _line(grid, "Memory budget", self.memory)
        _line(grid, "Folder", _holder(folder))

    def _choose_palette(self, at: int) -> None:
        name = self.palette_box.itemData(at)
        self._window.appearance.set_palette(name)
        self.swatches.show_palette(PALETTES[name])


def _heading(grid: QGridLayout, text: str) -> None:
    at = grid.rowCount()
    if at > 1:
        grid.setRowMinimumHeight(at, 12)
    grid.addWidget(label(text, "heading"), at + 1, 0, 1, 2)


def _line(grid: QGridLayout, caption: str, field: QWidget) -> None:
    at = grid.rowCount()
    field.setAccessibleName(caption)
    grid.addWidget(label(caption, "dim"), at, 0)
    grid.addWidget(field, at, 1)


def _holder(layout: QHBoxLayout) -> QWidget:
    holder = QWidget()
    holder.setLayout(layout)
    return holder
