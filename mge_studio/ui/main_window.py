"""The window: the viewport in the middle, panels around it, and everything put together."""

from __future__ import annotations

import base64
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QWidget

from mge_studio.studio.document import Item
from mge_studio.studio.session import Session
from mge_studio.ui.actions import build_actions, fill_menus, fill_toolbar, pick
from mge_studio.ui.bridge import Bridge
from mge_studio.ui.controllers.appearance import Appearance
from mge_studio.ui.controllers.boxing import Boxing
from mge_studio.ui.controllers.confidence import Confidence
from mge_studio.ui.controllers.exporting import Exporting
from mge_studio.ui.controllers.files import Files
from mge_studio.ui.controllers.generating import Generating
from mge_studio.ui.controllers.helping import Helping
from mge_studio.ui.controllers.listing import Listing
from mge_studio.ui.controllers.looking import Looking
from mge_studio.ui.controllers.masking import Masking
from mge_studio.ui.controllers.models import Models
from mge_studio.ui.controllers.parting import Parting
from mge_studio.ui.controllers.picturing import Picturing
from mge_studio.ui.controllers.presetting import Presetting
from mge_studio.ui.controllers.projects import Projects
from mge_studio.ui.controllers.queueing import Queueing
from mge_studio.ui.controllers.reading import Reading
from mge_studio.ui.controllers.regions import Regions
from mge_studio.ui.controllers.repeating import Repeating
from mge_studio.ui.controllers.result_picturing import ResultPicturing
from mge_studio.ui.controllers.scanning import Scanning
from mge_studio.ui.controllers.slicing import Slicing
from mge_studio.ui.controllers.splitting import Splitting
from mge_studio.ui.controllers.tokens import TokenTools
from mge_studio.ui.controllers.viewing import Viewing
from mge_studio.ui.dialogs.command_palette import CommandPalette
from mge_studio.ui.dialogs.error import ErrorDialog
from mge_studio.ui.dialogs.gallery import Gallery
from mge_studio.ui.dialogs.preferences import PreferencesDialog
from mge_studio.ui.dialogs.recipe import RecipeDialog
from mge_studio.ui.docks import add_docks
from mge_studio.ui.key_bindings import KeyBindings
from mge_studio.ui.key_texts import name_keys, with_keys
from mge_studio.ui.menu_table import (
    CONTEXT_MENU,
    IN_PALETTE,
    QUEUE_ACTIONS,
    REGION_ACTIONS,
    RESULT_ACTIONS,
    STRIP_ACTIONS,
    SUBMENUS,
    TOKEN_EDITS,
)
from mge_studio.ui.notifier import Notifier
from mge_studio.ui.panels.generate import GeneratePanel
from mge_studio.ui.panels.history import HistoryPanel
from mge_studio.ui.panels.mask import MaskPanel
from mge_studio.ui.panels.queue import QueuePopup
from mge_studio.ui.panels.result_bar import ResultBar
from mge_studio.ui.panels.scan import ScanPanel
from mge_studio.ui.panels.shapes import ShapesPanel
from mge_studio.ui.panels.slice_bar import SliceBar
from mge_studio.ui.panels.tokens import TokensPanel
from mge_studio.ui.panels.variant_strip import VariantStrip
from mge_studio.ui.presenter import Presenter
from mge_studio.ui.split_view import SplitView
from mge_studio.ui.status_bar import StatusBar
from mge_studio.ui.thumbnails import Thumbnails
from mge_studio.ui.tour import Tour
from mge_studio.ui.viewport import Viewport
from mge_studio.ui.widgets.basics import column
from mge_studio.ui.widgets.legend import Legend
from mge_studio.ui.widgets.parts_legend import PartsLegend
from mge_studio.ui.widgets.welcome import Welcome

if TYPE_CHECKING:
    from mge_studio.ui.dialogs.train import TrainDialog


