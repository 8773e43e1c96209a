"""Options that several commands share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Group, Parameter
from cyclopts.validators import Number

from mge_studio.requests import Order

COMMON = Group("Common options", sort_key=100)


@Parameter(name="*")
@dataclass(frozen=True)
class Common:
    """What every command takes."""

    model: Annotated[
        Path | None,
        Parameter(group=COMMON, help="Folder of a trained model; the bundled one by default."),
    ] = None
    device: Annotated[
        str, Parameter(group=COMMON, help="Where to compute: auto, cpu, cuda, cuda:N or mps.")
    ] = "auto"
    memory: Annotated[
        float | None,
        Parameter(
            group=COMMON,
            validator=Number(gt=0),
            help="GB to work within: fewer queries and variants at once, and no mesh whose grid "
            "would not fit. As much as there is by default.",
        ),
    ] = None
    seed: Annotated[
        int,
        Parameter(
            group=COMMON,
            validator=Number(gte=0),
            help="Seed of all randomness: the same seed gives the same result.",
        ),
    ] = 0


DEFAULTS = Common()

InputFile = Annotated[
    Path, Parameter(name="IN", help="A mesh, a point cloud, or a tokens file (.npz).")
]
OutputFolder = Annotated[
    Path, Parameter(name=("--output", "-o"), help="Folder to write; made where it is missing.")
]
Up = Annotated[
    Literal["x", "y", "z"], Parameter(help="The axis that points up in the input file.")
]
Resolution = Annotated[
    int,
    Parameter(validator=Number(gte=8, lte=1024), help="Cells an axis of the extracted mesh."),
]
PatchCount = Annotated[
    int | None,
    Parameter(
        name="--patches",
        validator=Number(gte=1),
        help="How many patches the shape has: more are finer, and take longer. The model's own "
        "number by default.",
    ),
]
AsJson = Annotated[
    bool, Parameter(name="--json", negative=(), help="Print the figures as JSON on stdout.")
]
Steps = Annotated[int, Parameter(validator=Number(gte=1), help="Decoding steps.")]
Temperature = Annotated[
    float,
    Parameter(validator=Number(gte=0), help="Of the choice of tokens; 0 takes the likeliest."),
]
TopP = Annotated[
    float,
    Parameter(
        validator=Number(gt=0, lte=1),
        help="Choose among the likeliest codes that hold this probability.",
    ),
]
Guidance = Annotated[
    float,
    Parameter(
        validator=Number(gte=0),
        help="How strongly the class and the visible part steer; 0 is not at all.",
    ),
]
OrderOption = Annotated[
    Order,
    Parameter(
        name="--order",
        help="Which codes are decided first: confident: the most confident; random: any; near: "
        "those of the patches nearest to what is known, so that a completion grows out of it.",
    ),
]
Only = Annotated[
    int | None,
    Parameter(
        validator=Number(gte=0),
        help="Write the result of this number only, as it is counted in the names of the files.",
    ),
]
ClassName = Annotated[
    str | None,
    Parameter(name="--class", help="Class to aim at; `mge-studio info` lists them."),
]
