"""`mge-studio sample`: new shapes from nothing."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from mge_studio.cli.console import progress_bar
from mge_studio.cli.models import load_model
from mge_studio.cli.options import (
    DEFAULTS,
    AsJson,
    ClassName,
    Common,
    Guidance,
    Only,
    OrderOption,
    OutputFolder,
    PatchCount,
    Resolution,
    Steps,
    Temperature,
    TopP,
)
from mge_studio.cli.variants import announce, check_only, write_variants
from mge_studio.requests import GenerationSettings, SampleRequest

EXAMPLES = """**Examples**

    mge-studio sample -o out
    mge-studio sample -o chairs --class chair --count 16 --seed 3
    mge-studio sample -o finer --class lamp --patches 256
"""
_BASE = GenerationSettings()


def register(app: App) -> None:
    app.command(sample, help_epilogue=EXAMPLES)


def sample(
    *,
    output: OutputFolder,
    class_name: ClassName = None,
    count: Annotated[int, Parameter(validator=Number(gte=1), help="How many shapes.")] = 8,
    steps: Steps = _BASE.steps,
    temperature: Temperature = _BASE.temperature,
    top_p: TopP = _BASE.top_p,
    guidance: Guidance = _BASE.guidance,
    order: OrderOption = _BASE.order,
    resolution: Resolution = _BASE.resolution,
    patches: PatchCount = None,
    only: Only = None,
    json: AsJson = False,
    common: Common = DEFAULTS,
) -> None:
    """Make new shapes, of one class or of any.

    Writes sample-00.obj, sample-01.obj ... and recipe.json, which says how to make them again.
    """
    settings = GenerationSettings(
        steps=steps, temperature=temperature, top_p=top_p, guidance=guidance,
        order=order, class_name=class_name, seed=common.seed, variants=count, resolution=resolution,
        preview_every=0,
    )  # fmt: skip
    check_only(only, count)
    with progress_bar() as report:
        model = load_model(common, report)
        request = SampleRequest(settings, patches)
        recipe = write_variants(model, request, output, "sample", report, only=only)
    announce(recipe, output, json)
