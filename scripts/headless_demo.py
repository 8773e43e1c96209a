"""The studio's main job without a display: open, tokenize, mask, complete, export, draw.

Usage: python scripts/headless_demo.py [OUTDIR]    writes OBJ files and a PNG picture there.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from PIL import Image
from vtkmodules.vtkCommonCore import vtkLogger

import mge_studio
from mge_studio.requests import CompleteRequest, GenerationSettings, Progress, ShapeResult
from mge_studio.resources import resource_path
from mge_studio.scene.display import NO_CENTRES, prepare
from mge_studio.scene.stage import Stage
from mge_studio.scene.token_map import ViewMode
from mge_studio.shapes.regions import parse_mask
from mge_studio.shapes.saving import save_shape
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens

INPUT = "shapes/bed.ply"
MASK = "half:+z"
VARIANTS = 2
PANEL = 480

Picture = NDArray[np.uint8]


def complete(shape: Shape) -> list[ShapeResult]:
    """Replace the masked half of a shape, telling how it goes."""
    model = mge_studio.load_model()
    tokens = model.tokenize(shape)
    mask = parse_mask(MASK).select(tokens.centres)
    print(f"{model.info.name}: {len(tokens)} tokens, {mask.sum()} of them masked ({MASK})")
    request = CompleteRequest(shape, tokens, mask, settings=GenerationSettings(variants=VARIANTS))
    results = []
    for event in model.run(request):
        if isinstance(event, Progress):
            print(f"\r{event.fraction:4.0%} {event.message:60}", end="", flush=True)
        elif isinstance(event, ShapeResult):
            results.append(event)
    print()
    return results


def draw(
    shape: Shape,
    mode: ViewMode = "plain",
    tokens: Tokens | None = None,
    mask: NDArray[np.bool_] | None = None,
) -> Picture:
    """(PANEL, PANEL, 3) uint8: the shape as the studio's viewport shows it."""
    plotter = pv.Plotter(off_screen=True, window_size=[PANEL, PANEL])
    stage = Stage(plotter)
    stage.show(prepare(shape, NO_CENTRES if tokens is None else tokens.centres))
    stage.set_view_mode(mode)
    stage.set_mask(mask)
    stage.resize(PANEL, PANEL, 1.0)
    stage.fit(1.0)
    picture: Picture = plotter.screenshot(return_img=True)
    stage.close()
    plotter.close()
    return picture


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    vtkLogger.SetStderrVerbosity(vtkLogger.VERBOSITY_ERROR)  # it warns that there is no display
    shape = mge_studio.load_shape(resource_path(INPUT))
    results = complete(shape)
    for result in results:
        path = folder / f"completed-{result.variant:02d}.obj"
        save_shape(result.shape, path)
        print(f"wrote {path}")
    request = results[0].request
    assert isinstance(request, CompleteRequest)
    pictures = [
        draw(shape),
        draw(shape, "tokens", request.tokens),
        draw(shape, "mask", request.tokens, request.mask),
        *(draw(result.shape) for result in results),
    ]
    Image.fromarray(np.concatenate(pictures, axis=1)).save(folder / "completed.png")
    print(f"wrote {folder / 'completed.png'}: input, tokens, mask, {VARIANTS} completions")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out"))
