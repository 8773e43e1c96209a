"""`mge-studio eval ablation`: what each choice in the model is worth."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from mge_studio.cli.console import progress_bar, say
from mge_studio.cli.evaluation.ablations import ablation_section, as_markdown
from mge_studio.cli.options import DEFAULTS, Common
from mge_studio.cli.outputs import checked_output, make_folder, write_json, write_text
from mge_studio.cli.train import BatchSize, Data, ProceduralCount, StepCount

RunsFolder = Annotated[
    Path, Parameter(name="--run", help="Folder in which every variant gets a run of its own.")
]
Json = Annotated[Path | None, Parameter(name="--json", help="Write all figures to this file.")]
Markdown = Annotated[Path | None, Parameter(help="Write the tables to this .md file.")]


def ablation(
    *,
    run: RunsFolder,
    data: Data = ["procedural"],  # noqa: B006  (cyclopts shows it and never changes it)
    steps: StepCount = 300,
    batch_size: BatchSize = 24,
    procedural_count: ProceduralCount = 1700,
    markdown: Markdown = None,
    json: Json = None,
    common: Common = DEFAULTS,
) -> None:
    """Train small models that differ in one thing each, and compare them.

    Codebooks, numbers of patches, what the field is, the decoder, masking ratios, all at preset
    tiny. Interrupted, the same command goes on.
    """
    for path, suffix in ((json, ".json"), (markdown, ".md")):
        if path is not None:
            checked_output(path, (suffix,))
    make_folder(run)
    from mge_studio.training.ablation import VARIANTS, AblationOptions, ablate
    from mge_studio.training.sources import parse_source

    options = AblationOptions(
        [parse_source(entry) for entry in data], run, steps or 300, batch_size, procedural_count,
        common.seed, common.device,
    )  # fmt: skip
    outcomes = []
    with progress_bar() as report:
        report(0.0, "Training")
        for outcome in ablate(options):
            outcomes.append(outcome)
            report(len(outcomes) / len(VARIANTS), f"Trained {outcome.variant.name}")
    section = ablation_section(outcomes, options.steps)
    say("\n".join(section.lines()))
    if json is not None:
        write_json(json, section.figures)
    if markdown is not None:
        write_text(markdown, as_markdown(section, shlex.join(["mge-studio", *sys.argv[1:]])))