class MainWindow(QMainWindow):
    """Owns its session: closing the window closes it. model_changed(): another is loaded.
    safe_viewer: draw the view off-screen."""

    model_changed = Signal()

    session: Session
    viewport: Viewport
    files: Files
    looking: Looking
    viewing: Viewing
    appearance: Appearance
    masking: Masking
    generating: Generating
    helping: Helping
    listing: Listing
    models: Models
    presetting: Presetting
    projects: Projects
    tokens: TokenTools
    generate_panel: GeneratePanel
    repeating: Repeating
    queueing: Queueing
    exporting: Exporting
    picturing: Picturing
    slicing: Slicing
    confidence: Confidence
    parting: Parting
    splitting: Splitting
    scanning: Scanning
    boxing: Boxing
    regions: Regions
    reading: Reading

    def __init__(self, session: Session, bridge: Bridge, safe_viewer: bool = False):
        super().__init__()
        self._safe_viewer = safe_viewer
        self.session, self.bridge = session, bridge
        self.training: TrainDialog | None = None
        self.gallery: Gallery | None = None
        self._closing_anyway = False
        self.workers_ended = True
        self.setWindowTitle("MGE Studio")
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self._actions = build_actions(self)
        self.key_bindings = KeyBindings(self._actions, session.settings)
        self._make_controllers()
        self._make_widgets()
        self._arrange()
        self.appearance.apply_remembered()
        self.presenter = Presenter(self)
        self.queueing.connect()
        self.presetting.connect()
        self.notifier = Notifier(self)
        self.looking.set_view(self.looking.view)
        self.mask_panel.show_radius(self.viewport.brush_radius)
        self.masking.show_tool()
        self._restore_layout()
        self._name_keys()
        self.bridge.subscribe(self.key_bindings.changed, self._name_keys)
        self.tour = Tour(self)
        self.tour.ended.connect(self._end_tour)

    def action(self, id: str) -> QAction:
        return self._actions[id]

    def tool(self, id: str) -> QWidget:
        """The toolbar's button of an action."""
        return self._toolbar.widgetForAction(self._actions[id])

    # Made once

    def _make_controllers(self) -> None:
        self.files = Files(self)
        self.looking = Looking(self)
        self.viewing = Viewing(self)
        self.appearance = Appearance(self)
        self.masking = Masking(self)
        self.generating = Generating(self)
        self.helping = Helping(self)
        self.listing = Listing(self)
        self.models = Models(self)
        self.presetting = Presetting(self)
        self.projects = Projects(self)
        self.tokens = TokenTools(self)
        self.repeating = Repeating(self)
        self.queueing = Queueing(self)
        self.exporting = Exporting(self)
        self.picturing = Picturing(self)
        self.result_picturing: ResultPicturing = ResultPicturing(self)
        self.slicing = Slicing(self)
        self.confidence = Confidence(self)
        self.parting = Parting(self)
        self.splitting = Splitting(self)
        self.scanning = Scanning(self)
        self.boxing = Boxing(self)
        self.regions = Regions(self)
        self.reading = Reading(self)

    def _make_widgets(self) -> None:
        self.viewport = Viewport(self, self._safe_viewer)
        self.split_view = SplitView(self.viewport)
        self.legend = Legend(self.split_view)
        self.confidence_legend = Legend(self.split_view)
        self.parts_legend = PartsLegend(self.viewport)
        self.slice_bar = SliceBar(self.split_view)
        self.shapes_panel = ShapesPanel()
        self.shapes_panel.set_menu_actions(pick(self._actions, CONTEXT_MENU))
        self.tokens_panel = TokensPanel()
        self.tokens_panel.set_actions(
            [self._actions[id] for id in TOKEN_EDITS],
            [self._actions[id] for id in ("atlas", "export_tokens")],
        )
        self.mask_panel = MaskPanel()
        regions, changes = ([self._actions[id] for id in ids] for ids in REGION_ACTIONS)
        self.mask_panel.set_region_actions(regions, changes)
        self.scan_panel = ScanPanel()
        self.generate_panel = GeneratePanel()
        self.history_panel = HistoryPanel()
        self.result_bar = ResultBar([self._actions[id] for id in RESULT_ACTIONS])
        self.thumbnails = Thumbnails(self)
        strip_actions = [self._actions[id] for id in STRIP_ACTIONS]
        self.variant_strip = VariantStrip(self.thumbnails, strip_actions)
        self.queue_popup = QueuePopup([self._actions[id] for id in QUEUE_ACTIONS], self)
        self._submenus = {
            name: QMenu(title, self)
            for name, title in (
                ("recent", "Open recent"),
                ("samples", "Open sample"),
                ("device", "Run on"),
                ("reading", "Patches of a shape"),
                ("panels", "Panels"),
                ("palettes", "Colours of patches"),
                *((name, title) for name, (title, _) in SUBMENUS.items()),
            )
        }
        self._submenus["recent"].aboutToShow.connect(
            lambda: self.files.fill_recent(self._submenus["recent"])
        )
        self._submenus["samples"].aboutToShow.connect(
            lambda: self.files.fill_samples(self._submenus["samples"])
        )
        self.models.fill_devices(self._submenus["device"])
        self.reading.fill(self._submenus["reading"])
        self.appearance.fill_palettes(self._submenus["palettes"])
        for name, (_, ids) in SUBMENUS.items():
            self._submenus[name].addActions([self._actions[id] for id in ids])
        self.welcome = Welcome(
            self.viewport, self._actions["open"], self._actions["sample"], self._submenus["samples"]
        )
        model_menu = QMenu(self)
        model_menu.addActions(
            [self._actions[id] for id in ("models", "choose_model", "bundled_model", "train")]
        )
        self.status = StatusBar(model_menu, self._submenus["reading"], self._submenus["device"])
        for speaker in (self.status, self.generate_panel):
            speaker.key_text = partial(with_keys, bindings=self.key_bindings)

    def _arrange(self) -> None:
        centre = QWidget()
        layout = column(centre, margin=0, gap=0)
        layout.addWidget(self.split_view, 1)
        layout.addWidget(self.variant_strip)
        layout.addWidget(self.result_bar)
        self.setCentralWidget(centre)
        self.setStatusBar(self.status)
        self._add_toolbar()
        panels = {
            "shapes": self.shapes_panel, "history": self.history_panel,
            "tokens": self.tokens_panel, "mask": self.mask_panel, "scan": self.scan_panel,
            "generate": self.generate_panel,
        }  # fmt: skip
        self._docks = add_docks(self, panels, {"generate": self.generate_panel.foot})
        self._docks["scan"].visibilityChanged.connect(self.boxing.follow_panel)
        toggles = [dock.toggleViewAction() for dock in self._docks.values()]
        self._submenus["panels"].addActions(toggles)
        fill_menus(self, self._actions, self._submenus)

    def _add_toolbar(self) -> None:
        toolbar = QToolBar("Toolbar", movable=False, iconSize=QSize(20, 20))
        toolbar.setObjectName("toolbar")
        toolbar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        fill_toolbar(toolbar, self._actions)
        self.addToolBar(toolbar)
        self._toolbar = toolbar

    def _name_keys(self) -> None:
        """Wherever the window speaks of keys, name those that are in force."""
        name_keys(self, self.key_bindings)
        self.status.say_again()
        self.presenter.refresh()

    # Windows on top

    def show_panel(self, name: str) -> None:
        self._docks[name].show()
        self._docks[name].raise_()

    def show_error(self, title: str, message: str, details: str = "") -> None:
        ErrorDialog(title, message, details, self).open()

    def show_recipe(self, item: Item) -> None:
        copy_command = partial(self.repeating.copy_command, item)
        copy_python = partial(self.repeating.copy_python, item)
        RecipeDialog(item, copy_command, copy_python, self).open()

    def show_gallery(self) -> None:
        if self.gallery is None:
            self.gallery = Gallery(self)
        self.gallery.show()
        self.gallery.raise_()
        self.gallery.activateWindow()

    def show_training(self) -> None:
        from mge_studio.ui.dialogs.train import TrainDialog  # brings pyqtgraph in

        if self.training is None:
            self.training = TrainDialog(self)
            self.training.use_model.connect(self.models.use)
        self.training.show()
        self.training.raise_()

    def show_commands(self) -> None:
        others = {f"{menu}, {self._submenus[id].title()}": self._submenus[id].actions()
                  for menu, id in IN_PALETTE}  # fmt: skip
        CommandPalette(self._actions, others, self).show()

    def show_preferences(self) -> None:
        PreferencesDialog(self).open()

    def show_tour(self) -> None:
        self.show_panel("generate")
        self.tour.start()

    def _end_tour(self) -> None:
        self.session.settings.toured = True
        self.session.settings.save()

    # Files dropped beside the viewport

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.files.open(paths)
            event.acceptProposedAction()

    # The end

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.session.loses_by_closing and not self._closing_anyway:
            event.ignore()
            self.projects.leave(self.close_anyway, "Close without saving")
            return
        self.projects.close()
        self.viewing.close()
        self.parting.close()
        self.picturing.close()
        self.models.close()
        self.helping.close()
        self._remember_layout()
        for dialog in (self.training, self.gallery):
            if dialog is not None:
                dialog.close()
        self.bridge.close()
        self.hide()  # at once: what runs may take a moment to stop
        self.workers_ended = self.session.close()
        self.thumbnails.close()
        self.split_view.close_panes()
        self.viewport.close()
        event.accept()

    def close_anyway(self) -> None:
        """Close without asking about unsaved work."""
        self._closing_anyway = True
        self.close()

    def _remember_layout(self) -> None:
        settings = self.session.settings
        settings.window_geometry = base64.b64encode(self.saveGeometry().data()).decode()
        settings.window_state = base64.b64encode(self.saveState().data()).decode()
        settings.save()

    def _restore_layout(self) -> None:
        settings = self.session.settings
        self.restoreGeometry(QByteArray(base64.b64decode(settings.window_geometry)))
        self.restoreState(QByteArray(base64.b64decode(settings.window_state)))
