"""The lines of the table of actions that are about presets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mge_studio.ui.action_spec import ActionSpec

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

#: Built-in preset -> what it is for.
_BUILT_IN = {
    "Quick": "A first look: half of the steps, a coarser mesh",
    "Balanced": "The usual settings",
    "Careful": "Twice the steps and a finer mesh, for what is to be kept",
    "Varied": "Variants that differ more, some of them odd",
    "Faithful": "The likeliest continuation, close to the class; variants hardly differ",
}


def _choosing(name: str, tip: str) -> ActionSpec:
    def choose(window: MainWindow) -> None:
        window.presetting.choose(name)

    return ActionSpec(f"preset_{name.lower()}", f"Preset: {name}", "tune", "", tip, choose)


# fmt: off
PRESET_ACTIONS = (
    *(_choosing(name, tip) for name, tip in _BUILT_IN.items()),
    ActionSpec("preset_next", "Next preset", "tune", "Ctrl+Alt+N",
               "Choose the next preset of the Generate panel, your own after the built-in ones",
               lambda w: w.presetting.step(1)),
    ActionSpec("preset_save", "Save preset…", "content-save-outline", "",
               "Keep the Generate panel's settings under a name",
               lambda w: w.presetting.ask_save()),
    ActionSpec("preset_rename", "Rename preset…", "pencil-outline", "",
               "Give your own preset that is chosen another name",
               lambda w: w.presetting.ask_rename()),
    ActionSpec("preset_delete", "Delete preset", "delete-outline", "",
               "Forget your own preset that is chosen; the settings stay as they are",
               lambda w: w.presetting.delete()),
)
# fmt: on
