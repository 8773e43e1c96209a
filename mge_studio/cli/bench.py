"""`mge-studio bench`: how fast this machine runs the studio."""

from __future__ import annotations

import platform
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

import mge_studio
from mge_studio.cli.console import progress_bar, say
from mge_studio.cli.models import load_model
from mge_studio.cli.options import DEFAULTS, Common
from mge_studio.cli.outputs import checked_output, write_json
from mge_studio.cli.studio import has_display

if TYPE_CHECKING:
    from mge_studio.bench.figures import Figure

EXAMPLES = """**Examples**

    mge-studio bench --quick
    mge-studio bench --json bench.json

Figures of the window need a display; they are left out, with the reason, where there is none.
Every figure is a median of several runs. Targets are for two CPU cores and the bundled model.
"""


def register(app: App) -> None:
    app.command(bench, help_epilogue=EXAMPLES)


def bench(
    *,
    json: Annotated[
        Path | None, Parameter(name="--json", help="Write the figures to this .json file.")
    ] = None,
    quick: Annotated[
        bool, Parameter(negative=(), help="Fewer runs and shapes: about two minutes.")
    ] = False,
    common: Common = DEFAULTS,
) -> None:
    """Measure speed and memory on this machine."""
    if json is not None:
        checked_output(json, (".json",))
    found: list[Figure] = []
    with progress_bar() as report:
        model = load_model(common, report)
        from mge_studio.bench.run import figures

        for title, new in figures(model, quick, has_display()):
            report(None, title)
            for figure in new:
                found.append(figure)
                say(_line(figure))
    if json is not None:
        write_json(json, _content(model, found, quick))
        say(f"wrote {json}")


def _line(figure: Figure) -> str:
    if figure.value is None:
        return f"{figure.title:46}  not measured: {figure.note}"
    target = ""
    if figure.target is not None:
        bound = "at least" if figure.higher_is_better else "at most"
        target = f"{bound} {figure.target:g}: {'met' if figure.met else 'missed'}"
    return f"{figure.title:46} {figure.value:9.3g} {figure.unit:5}  {target}".rstrip()


def _content(model: Any, found: list[Figure], quick: bool) -> dict[str, Any]:
    import psutil
    import torch

    return {
        "version": mge_studio.__version__,
        "model": model.info.name,
        "device": model.info.device,
        "threads": torch.get_num_threads(),
        "cores": psutil.cpu_count(logical=False),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "quick": quick,
        "figures": {figure.name: asdict(figure) | {"met": figure.met} for figure in found},
    }
