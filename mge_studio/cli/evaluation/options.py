"""Options of `mge-studio eval`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from mge_studio.cli.options import Guidance, OrderOption, Resolution, Steps, Temperature, TopP
from mge_studio.cli.outputs import checked_output
from mge_studio.requests import GenerationSettings

_BASE = GenerationSettings()

EvalData = Annotated[
    str,
    Parameter(help="A folder or zip of meshes, holdout (bundled), or procedural[:family]."),
]
TrainingData = Annotated[
    str, Parameter(help="What the nearest training shape is looked for in, as for train --data.")
]
Limit = Annotated[int | None, Parameter(validator=Number(gte=1), help="At most so many shapes.")]
HeldOutOnly = Annotated[
    bool, Parameter(negative=(), help="Only the meshes that training would hold out.")
]
WithClass = Annotated[
    bool, Parameter(negative=(), help="Tell the model the class of each shape it completes.")
]
Masks = Annotated[
    tuple[str, ...],
    Parameter(
        help="What to hide: random:0.5, block:0.5, half:0.5 (beyond a plane) or view (all that "
        "one camera does not see). Several may be given; by default all, at 25 to 90%."
    ),
]
Patches = Annotated[
    tuple[int, ...],
    Parameter(
        negative=(), validator=Number(gte=1),
        help="Another number of patches to read the shapes as, for its IoU; repeatable.",
    ),
]  # fmt: skip
Variants = Annotated[int, Parameter(validator=Number(gte=1), help="Completions a shape.")]
Count = Annotated[int, Parameter(validator=Number(gte=2), help="Samples a class.")]


@Parameter(name="*")
@dataclass(frozen=True)
class Files:
    """Where figures go beside the terminal."""

    json: Annotated[
        Path | None, Parameter(name="--json", help="Write all figures to this .json file.")
    ] = None
    html: Annotated[
        Path | None,
        Parameter(help="Write an .html report with the best, median and worst cases pictured."),
    ] = None

    def check(self) -> None:
        """Raises InputError before any work is done in vain."""
        if self.json is not None:
            checked_output(self.json, (".json",))
        if self.html is not None:
            checked_output(self.html, (".html",))


@Parameter(name="*")
@dataclass(frozen=True)
class Decoding:
    """How tokens are generated, as for complete and sample."""

    steps: Steps = _BASE.steps
    resolution: Resolution = _BASE.resolution
    temperature: Temperature = _BASE.temperature
    top_p: TopP = _BASE.top_p
    guidance: Guidance = _BASE.guidance
    order: OrderOption = _BASE.order

    def settings(self, seed: int, variants: int = 1) -> GenerationSettings:
        return GenerationSettings(
            steps=self.steps, resolution=self.resolution, temperature=self.temperature,
            top_p=self.top_p, guidance=self.guidance, order=self.order, seed=seed,
            variants=variants, preview_every=0,
        )  # fmt: skip


NO_FILES, DECODING = Files(), Decoding()
