"""The models: which there are, what each is, importing another, checking one, using one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QProgressBar,
    QTreeWidget,
    QTreeWidgetItem,
)

from mge_studio.studio.jobs import Job
from mge_studio.studio.model_files import ModelCheck, ModelFacts, model_card
from mge_studio.studio.model_library import KnownModel, Origin
from mge_studio.ui.theme import icon
from mge_studio.ui.widgets.basics import button, column, row
from mge_studio.ui.widgets.card_view import CardView
from mge_studio.ui.widgets.eliding_label import ElidingLabel

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

COLUMNS = ("Model", "From", "Preset", "Parameters", "Patches", "Classes", "Size")
ORIGINS: dict[Origin, str] = {
    "bundled": "The studio",
    "imported": "Imported",
    "trained": "Trained here",
    "elsewhere": "Another folder",
}
MODEL_ROLE = Qt.ItemDataRole.UserRole
ABOUT_USE = "Load this model; open shapes are read again with it (double click)"
NO_CARD = "*This model came without a card (README.md).*"


class ModelManager(QDialog):
    """Stays open beside the window. What takes long runs as a job, with its progress here."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle("Models")
        self.resize(900, 660)
        self._window, self._models = window, window.models
        self._library = window.models.library
        self._job: Job | None = None
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels(COLUMNS)
        self.list.setToolTip("Double click, or Return, uses a model")
        self.list.currentItemChanged.connect(self._show_chosen)
        self.list.itemActivated.connect(lambda *_: self._use())
        self.card = CardView()
        self.told = ElidingLabel("dim")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedWidth(160)
        self.stop = button("Stop", self._stop, tip="Leave everything as it was")
        self._make_buttons()
        self._arrange()
        self._connect()
        self._show_job(None)

    @property
    def chosen(self) -> KnownModel | None:
        item = self.list.currentItem()
        return None if item is None else item.data(0, MODEL_ROLE)

    def choose(self, folder: Path) -> None:
        """Go to the model of a folder, if it is in the list."""
        for at in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(at)
            if item is not None and item.data(0, MODEL_ROLE).folder.resolve() == folder.resolve():
                self.list.setCurrentItem(item)

    def refresh(self) -> None:
        """List the models there are now; keep the chosen one."""
        loaded = self._window.session.model
        chosen = self.chosen.folder if self.chosen else loaded.folder if loaded else None
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addTopLevelItems(
            [_line(model, self._is_used(model)) for model in self._library.list()]
        )
        if chosen is not None:
            self.choose(chosen)
        self.list.blockSignals(False)
        self._show_chosen()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self.list.setFocus()

    def _is_used(self, model: KnownModel) -> bool:
        loaded = self._window.session.model
        return loaded is not None and loaded.folder.resolve() == model.folder.resolve()

    def _show_chosen(self, *_: object) -> None:
        model = self.chosen
        if model is None:
            return
        used = self._is_used(model)
        loading = self._window.session.model_loading
        self.use.setText("In use" if used else "Loading…" if loading else "Use this model")
        self.use.setEnabled(not (used or loading or model.facts.problem))
        self.check.setEnabled(self._job is None and not model.facts.problem)
        self.told.setText(model.facts.problem or str(model.folder))
        self.told.setToolTip(self.told.text())
        self.card.show_card(model.folder, model_card(model.folder) or NO_CARD)

    # What the buttons do

    def _use(self) -> None:
        if self.chosen is not None and self.use.isEnabled():
            self._models.use_known(self.chosen)
            self._show_chosen()

    def _check(self) -> None:
        if self.chosen is not None and self._job is None:
            self._show_job(self._library.check(self.chosen.folder))

    def _import(self, source: str) -> None:
        if self._job is None:
            self._show_job(self._library.import_from(Path(source)))

    def _open_folder(self) -> None:
        if self.chosen is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.chosen.folder)))

    def _stop(self) -> None:
        if self._job is not None:
            self._window.session.cancel(self._job.id)

    # What becomes of it

    def _connect(self) -> None:
        connect, session = self._window.bridge.subscribe, self._window.session
        connect(self._library.imported, self._on_imported)
        connect(self._library.checked, self._on_checked)
        connect(session.job_progressed, self._on_progress)
        for signal in (session.job_finished, session.job_failed, session.job_cancelled):
            connect(signal, self._on_ended)
        connect(session.model_failed, self._show_chosen)
        self._window.model_changed.connect(self.refresh)

    def _on_imported(self, folder: Path) -> None:
        self.refresh()
        self.choose(folder)
        self.told.setText(f"Imported to {folder}; every file is as it was written.")

    def _on_checked(self, check: ModelCheck) -> None:
        self.told.setText(
            " ".join(check.problems)
            or f"All {check.files} files are as they were written (sha256)."
        )
        self.told.setToolTip(self.told.text())

    def _on_progress(self, job: Job) -> None:
        if job is self._job:
            self.bar.setValue(round(1000 * job.fraction))
            self.told.setText(f"{job.message}…")

    def _on_ended(self, job: Job, *_: object) -> None:
        if job is self._job:
            self._show_job(None)
            if job.state != "finished":
                self._show_chosen()

    def _show_job(self, job: Job | None) -> None:
        self._job = job
        self.bar.setRange(0, 1000)
        self.bar.setValue(0)
        for widget in (self.bar, self.stop):
            widget.setVisible(job is not None)
        for widget in (self.import_folder, self.import_zip, self.check):
            widget.setEnabled(job is None)

    # Made once

    def _make_buttons(self) -> None:
        self.use = button("Use this model", self._use, role="primary", tip=ABOUT_USE)
        self.check = button(
            "Verify", self._check, icon_name="shield-check-outline",
            tip="Compare every file with the sha256 written when the model was",
        )  # fmt: skip
        self.open_folder = button("Open folder", self._open_folder, icon_name="folder-open-outline")
        self.open_folder.setToolTip("Show the model's files")
        self.import_folder = button(
            "Import folder…", lambda: self._models.ask_import(self._import, folder=True),
            icon_name="folder-plus-outline", tip="Copy a model folder into the studio's own",
        )  # fmt: skip
        self.import_zip = button(
            "Import zip…", lambda: self._models.ask_import(self._import, folder=False),
            icon_name="zip-box-outline", tip="Copy a zipped model folder into the studio's own",
        )  # fmt: skip

    def _arrange(self) -> None:
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        self.list.setFixedHeight(190)
        layout = column(self, margin=18, gap=12)
        layout.addWidget(self.list)
        news = row(self.told, self.bar, self.stop)
        news.setStretch(0, 1)
        layout.addLayout(news)
        layout.addWidget(self.card, 1)
        foot = row(self.import_folder, self.import_zip)
        foot.addStretch(1)
        for widget in (self.open_folder, self.check, self.use):
            foot.addWidget(widget)
        layout.addLayout(foot)


def _line(model: KnownModel, used: bool) -> QTreeWidgetItem:
    facts = model.facts
    texts = ["", "", "", "", ""] if facts.problem else _numbers(facts)
    item = QTreeWidgetItem([model.name, ORIGINS[model.origin], *texts])
    item.setData(0, MODEL_ROLE, model)
    item.setToolTip(0, str(model.folder))
    item.setToolTip(5, ", ".join(facts.class_names))
    for at in range(3, len(COLUMNS)):
        item.setTextAlignment(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if facts.problem:
        item.setIcon(0, icon("alert-circle-outline", "bad"))
    else:
        item.setIcon(0, icon("check" if used else "cube-outline", "good" if used else "faint"))
    return item


def _numbers(facts: ModelFacts) -> list[str]:
    parameters = f"{facts.parameters / 1e6:.1f}M"
    if not facts.generates:
        parameters += " (no generator)"
    size = f"{facts.size / 1e6:.0f} MB" if facts.size < 1e9 else f"{facts.size / 1e9:.1f} GB"
    patches = str(facts.patches)
    if facts.most_patches > facts.patches:
        patches += f" (≤ {facts.most_patches})"
    return [facts.preset, parameters, patches, str(len(facts.class_names)), size]
