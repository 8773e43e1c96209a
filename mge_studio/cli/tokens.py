"""`mge-studio tokenize` and `mge-studio reconstruct`: what the tokenizer makes of a shape."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
from cyclopts import App, Parameter

from mge_studio.cli.console import print_json, progress_bar, say
from mge_studio.cli.inputs import Input, read_input
from mge_studio.cli.models import load_model, shape_results
from mge_studio.cli.options import DEFAULTS, AsJson, Common, InputFile, PatchCount, Resolution, Up
from mge_studio.cli.outputs import MESH_SUFFIXES, checked_output
from mge_studio.requests import ReconstructRequest
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.token_files import TOKEN_SUFFIXES, write_tokens

if TYPE_CHECKING:
    from mge_studio.model.pipeline import Model

TOKENIZE_EXAMPLES = """**Examples**

    mge-studio tokenize chair.obj -o chair.npz
    mge-studio tokenize scan.ply -o scan.npz --up z --json
    mge-studio tokenize chair.obj -o chair.csv
"""
RECONSTRUCT_EXAMPLES = """**Examples**

    mge-studio reconstruct chair.obj -o again.obj
    mge-studio reconstruct chair.npz -o again.glb --resolution 256
    mge-studio reconstruct chair.obj -o finer.obj --patches 256
"""

TokensFile = Annotated[
    Path, Parameter(name=("--output", "-o"), help="The tokens to write: .npz, .json or .csv.")
]
MeshFile = Annotated[
    Path, Parameter(name=("--output", "-o"), help="The mesh to write: .obj, .ply, .stl or .glb.")
]


def register(app: App) -> None:
    app.command(tokenize, help_epilogue=TOKENIZE_EXAMPLES)
    app.command(reconstruct, help_epilogue=RECONSTRUCT_EXAMPLES)


def tokenize(
    input: InputFile, /, *, output: TokensFile, patches: PatchCount = None, up: Up = "y",
    json: AsJson = False, common: Common = DEFAULTS,
) -> None:  # fmt: skip
    """Turn a shape into tokens.

    Writes an NPZ of codes (M,) int64, centres (M, 3) float32 in the normalised frame, and
    transform (4, 4) float64 from the normalised frame to the input's units; or the same as JSON,
    or as CSV with one patch a line.
    """
    checked_output(output, TOKEN_SUFFIXES)
    shape = read_input(input, up).required_shape("tokenize")
    with progress_bar() as report:
        model = load_model(common, report)
        report(None, "Reading the shape")
        tokens = model.tokenize(shape, common.seed, patches)
    write_tokens(tokens, output)
    distinct = len(np.unique(tokens.codes))
    if json:
        print_json({"output": str(output), "tokens": len(tokens), "distinct_codes": distinct})
    else:
        say(f"wrote {output}: {len(tokens)} tokens, {distinct} different codes")


def reconstruct(
    input: InputFile, /, *, output: MeshFile, resolution: Resolution = 128,
    patches: PatchCount = None, up: Up = "y", json: AsJson = False, common: Common = DEFAULTS,
) -> None:  # fmt: skip
    """Write the tokenizer's own reading of a shape as a mesh.

    The mesh is in the input's units. It shows how much of a shape its tokens hold.
    """
    checked_output(output, MESH_SUFFIXES)
    source = read_input(input, up)
    with progress_bar() as report:
        model = load_model(common, report)
        request = _reconstruct_request(source, model, resolution, common.seed, patches)
        (result,) = shape_results(model, request, report)
    result.shape.save(output)
    assert result.shape.faces is not None
    figures = {"vertices": len(result.shape.vertices), "faces": len(result.shape.faces)}
    if json:
        seconds = round(result.seconds, 3)
        print_json({"output": str(output), **figures, "seconds": seconds})
    else:
        say(f"wrote {output}: {figures['faces']:,} faces in {result.seconds:.1f} s")


def _reconstruct_request(
    source: Input, model: Model, resolution: int, seed: int, patches: int | None
) -> ReconstructRequest:
    shape, tokens = source.shape, source.tokens_for(model.info)
    if patches is not None:
        shape = source.required_shape("reconstruct in other patches")
        tokens = model.tokenize(shape, seed, patches)
    if shape is None:
        assert tokens is not None
        # All that is known of the shape: where its patches are.
        name, place = source.path.stem, tokens.transform
        shape = Shape(name, tokens.centres, transform=place, source=source.path)
    return ReconstructRequest(shape, tokens, resolution, seed)
