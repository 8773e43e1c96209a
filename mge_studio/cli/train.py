"""`mge-studio train`: both stages of a model, resumable, with a live line of progress."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from mge_studio.cli.console import say
from mge_studio.cli.options import DEFAULTS, Common
from mge_studio.cli.outputs import make_folder
from mge_studio.cli.train_progress import TrainProgress
from mge_studio.errors import Cancelled

EXAMPLES = """**What --data may be**

    procedural                   every procedural family
    procedural:chair,table       some of them
    my_meshes                    a folder of meshes, and all folders in it
    meshes.zip                   a zip of meshes
    my_meshes=3                  any of these with its weight in a mixture

**Examples**

    mge-studio train --data procedural --run runs/first --preset tiny --max-minutes 5
    mge-studio train --data my_meshes --data procedural=0.5 --run runs/mine --max-minutes 60
    mge-studio train --data my_meshes --data procedural=0.5 --run runs/mine --steps 9000 --resume
    mge-studio complete chair.obj -o out --mask half:+x --model runs/mine/model
"""

Data = Annotated[
    list[str],
    Parameter(name="--data", negative=(), help="What to learn from, PATH[=weight]; repeatable."),
]
Run = Annotated[
    Path, Parameter(help="Folder of the run: events, checkpoints and, as RUN/model, the model.")
]
Preset = Annotated[
    Literal["tiny", "small", "base", "large"], Parameter(help="Size of the model.")
]
Stage = Annotated[
    Literal["tokenizer", "generator", "both"],
    Parameter(help="What to train; generator goes on from the run's own tokenizer."),
]
Minutes = Annotated[
    float | None,
    Parameter(validator=Number(gt=0), help="Time for all stages together."),
]
StepCount = Annotated[
    int | None, Parameter(validator=Number(gte=1), help="Training steps of each stage.")
]
BatchSize = Annotated[int, Parameter(validator=Number(gte=1), help="Shapes a step.")]
LearningRate = Annotated[float, Parameter(validator=Number(gt=0), help="At its peak.")]
ProceduralCount = Annotated[
    int, Parameter(validator=Number(gte=1), help="How many procedural shapes are made.")
]
MinClassShapes = Annotated[
    int,
    Parameter(validator=Number(gte=1), help="Labels of fewer shapes are not classes to sample."),
]
StartFrom = Annotated[
    Path | None, Parameter(help="Folder of a model to go on from, as --model.")
]
KeepTokens = Annotated[
    bool,
    Parameter(
        negative=(),
        help="Train the tokenizer's decoder alone: shapes keep their tokens, and a generator stays "
        "good.",
    ),
]
Workers = Annotated[
    int | None,
    Parameter(validator=Number(gte=1), help="Processes that prepare data; one a core by default."),
]


def register(app: App) -> None:
    app.command(train, help_epilogue=EXAMPLES)


def train(
    *,
    data: Data,
    run: Run,
    preset: Preset = "tiny",
    stage: Stage = "both",
    max_minutes: Minutes = None,
    steps: StepCount = None,
    resume: Annotated[
        bool, Parameter(negative=(), help="Go on where the run in RUN was stopped.")
    ] = False,
    batch_size: BatchSize = 24,
    learning_rate: LearningRate = 1e-3,
    procedural_count: ProceduralCount = 4000,
    min_class_shapes: MinClassShapes = 1,
    start_from: StartFrom = None,
    keep_tokens: KeepTokens = False,
    workers: Workers = None,
    common: Common = DEFAULTS,
) -> None:
    """Train a model on meshes, on procedural shapes, or on a mixture.

    Give --max-minutes or --steps; 5 minutes are the default. Ctrl+C saves and stops, and
    --resume goes on from there. Data is prepared once and kept in the user's cache.
    """
    from mge_studio.training.sources import parse_source

    sources = [parse_source(entry) for entry in data]
    make_folder(run)
    if max_minutes is None and steps is None:
        max_minutes = 5.0
    with TrainProgress() as progress:
        from mge_studio.training.train import TrainOptions
        from mge_studio.training.train import train as run_training

        options = TrainOptions(
            sources=sources, run=run, preset=preset, stage=stage, max_minutes=max_minutes,
            steps=steps, batch_size=batch_size, learning_rate=learning_rate, seed=common.seed,
            device=common.device, resume=resume, procedural_count=procedural_count,
            min_class_shapes=min_class_shapes, start_from=start_from or common.model,
            keep_tokens=keep_tokens, workers=workers,
        )  # fmt: skip
        model = run_training(options, progress.listen)
    if progress.stopped:
        again = "the same command with --resume goes on"
        raise Cancelled(f"Training was stopped and saved in {run}: {again}.")
    say(f"wrote {model}")

