"""`mge-studio eval`: figures of a model on data."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from mge_studio.cli.ablation import ablation
from mge_studio.cli.evaluation.bench import open_bench
from mge_studio.cli.evaluation.options import (
    DECODING,
    NO_FILES,
    Count,
    Decoding,
    EvalData,
    Files,
    HeldOutOnly,
    Limit,
    Masks,
    Patches,
    TrainingData,
    Variants,
    WithClass,
)
from mge_studio.cli.evaluation.tasks import (
    CompletionOptions,
    DataOptions,
    measure_completion,
    measure_generation,
    measure_reconstruction,
    measure_robustness,
    parse_hidings,
)
from mge_studio.cli.options import DEFAULTS, Common, PatchCount, Resolution

EXAMPLES = """**Examples**

    mge-studio eval reconstruction --data holdout
    mge-studio eval reconstruction --data procedural:chair --limit 32 --json chairs.json
    mge-studio eval reconstruction --data my_meshes --json figures.json --model runs/mine/model
    mge-studio eval robustness --limit 17 --html robustness.html
    mge-studio eval completion --mask block:0.5 --mask view --limit 34
    mge-studio eval completion --mask half:0.5 --patches 256
    mge-studio eval generation --count 32 --html samples.html
    mge-studio eval ablation --steps 300 --run runs/ablation --markdown ablations.md
    mge-studio eval all --json figures.json --html figures.html

iou is over closed meshes; cd and the F-scores, with thresholds 0.01 and 0.02, are over all.
"""


def register(app: App) -> None:
    group = App(name="eval", help="Measure how good a model is.")
    for command in (reconstruction, robustness, completion, generation):
        group.command(command, help_epilogue=EXAMPLES)
    group.command(ablation, help_epilogue=EXAMPLES)
    group.command(everything, name="all", help_epilogue=EXAMPLES)
    app.command(group)


def reconstruction(
    *,
    data: EvalData,
    limit: Limit = None,
    held_out_only: HeldOutOnly = False,
    patches: Patches = (),
    files: Files = NO_FILES,
    common: Common = DEFAULTS,
) -> None:
    """Measure how much of a shape the tokenizer keeps."""
    with open_bench(files, common) as bench:
        options = DataOptions(data, limit, held_out_only, patches)
        bench.add(measure_reconstruction(bench.model, options, common.seed, bench.report))
    bench.tell(data)


def robustness(
    *,
    data: EvalData = "procedural",
    limit: Limit = 17,
    resolution: Resolution = DECODING.resolution,
    files: Files = NO_FILES,
    common: Common = DEFAULTS,
) -> None:
    """Measure how noise, thin and uneven sampling, holes and rotation harm reconstruction."""
    with open_bench(files, common) as bench:
        options = DataOptions(data, limit)
        section = measure_robustness(bench.model, options, resolution, common.seed, bench.report)
        bench.add(section)
    bench.tell(data)


def completion(
    *,
    data: EvalData = "procedural",
    mask: Masks = (),
    variants: Variants = 8,
    limit: Limit = 17,
    held_out_only: HeldOutOnly = False,
    with_class: WithClass = False,
    patches: PatchCount = None,
    training_data: TrainingData = "procedural",
    decoding: Decoding = DECODING,
    files: Files = NO_FILES,
    common: Common = DEFAULTS,
) -> None:
    """Measure how well hidden parts are imagined, beside baselines that learn nothing."""
    parse_hidings(mask)
    with open_bench(files, common) as bench:
        section = measure_completion(
            bench.model, DataOptions(data, limit, held_out_only),
            CompletionOptions(mask, with_class, patches), bench.training_shapes(training_data),
            decoding.settings(common.seed, variants), bench.report,
        )  # fmt: skip
        bench.add(section)
    bench.tell(data)


def generation(
    *,
    data: EvalData = "procedural",
    count: Count = 16,
    patches: PatchCount = None,
    training_data: TrainingData = "procedural",
    decoding: Decoding = DECODING,
    files: Files = NO_FILES,
    common: Common = DEFAULTS,
) -> None:
    """Measure new shapes, by class and unconditional, against held-out real ones."""
    with open_bench(files, common) as bench:
        section = measure_generation(
            bench.model, data, count, bench.training_shapes(training_data),
            decoding.settings(common.seed), bench.report, patches,
        )  # fmt: skip
        bench.add(section)
    bench.tell(data)


def everything(
    *,
    limit: Annotated[
        int | None,
        Parameter(
            validator=Number(gte=1),
            help="At most so many shapes a task. By default 170 for reconstruction, the whole "
            "hold-out, 17 for robustness, 34 for each completion.",
        ),
    ] = None,
    count: Count = 16,
    variants: Variants = 8,
    mask: Masks = (),
    training_data: TrainingData = "procedural",
    decoding: Decoding = DECODING,
    files: Files = NO_FILES,
    common: Common = DEFAULTS,
) -> None:
    """Measure everything: on held-out procedural shapes and on the bundled hold-out meshes."""
    parse_hidings(mask)
    with open_bench(files, common) as bench:
        model, report, seed = bench.model, bench.report, common.seed
        for data, most in (("procedural", 170 if limit is None else limit), ("holdout", limit)):
            options = DataOptions(data, most, patches=(64, 128, 256))
            bench.add(measure_reconstruction(model, options, seed, report), data)
        options = DataOptions("procedural", _at_most(17, limit))
        bench.add(measure_robustness(model, options, decoding.resolution, seed, report))
        if model.can_generate:
            training = bench.training_shapes(training_data)
            how, settings = CompletionOptions(mask), decoding.settings(seed, variants)
            for data in ("procedural", "holdout"):
                options = DataOptions(data, _at_most(34, limit))
                section = measure_completion(model, options, how, training, settings, report)
                bench.add(section, data)
            bench.add(
                measure_generation(
                    model, "procedural", count, training, decoding.settings(seed), report
                )
            )
    bench.tell()


def _at_most(usual: int, limit: int | None) -> int:
    return usual if limit is None else min(usual, limit)
