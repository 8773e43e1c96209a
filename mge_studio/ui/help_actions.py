"""The lines of the table of actions that are about help."""

from __future__ import annotations

from mge_studio.ui.action_spec import ActionSpec

# fmt: off
HELP_ACTIONS = (
    ActionSpec("commands", "Find an action…", "magnify", "Ctrl+Shift+P",
               "Every action, by a part of its name", lambda w: w.show_commands()),
    ActionSpec("guide", "Documentation", "book-open-outline", "Shift+F1",
               "Read the guide to the studio, with its pictures", lambda w: w.helping.show_guide()),
    ActionSpec("tour", "Tour", "map-marker-path", "",
               "The studio in five steps", lambda w: w.show_tour()),
    ActionSpec("shortcuts", "Keyboard and mouse", "keyboard-outline", "F1",
               "What the keys and the mouse do", lambda w: w.helping.show_shortcuts()),
    ActionSpec("log", "Open log folder", "text-box-search-outline", "",
               "Where the log file is", lambda w: w.helping.open_log_folder()),
    ActionSpec("diagnostics", "Copy diagnostics", "content-copy", "",
               "Copy versions, device, model and the last lines of the log for a report",
               lambda w: w.helping.copy_diagnostics()),
    ActionSpec("about", "About MGE Studio", "information-outline", "",
               "Version, model and diagnostics to copy", lambda w: w.helping.show_about()),
)
# fmt: on
