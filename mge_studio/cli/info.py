"""`mge-studio info`: what is installed, and what it runs on."""

from __future__ import annotations

import importlib.util
import platform
from pathlib import Path
from typing import Any

from cyclopts import App

import mge_studio
from mge_studio.cli.console import print_json, progress_bar, say
from mge_studio.cli.options import DEFAULTS, AsJson, Common
from mge_studio.errors import InputError
from mge_studio.folders import runs_folder
from mge_studio.resources import models_path
from mge_studio.studio.logs import log_file

EXAMPLES = """**Examples**

    mge-studio info
    mge-studio info --json
    mge-studio info --model runs/mine/model
"""
#: What can be missing, and the module that shows whether it is.
OPTIONAL_PARTS = {
    "studio": ("PySide6", "pyvistaqt", "pyvista", "vtkmodules"),
    "fast isosurfaces": ("vtkmodules",),
    "decimation": ("fast_simplification",),
}


def register(app: App) -> None:
    app.command(info, help_epilogue=EXAMPLES)


def info(*, json: AsJson = False, common: Common = DEFAULTS) -> None:
    """Show version, device, models and what is installed."""
    with progress_bar() as report:
        report(None, "Looking around")
        facts = _facts(common)
    if json:
        print_json(facts)
    else:
        _print(facts)


def _facts(common: Common) -> dict[str, Any]:
    import torch

    from mge_studio.model.device import choose_device

    device = choose_device(common.device)
    folders = [common.model] if common.model else _bundled()
    return {
        "version": mge_studio.__version__,
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "device": str(device),
        "device_name": torch.cuda.get_device_name(device) if device.type == "cuda" else None,
        "threads": torch.get_num_threads(),
        "models": [_describe(folder, required=common.model is not None) for folder in folders],
        "optional": {
            part: all(importlib.util.find_spec(module) is not None for module in modules)
            for part, modules in OPTIONAL_PARTS.items()
        },
        "folders": {"models": str(models_path()), "runs": str(runs_folder())},
        "log": str(log_file()),
    }


def _bundled() -> list[Path]:
    return sorted(path.parent for path in models_path().glob("*/config.json"))


def _describe(folder: Path, required: bool) -> dict[str, Any]:
    """A model's figures; for a bundled one that cannot be loaded, why."""
    from mge_studio.model.pipeline import Model

    try:
        model = Model.load(folder, "cpu")
    except InputError as error:
        if required:
            raise
        return {"name": folder.name, "folder": str(folder), "error": str(error)}
    known = model.info
    return {
        "name": known.name,
        "folder": str(folder),
        "preset": known.preset,
        "parameters": known.parameters,
        "patches": known.patches,
        "most_patches": known.most_patches,
        "codebook": known.codebook_size,
        "classes": list(known.class_names),
    }


def _print(facts: dict[str, Any]) -> None:
    say(f"MGE Studio {facts['version']}, Python {facts['python']}, torch {facts['torch']}")
    name = f" ({facts['device_name']})" if facts["device_name"] else ""
    say(f"device   {facts['device']}{name}, {facts['threads']} threads")
    for model in facts["models"]:
        say(f"model    {model['name']}: {_model_line(model)}")
    if not facts["models"]:
        say("model    none is bundled: train one with mge-studio train, or give --model FOLDER")
    for part, present in facts["optional"].items():
        say(f"{'has' if present else 'lacks':8} {part}")
    say(f"log      {facts['log']}")
    say(f"runs     {facts['folders']['runs']}")


def _model_line(model: dict[str, Any]) -> str:
    if "error" in model:
        return str(model["error"])
    classes = ", ".join(model["classes"]) or "none"
    more = f" (up to {model['most_patches']})" if model["most_patches"] > model["patches"] else ""
    return (
        f"{model['parameters'] / 1e6:.1f} M parameters, {model['patches']} patches{more}, "
        f"{model['codebook']} codes, in {model['folder']}\n         classes: {classes}"
    )
