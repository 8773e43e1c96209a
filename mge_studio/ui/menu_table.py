"""Which actions are in which menu, and on the toolbar."""

from __future__ import annotations

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
        "export_as",
        "export_unsaved",
        "export_tokens",
        None,
        *("picture", "turn_file", "result_pictures"),
        None,
        "quit",
    ),
    "&Edit": (
        "undo",
        "redo",
        "history",
        None,
        "rename",
        "visible",
        "remove",
        None,
        "preferences",
    ),
    "Mas&k": (
        "paint",
        *("tool_brush", "tool_patch", "tool_box", "tool_polygon", "tool_lasso", "tool_flood"),
        "flood_by_normal",
        "strokes",
        None,
        "regions",
        None,
        *("mask_grow", "mask_shrink", "mask_fill", "mask_mirror", "mask_invert", "mask_clear"),
        None,
        *("mask_random", "mask_block", "mask_code", "mask_nearest", "mask_rare"),
        None,
        *("mask_load", "mask_save"),
    ),
    "&Tokens": (
        *("copy_code", "give_code"),
        None,
        *("duplicate_patches", "delete_patches"),
        None,
        *("move_left", "move_right", "move_up", "move_down", "move_front", "move_back"),
        None,
        *("reading", "read_finer", "read_coarser", "read_again"),
        None,
        "interpolate",
        *("atlas", "export_tokens"),
    ),
    "&View": (
        "view_plain",
        "view_tokens",
        "view_mask",
        "view_confidence",
        "heat",
        "slices",
        *("view_parts", "part_names"),
        None,
        "compare",
        "reconstruct",
        *("split_two", "split_four"),
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
        "refine",
        "cancel",
        None,
        "scans",
        None,
        *("queue", "queue_pause", "queue_cancel", "previews", "presets"),
        None,
        "previous",
        "next",
        "keep",
        "discard",
        "keep_all",
        "discard_all",
        "star",
        "gallery",
        None,
        "recipe",
        "copy_command",
        "copy_python",
        None,
        "another_seed",
        "use_seed",
        "reuse",
    ),
    "&Model": ("models", None, "choose_model", "bundled_model", "device", None, "train"),
    "&Help": (
        *("guide", "shortcuts", "commands", "tour"),
        None,
        *("log", "diagnostics", "about"),
    ),
}
#: Submenus that hold actions alone, with their titles.
SUBMENUS: dict[str, tuple[str, tuple[str, ...]]] = {
    "slices": ("Slice", ("slice", "slice_forth", "slice_back", "slice_axis")),
    "strokes": (
        "Strokes",
        (
            *("mode_add", "mode_subtract", "mode_intersect"),
            *("through", "brush_smaller", "brush_larger"),
        ),
    ),
    "regions": (
        "Region with handles",
        (
            *("mask_by_box", "mask_by_plane", "plane_turn", "plane_flip"),
            *("region_apply", "region_drop"),
        ),
    ),
    "scans": ("Scan", ("place", "stand", "invent", "invent_box")),
    "look_from": (
        "Look from",
        ("from_front", "from_back", "from_right", "from_left", "from_top", "from_bottom"),
    ),
    "presets": (
        "Presets",
        (
            *("preset_quick", "preset_balanced", "preset_careful"),
            *("preset_varied", "preset_faithful", "preset_next"),
            *("preset_save", "preset_rename", "preset_delete"),
        ),
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

#: What the list of shapes offers for one of them.
CONTEXT_MENU = (
    "rename",
    "visible",
    None,
    "compare",
    "reconstruct",
    None,
    "keep",
    "discard",
    "recipe",
    "copy_command",
    "copy_python",
    None,
    "refine",
    "another_seed",
    "use_seed",
    "reuse",
    None,
    "export",
    "picture",
    "remove",
)
#: Submenus whose actions are found by name as well, and the menus that they are in.
IN_PALETTE = (("View", "panels"), ("View", "palettes"), ("Tokens", "reading"), ("Model", "device"))
TOKEN_EDITS = ("copy_code", "give_code", "duplicate_patches", "delete_patches")
RESULT_ACTIONS = ("compare", "keep", "discard", "recipe", "export")
REGION_ACTIONS = (
    ("mask_by_box", "mask_by_plane"), ("plane_turn", "plane_flip", "region_apply", "region_drop")
)  # fmt: skip
QUEUE_ACTIONS = ("queue_pause", "queue_cancel", "previews")
STRIP_ACTIONS = ("keep_all", "discard_all", "another_seed")


def menu_of(id: str) -> str:
    """The menu that an action is in, and its submenu: "View, Look from"."""
    for title, ids in MENUS.items():
        for entry in ids:
            if entry == id:
                return title.replace("&", "")
            if entry in SUBMENUS and id in SUBMENUS[entry][1]:
                return f"{title.replace('&', '')}, {SUBMENUS[entry][0]}"
    return ""
