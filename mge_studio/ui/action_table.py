"""Every action of the studio in one table: menus, toolbar, shortcuts and help are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow


@dataclass(frozen=True)
class ActionSpec:
    """keys: separated by spaces; the first is shown, the others work as well."""

    id: str
    text: str
    icon: str
    keys: str
    tip: str
    run: Callable[[MainWindow], object]


# fmt: off
_SPECS = (
    ActionSpec("new", "New", "file-outline", "Ctrl+N",
               "Start again with nothing", lambda w: w.projects.new()),
    ActionSpec("open", "Open…", "folder-open-outline", "Ctrl+O",
               "Open meshes, point clouds or a project", lambda w: w.files.ask_open()),
    ActionSpec("save", "Save project", "content-save-outline", "Ctrl+S",
               "Keep everything that is open in one file", lambda w: w.projects.save()),
    ActionSpec("save_as", "Save project as…", "content-save-edit-outline", "Ctrl+Shift+S",
               "Keep everything that is open in another file", lambda w: w.projects.save_as()),
    ActionSpec("export", "Export…", "tray-arrow-down", "Ctrl+E",
               "Write the current shape to a file, in its own units",
               lambda w: w.files.ask_export()),
    ActionSpec("export_unsaved", "Export all unsaved results…", "download-multiple", "Ctrl+Shift+E",
               "Write every unsaved result into a folder", lambda w: w.files.ask_export_unsaved()),
    ActionSpec("quit", "Quit", "exit-to-app", "Ctrl+Q",
               "Close the studio", lambda w: w.close()),
    ActionSpec("undo", "Undo", "undo", "Ctrl+Z",
               "Take the last change back", lambda w: w.session.undo()),
    ActionSpec("redo", "Redo", "redo", "Ctrl+Shift+Z Ctrl+Y",
               "Make the change again", lambda w: w.session.redo()),
    ActionSpec("rename", "Rename", "pencil-outline", "F2",
               "Give the current shape another name", lambda w: w.listing.edit_name()),
    ActionSpec("visible", "Show or hide", "eye-outline", "H",
               "Show or hide the current shape", lambda w: w.listing.toggle_visible()),
    ActionSpec("remove", "Remove", "delete-outline", "Ctrl+Backspace",
               "Take the selected shapes out of the list", lambda w: w.listing.remove_selected()),
    ActionSpec("paint", "Paint mask", "brush", "B",
               "Paint the region to replace; Ctrl takes away, Shift intersects, Space orbits",
               lambda w: w.masking.set_painting(not w.masking.painting)),
    ActionSpec("mask_clear", "Clear mask", "selection-off", "Ctrl+D",
               "Mask nothing", lambda w: w.masking.clear()),
    ActionSpec("mask_invert", "Invert mask", "select-inverse", "Ctrl+I",
               "Mask what is not masked", lambda w: w.masking.invert()),
    ActionSpec("brush_smaller", "Smaller brush", "minus", "[",
               "Make the brush smaller", lambda w: w.masking.scale_brush(1 / 1.15)),
    ActionSpec("brush_larger", "Larger brush", "plus", "]",
               "Make the brush larger", lambda w: w.masking.scale_brush(1.15)),
    ActionSpec("tool_brush", "Brush", "brush-variant", "Shift+P",
               "Paint with a ball", lambda w: w.masking.use_tool("brush")),
    ActionSpec("tool_patch", "Single patch", "hexagon-outline", "P",
               "Mask single patches", lambda w: w.masking.use_tool("patch")),
    ActionSpec("tool_lasso", "Lasso", "lasso", "L",
               "Draw around what to mask", lambda w: w.masking.use_tool("lasso")),
    ActionSpec("tool_flood", "Flood", "format-color-fill", "W",
               "Mask everything connected to a patch", lambda w: w.masking.use_tool("flood")),
    ActionSpec("mask_grow", "Grow mask", "arrow-expand-all", "G",
               "Mask one ring of patches more", lambda w: w.masking.grow()),
    ActionSpec("mask_shrink", "Shrink mask", "arrow-collapse-all", "Shift+G",
               "Mask one ring of patches less", lambda w: w.masking.shrink()),
    ActionSpec("mask_fill", "Fill islands", "circle-slice-8", "I",
               "Mask small holes in the mask, and drop patches masked all alone",
               lambda w: w.masking.fill()),
    ActionSpec("mask_mirror", "Mirror mask", "mirror", "M",
               "Mask the same on the other side of x = 0", lambda w: w.masking.mirror()),
    ActionSpec("mask_random", "Mask a share at random", "dots-hexagon", "Shift+A",
               "Mask the Mask panel's share of the patches at random",
               lambda w: w.masking.mask_at_random()),
    ActionSpec("mask_block", "Mask a block", "circle-half-full", "Shift+B",
               "Mask the Mask panel's share of the patches in one piece",
               lambda w: w.masking.mask_block()),
    ActionSpec("mask_code", "Mask all uses of this code", "select-group", "C",
               "Mask every patch with the code that the Tokens panel inspects",
               lambda w: w.masking.mask_inspected_code()),
    ActionSpec("mask_rare", "Mask codes used once", "numeric-1-circle-outline", "Shift+C",
               "Mask every patch whose code no other patch of the shape has",
               lambda w: w.masking.mask_rare()),
    ActionSpec("mask_save", "Save mask…", "content-save-outline", "",
               "Write the masked patches' numbers to a file for the terminal's file:ids.json",
               lambda w: w.masking.ask_save()),
    ActionSpec("mask_load", "Load mask…", "folder-open-outline", "",
               "Mask the patches that a file lists", lambda w: w.masking.ask_load()),
    ActionSpec("fit", "Fit", "fit-to-screen-outline", "F",
               "Fit the shape into the view", lambda w: w.viewport.fit()),
    ActionSpec("reset_view", "Reset view", "home-outline", "Home",
               "Look from the front again", lambda w: w.viewport.reset_view()),
    ActionSpec("view_plain", "Plain", "cube-outline", "1",
               "Show the surface as it is", lambda w: w.looking.set_view("plain")),
    ActionSpec("view_tokens", "Tokens", "hexagon-multiple-outline", "2",
               "Colour the patches", lambda w: w.looking.set_view("tokens")),
    ActionSpec("view_mask", "Mask", "select-group", "3",
               "Show what is masked", lambda w: w.looking.set_view("mask")),
    ActionSpec("heat", "Distance map", "thermometer-lines", "4",
               "Colour a result by its distance to what it was made from",
               lambda w: w.viewing.toggle_heat()),
    ActionSpec("ghost", "Ghost", "ghost-outline", "O",
               "Lay what a result was made from over it, translucent",
               lambda w: w.viewing.toggle_ghost()),
    ActionSpec("edges", "Edges", "triangle-outline", "E",
               "Draw the edges of the triangles", lambda w: w.viewing.toggle_edges()),
    ActionSpec("points_larger", "Larger points", "circle", "+ =",
               "Draw the points of clouds larger", lambda w: w.viewport.scale_points(1.25)),
    ActionSpec("points_smaller", "Smaller points", "circle-small", "-",
               "Draw the points of clouds smaller", lambda w: w.viewport.scale_points(0.8)),
    ActionSpec("orthographic", "Orthographic", "axis-arrow", "Ctrl+5",
               "Show parallel lines as parallel", lambda w: w.viewing.toggle_parallel()),
    ActionSpec("turntable", "Turntable", "rotate-360", "T",
               "Turn the shape slowly until the mouse takes over",
               lambda w: w.viewing.toggle_turntable()),
    ActionSpec("from_front", "Front", "axis-z-arrow", "Ctrl+1",
               "Look straight at the front", lambda w: w.viewing.look_along("front")),
    ActionSpec("from_back", "Back", "axis-z-arrow", "Ctrl+Shift+1",
               "Look straight at the back", lambda w: w.viewing.look_along("back")),
    ActionSpec("from_right", "Right", "axis-x-arrow", "Ctrl+3",
               "Look straight at the right side", lambda w: w.viewing.look_along("right")),
    ActionSpec("from_left", "Left", "axis-x-arrow", "Ctrl+Shift+3",
               "Look straight at the left side", lambda w: w.viewing.look_along("left")),
    ActionSpec("from_top", "Top", "axis-y-arrow", "Ctrl+7",
               "Look straight down", lambda w: w.viewing.look_along("top")),
    ActionSpec("from_bottom", "Bottom", "axis-y-arrow", "Ctrl+Shift+7",
               "Look straight up", lambda w: w.viewing.look_along("bottom")),
    ActionSpec("shuffle", "Shuffle colours", "shuffle-variant", "Shift+S",
               "Give the patches other colours", lambda w: w.appearance.shuffle()),
    ActionSpec("light_theme", "Light theme", "theme-light-dark", "Ctrl+Shift+L",
               "Dark on light, or light on dark", lambda w: w.appearance.toggle_theme()),
    ActionSpec("compare", "Before / after", "compare", "X",
               "Switch between a result and what it was made from",
               lambda w: w.looking.toggle_before_after()),
    ActionSpec("reconstruct", "What the model sees", "cube-scan", "R",
               "Switch to the tokenizer's own reconstruction and back",
               lambda w: w.looking.toggle_reconstruction()),
    ActionSpec("complete", "Complete", "auto-fix", "Ctrl+Return",
               "Replace the masked patches", lambda w: w.generating.run("complete")),
    ActionSpec("sample", "Sample", "creation", "Ctrl+Shift+Return",
               "Make new shapes from nothing", lambda w: w.generating.run("sample")),
    ActionSpec("cancel", "Cancel", "close-circle-outline", "Esc",
               "Stop the running job and keep what there is", lambda w: w.generating.cancel()),
    ActionSpec("next", "Next result", "chevron-right", ".",
               "Go to the next result", lambda w: w.looking.step_result(1)),
    ActionSpec("previous", "Previous result", "chevron-left", ",",
               "Go to the previous result", lambda w: w.looking.step_result(-1)),
    ActionSpec("keep", "Keep", "check", "K",
               "Keep this result", lambda w: w.generating.keep()),
    ActionSpec("discard", "Discard", "delete-outline", "Delete",
               "Throw this result away (undo brings it back)", lambda w: w.generating.discard()),
    ActionSpec("recipe", "Recipe…", "text-box-outline", "Ctrl+R",
               "Everything this result was made with", lambda w: w.generating.show_recipe()),
    ActionSpec("reuse", "Use these settings", "content-copy", "Ctrl+Shift+R",
               "Put this result's settings and seed into the panel",
               lambda w: w.generating.reuse_settings()),
    ActionSpec("train", "Train a model…", "school-outline", "Ctrl+T",
               "Start, watch and stop training runs", lambda w: w.show_training()),
    ActionSpec("choose_model", "Choose model folder…", "folder-cog-outline", "",
               "Use another trained model", lambda w: w.models.ask_folder()),
    ActionSpec("bundled_model", "Use the bundled model", "package-variant-closed", "",
               "Go back to the model that came with the studio", lambda w: w.models.use_bundled()),
    ActionSpec("preferences", "Preferences…", "cog-outline", "Ctrl+,",
               "Theme, colours, device, model and keys", lambda w: w.show_preferences()),
    ActionSpec("commands", "Find an action…", "magnify", "Ctrl+Shift+P",
               "Every action, by a part of its name", lambda w: w.show_commands()),
    ActionSpec("tour", "Tour", "map-marker-path", "",
               "The studio in five steps", lambda w: w.show_tour()),
    ActionSpec("shortcuts", "Keyboard and mouse", "keyboard-outline", "F1",
               "What the keys and the mouse do", lambda w: w.show_shortcuts()),
    ActionSpec("log", "Open log folder", "text-box-search-outline", "",
               "Where the log file is", lambda w: w.open_log_folder()),
    ActionSpec("about", "About MGE Studio", "information-outline", "",
               "Version, model and diagnostics to copy", lambda w: w.show_about()),
)
# fmt: on

ACTIONS = {spec.id: spec for spec in _SPECS}
CHECKABLE = frozenset(
    {
        *("paint", "view_plain", "view_tokens", "view_mask"),
        *("tool_brush", "tool_patch", "tool_lasso", "tool_flood"),
        *("heat", "ghost", "edges", "orthographic", "turntable", "light_theme"),
    }
)

#: None is a separator; a name that is no action is a submenu of the window.
MENUS: dict[str, tuple[str | None, ...]] = {
    "&File": (
        "new",
        "open",
        "recent",
        "samples",
        None,
        "save",
        "save_as",
        None,
        "export",
        "export_unsaved",
        None,
        "quit",
    ),
    "&Edit": (
        "undo",
        "redo",
        None,
        "rename",
        "visible",
        "remove",
        None,
        "preferences",
    ),
    "Mas&k": (
        "paint",
        *("tool_brush", "tool_patch", "tool_lasso", "tool_flood"),
        None,
        *("mask_grow", "mask_shrink", "mask_fill", "mask_mirror", "mask_invert", "mask_clear"),
        None,
        *("mask_random", "mask_block", "mask_code", "mask_rare"),
        None,
        *("mask_load", "mask_save"),
        None,
        *("brush_smaller", "brush_larger"),
    ),
    "&View": (
        "view_plain",
        "view_tokens",
        "view_mask",
        "heat",
        None,
        "compare",
        "reconstruct",
        None,
        *("ghost", "edges", "points_larger", "points_smaller"),
        None,
        "fit",
        "reset_view",
        "look_from",
        *("orthographic", "turntable"),
        None,
        *("palettes", "shuffle", "light_theme"),
        None,
        "panels",
    ),
    "&Generate": (
        "complete",
        "sample",
        "cancel",
        None,
        "previous",
        "next",
        "keep",
        "discard",
        None,
        "recipe",
        "reuse",
    ),
    "&Model": ("choose_model", "bundled_model", "device", None, "train"),
    "&Help": ("commands", "shortcuts", "tour", None, "log", "about"),
}
#: Submenus that hold actions alone, with their titles.
SUBMENUS: dict[str, tuple[str, tuple[str, ...]]] = {
    "look_from": (
        "Look from",
        ("from_front", "from_back", "from_right", "from_left", "from_top", "from_bottom"),
    ),
}

TOOLBAR = (
    "open",
    "export",
    None,
    "undo",
    "redo",
    None,
    "fit",
    "reset_view",
    None,
    "view_plain",
    "view_tokens",
    "view_mask",
    None,
    "paint",
    None,
    "compare",
    "reconstruct",
    None,
    "complete",
    "sample",
)
#: Toolbar actions that show their text as well.
WITH_TEXT = frozenset(
    {"open", "export", "view_plain", "view_tokens", "view_mask", "paint", "complete", "sample"}
)


def menu_of(id: str) -> str:
    """The menu that an action is in, and its submenu: "View, Look from"."""
    for title, ids in MENUS.items():
        for entry in ids:
            if entry == id:
                return title.replace("&", "")
            if entry in SUBMENUS and id in SUBMENUS[entry][1]:
                return f"{title.replace('&', '')}, {SUBMENUS[entry][0]}"
    return ""
