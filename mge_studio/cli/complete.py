"""`mge-studio complete`: replace a part of a shape, or invent what a scan did not see."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from mge_studio.cli.console import progress_bar
from mge_studio.cli.inputs import Input, read_input
from mge_studio.cli.models import load_model
from mge_studio.cli.options import (
    DEFAULTS,
    AsJson,
    ClassName,
    Common,
    Guidance,
    InputFile,
    Only,
    OrderOption,
    OutputFolder,
    PatchCount,
    Resolution,
    Steps,
    Temperature,
    TopP,
    Up,
)
from mge_studio.cli.variants import announce, check_only, write_variants
from mge_studio.errors import InputError
from mge_studio.requests import CompleteRequest, GenerationSettings, Mode
from mge_studio.shapes.boxes import parse_box
from mge_studio.shapes.framing import reframed
from mge_studio.shapes.regions import MaskSpec, parse_mask
from mge_studio.shapes.tokens import Tokens

if TYPE_CHECKING:
    from mge_studio.model.pipeline import Model

EXAMPLES = """**What --mask may be** (coordinates are normalised: a shape has radius 0.95)

    random:0.5                   half of the patches, scattered
    block:0.5                    half of the patches, in one piece
    half:+x                      one side: +x -x +y -y +z -z
    half:1,0,1,0.2               patches with x + z at least 0.2: a plane's normal, and how far
    box:-1,1,-1,1,0.3,1          patches within x0,x1,y0,y1,z0,z1
    sphere:0,0.5,0,0.4           patches within a radius of x,y,z
    file:ids.json                row numbers in the centres that tokenize writes
    patches:0-4,9                the same, written out
    invent:64                    a partial scan: keep all, invent 64 patches

**Examples**

    mge-studio complete chair.obj -o out --mask half:+y --variants 4
    mge-studio complete chair.obj -o out --mask box:-1,1,-1,1,0.3,1 --mode in-place
    mge-studio complete lamp.obj -o out --mask half:+y --patches 256
    mge-studio complete scan.ply -o out --mask invent:64 --bounds 0,1.2,0,0.9,0,1.2
    mge-studio complete scan.ply -o out --mask invent:24 --where box:-1,1,0.2,1,-1,0
"""
_BASE = GenerationSettings()

Mask = Annotated[str, Parameter(help="The patches to replace; see below.")]
Variants = Annotated[
    int, Parameter(validator=Number(gte=1), help="How many different completions.")
]
ModeOption = Annotated[
    Mode,
    Parameter(help="free: new patches go where they please; in-place: they keep their centres."),
]
Bounds = Annotated[
    str | None,
    Parameter(
        allow_leading_hyphen=True,
        help="x0,x1,y0,y1,z0,z1 of the whole shape in the units of the file, where the file holds "
        "only a part of it.",
    ),
]
Where = Annotated[
    str | None,
    Parameter(
        help="box:x0,x1,y0,y1,z0,z1: keep all new patches within this box, in normalised "
        "coordinates. Where little of the shape is in there, they lie closer together.",
    ),
]
Preserve = Annotated[
    bool,
    Parameter(
        negative="--no-preserve",
        help="Keep the surface of a closed mesh as it is where nothing is masked, instead of "
        "decoding all of it from tokens.",
    ),
]
Symmetry = Annotated[
    bool,
    Parameter(
        negative="--no-symmetry",
        help="Where the model expects new patches near the mirror image, across x = 0, of a "
        "visible one, put them there.",
    ),
]


def register(app: App) -> None:
    app.command(complete, help_epilogue=EXAMPLES)


def complete(
    input: InputFile,
    /,
    *,
    output: OutputFolder,
    mask: Mask,
    variants: Variants = 4,
    steps: Steps = _BASE.steps,
    resolution: Resolution = _BASE.resolution,
    mode: ModeOption = _BASE.mode,
    temperature: Temperature = _BASE.temperature,
    top_p: TopP = _BASE.top_p,
    guidance: Guidance = _BASE.guidance,
    order: OrderOption = _BASE.order,
    class_name: ClassName = None,
    bounds: Bounds = None,
    where: Where = None,
    patches: PatchCount = None,
    only: Only = None,
    preserve: Preserve = True,
    symmetry: Symmetry = True,
    up: Up = "y",
    json: AsJson = False,
    common: Common = DEFAULTS,
) -> None:
    """Replace the masked patches of a shape with new ones.

    Writes variant-00.obj, variant-01.obj ... in the input's units, and recipe.json, which says
    how to make them again.
    """
    region, box = parse_mask(mask), None if where is None else parse_box(where)
    source = _framed(read_input(input, up), bounds)
    settings = GenerationSettings(
        steps=steps, temperature=temperature, top_p=top_p, guidance=guidance,
        order=order, class_name=class_name, seed=common.seed, variants=variants, mode=mode,
        resolution=resolution, preview_every=0, preserve=preserve, symmetry=symmetry,
    )  # fmt: skip
    check_only(only, variants)
    facts = {"input": str(input.resolve()), "up": up, "region": region.text, "bounds": bounds}
    with progress_bar() as report:
        model = load_model(common, report)
        report(None, "Reading the shape")
        request = replace(_request(model, source, region, settings, patches), where=box)
        recipe = write_variants(model, request, output, "variant", report, facts, only)
    announce(recipe, output, json)


def _framed(source: Input, bounds: str | None) -> Input:
    if bounds is None:
        return source
    shape = source.required_shape("--bounds")
    return replace(source, shape=reframed(shape, _numbers(bounds)), tokens=None)


def _numbers(bounds: str) -> list[float]:
    try:
        values = [float(part) for part in bounds.split(",")]
    except ValueError:
        values = []
    if len(values) != 6:
        raise InputError(f"The bounds {bounds!r} are not six numbers x0,x1,y0,y1,z0,z1.")
    return values


def _request(
    model: Model, source: Input, region: MaskSpec, settings: GenerationSettings,
    patches: int | None,
) -> CompleteRequest:  # fmt: skip
    """The shape is always read with seed 0: --seed varies what is invented, not what was there.

    A project's tokens are taken as they are, unless other numbers of patches are asked for, or a
    part that has to be invented beside them.
    """
    tokens = source.tokens_for(model.info)
    visible = model.visible_patches(region.invent, patches)
    counted = region.invent > 0 or patches is not None
    if source.shape is not None and (tokens is None or (counted and len(tokens) != visible)):
        tokens = model.tokenize(source.shape, patches=visible)
    assert tokens is not None
    if counted:
        _check_room(source.path, tokens, region.invent, model.whole_patches(patches))
    rows = region.select(tokens.centres, settings.seed)
    return CompleteRequest(source.shape, tokens, rows, region.invent, settings)


def _check_room(path: Path, tokens: Tokens, invent: int, patches: int) -> None:
    room = patches - len(tokens)
    if invent != room:
        advice = f"write invent:{room}" if room > 0 else "mask some of them instead"
        raise InputError(
            f"{path} holds {len(tokens)} of the {patches} tokens that make a shape: {advice}."
        )
