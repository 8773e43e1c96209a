"""Every action of the studio in one table: menus, toolbar, shortcuts and help are made from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolBar

from mge_studio.ui.theme import icon

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

Handler = Callable[["MainWindow"], object]


@dataclass(frozen=True)
class ActionSpec:
    """keys: the first is shown, the others work as well. checked_icon: for actions with a state."""

    id: str
    text: str
    icon: str
    keys: tuple[str, ...]
    tip: str
    run: Handler
    checkable: bool = False
    checked_icon: str | None = None


def _spec(id: str, text: str, icon: str, keys: str, tip: str, run: Handler, **more: object) -> ActionSpec:
    return ActionSpec(id, text, icon, tuple(keys.split()), tip, run, **more)  # type: ignore[arg-type]


_ALL = (
    _spec("open", "Open…", "folder-open-outline", "Ctrl+O", "Open meshes or point clouds", lambda w: w.files.ask_open()),
    _spec("export", "Export…", "tray-arrow-down", "Ctrl+E", "Write the current shape to a file, in its own units", lambda w: w.files.ask_export()),
    _spec("export_unsaved", "Export all unsaved results…", "download-multiple", "Ctrl+Shift+E", "Write every unsaved result into a folder", lambda w: w.files.ask_export_unsaved()),
    _spec("quit", "Quit", "exit-to-app", "Ctrl+Q", "Close the studio", lambda w: w.close()),

    _spec("undo", "Undo", "undo", "Ctrl+Z", "Take the last change back", lambda w: w.session.undo()),
    _spec("redo", "Redo", "redo", "Ctrl+Shift+Z Ctrl+Y", "Make the change again", lambda w: w.session.redo()),
    _spec("rename", "Rename", "pencil-outline", "F2", "Give the current shape another name", lambda w: w.listing.edit_name()),
    _spec("visible", "Show or hide", "eye-outline", "H", "Show or hide the current shape", lambda w: w.listing.toggle_visible()),
    _spec("remove", "Remove", "delete-outline", "Ctrl+Backspace", "Take the selected shapes out of the list", lambda w: w.listing.remove_selected()),

    _spec("paint", "Paint mask", "brush", "B", "Paint the region to replace; Ctrl erases, Space orbits", lambda w: w.masking.set_painting(not w.masking.painting), checkable=True),
    _spec("mask_clear", "Clear mask", "selection-off", "Ctrl+D", "Mask nothing", lambda w: w.masking.clear()),
    _spec("mask_invert", "Invert mask", "select-inverse", "Ctrl+I", "Mask what is not masked", lambda w: w.masking.invert()),
    _spec("brush_smaller", "Smaller brush", "minus", "[", "Make the brush smaller", lambda w: w.masking.scale_brush(1 / 1.15)),
    _spec("brush_larger", "Larger brush", "plus", "]", "Make the brush larger", lambda w: w.masking.scale_brush(1.15)),

    _spec("fit", "Fit", "fit-to-screen-outline", "F", "Fit the shape into the view", lambda w: w.viewport.fit()),
    _spec("reset_view", "Reset view", "home-outline", "Home", "Look from the front again", lambda w: w.viewport.reset_view()),
    _spec("view_plain", "Plain", "cube-outline", "1", "Show the surface as it is", lambda w: w.looking.set_view("plain"), checkable=True),
    _spec("view_tokens", "Tokens", "hexagon-multiple-outline", "2", "Colour the patches", lambda w: w.looking.set_view("tokens"), checkable=True),
    _spec("view_mask", "Mask", "select-group", "3", "Show what is masked", lambda w: w.looking.set_view("mask"), checkable=True),
    _spec("compare", "Before / after", "compare", "X", "Switch between a result and what it was made from", lambda w: w.looking.toggle_before_after()),
    _spec("reconstruct", "What the model sees", "cube-scan", "R", "Switch to the tokenizer's own reconstruction and back", lambda w: w.looking.toggle_reconstruction()),

    _spec("complete", "Complete", "auto-fix", "Ctrl+Return", "Replace the masked patches", lambda w: w.generating.run("complete")),
    _spec("sample", "Sample", "creation", "Ctrl+Shift+Return", "Make new shapes from nothing", lambda w: w.generating.run("sample")),
    _spec("cancel", "Cancel", "close-circle-outline", "Esc", "Stop the running job and keep what there is", lambda w: w.generating.cancel()),
    _spec("next", "Next result", "chevron-right", ".", "Go to the next result", lambda w: w.looking.step_result(1)),
    _spec("previous", "Previous result", "chevron-left", ",", "Go to the previous result", lambda w: w.looking.step_result(-1)),
    _spec("keep", "Keep", "check", "K", "Keep this result", lambda w: w.generating.keep()),
    _spec("discard", "Discard", "delete-outline", "Delete", "Throw this result away (undo brings it back)", lambda w: w.generating.discard()),
    _spec("recipe", "Recipe…", "text-box-outline", "Ctrl+R", "Everything this result was made with", lambda w: w.generating.show_recipe()),
    _spec("reuse", "Use these settings", "content-copy", "Ctrl+Shift+R", "Put this result's settings and seed into the panel", lambda w: w.generating.reuse_settings()),

    _spec("train", "Train a model…", "school-outline", "Ctrl+T", "Start, watch and stop training runs", lambda w: w.show_training()),
    _spec("choose_model", "Choose model folder…", "folder-cog-outline", "", "Use another trained model", lambda w: w.models.ask_folder()),
    _spec("bundled_model", "Use the bundled model", "package-variant-closed", "", "Go back to the model that came with the studio", lambda w: w.models.use_bundled()),

    _spec("shortcuts", "Keyboard and mouse", "keyboard-outline", "F1", "What the keys and the mouse do", lambda w: w.show_shortcuts()),
    _spec("log", "Open log folder", "text-box-search-outline", "", "Where the log file is", lambda w: w.open_log_folder()),
    _spec("about", "About MGE Studio", "information-outline", "", "Version, model and diagnostics to copy", lambda w: w.show_about()),
)

ACTIONS = {spec.id: spec for spec in _ALL}

#: None is a separator; a name that is no action is a submenu of the window.
MENUS: dict[str, tuple[str | None, ...]] = {
    "&File": ("open", "recent", "samples", None, "export", "export_unsaved", None, "quit"),
    "&Edit": ("undo", "redo", None, "rename", "visible", "remove", None, "paint", "mask_clear", "mask_invert", "brush_smaller", "brush_larger"),
    "&View": ("view_plain", "view_tokens", "view_mask", None, "compare", "reconstruct", None, "fit", "reset_view", None, "panels"),
    "&Generate": ("complete", "sample", "cancel", None, "previous", "next", "keep", "discard", None, "recipe", "reuse"),
    "&Model": ("choose_model", "bundled_model", "device", None, "train"),
    "&Help": ("shortcuts", "log", "about"),
}

TOOLBAR = (
    "open", "export", None, "undo", "redo", None, "fit", "reset_view", None,
    "view_plain", "view_tokens", "view_mask", None, "paint", None, "compare", "reconstruct", None,
    "complete", "sample",
)
#: Toolbar actions that show their text as well.
WITH_TEXT = frozenset({"open", "export", "view_plain", "view_tokens", "view_mask", "paint", "complete", "sample"})


def build_actions(window: MainWindow) -> dict[str, QAction]:
    """One QAction per line of the table, all working anywhere in the window."""
    actions = {}
    for spec in _ALL:
        action = QAction(icon(spec.icon), spec.text, window)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        key = f"  ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})" if spec.keys else ""
        action.setToolTip(spec.tip + key)
        action.setCheckable(spec.checkable)
        action.triggered.connect(lambda _=False, run=spec.run: run(window))
        window.addAction(action)
        actions[spec.id] = action
    return actions


def fill_menus(window: MainWindow, actions: dict[str, QAction], submenus: dict[str, QMenu]) -> None:
    for title, ids in MENUS.items():
        menu = window.menuBar().addMenu(title)
        menu.setToolTipsVisible(True)
        for id in ids:
            if id is None:
                menu.addSeparator()
            elif id in submenus:
                menu.addMenu(submenus[id])
            else:
                menu.addAction(actions[id])


def fill_toolbar(toolbar: QToolBar, actions: dict[str, QAction]) -> None:
    from PySide6.QtCore import Qt

    for id in TOOLBAR:
        if id is None:
            toolbar.addSeparator()
            continue
        toolbar.addAction(actions[id])
        if id in WITH_TEXT:
            toolbar.widgetForAction(actions[id]).setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)


def pick(actions: dict[str, QAction], ids: Sequence[str | None]) -> list[QAction | None]:
    """Actions by id, None kept as separators."""
    return [actions[id] if id else None for id in ids]
