"""Write the card and `metrics.json` of the bundled model from measured figures.

python scripts/model_card.py models/small FIGURES.json, of `eval all` as scripts/measure_bundled.sh
calls it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from math import prod
from pathlib import Path
from typing import Any

from mge_studio.studio.atomic import write_json

ROWS = (
    ("IoU, mean", "iou", "{:.3f}"),
    ("IoU, median", "iou_median", "{:.3f}"),
    ("Chamfer distance", "cd", "{:.4f}"),
    ("F-score 0.01", "f_score_001", "{:.3f}"),
    ("F-score 0.02", "f_score_002", "{:.3f}"),
    ("normal consistency", "normal_consistency", "{:.3f}"),
    ("codebook perplexity", "perplexity", "{:.0f}"),
)
COMPLETION_ROWS = (
    ("IoU", "iou", "{:.3f}"),
    ("IoU of the hidden part", "iou_hidden", "{:.3f}"),
    ("F-score 0.02", "f_score_002", "{:.3f}"),
    ("visible points to the result", "fidelity", "{:.4f}"),
    ("class recognised", "class_accuracy", "{:.0%}"),
)
METHODS = ("preserved", "decoded", "mirror", "nearest")
GENERATION_ROWS = (
    ("1-NNA (Chamfer distance)", "one_nna", "{:.0%}"),
    ("coverage", "coverage", "{:.0%}"),
    ("minimum matching distance", "mmd", "{:.4f}"),
    ("class recognised", "class_accuracy", "{:.0%}"),
    ("closed, one main component", "healthy", "{:.0%}"),
    ("distance to the nearest training shape", "novelty", "{:.4f}"),
)
SETS = ("conditional", "unconditional", "training")
DATA = ("reconstruction_procedural", "reconstruction_holdout")

CARD = """# The bundled model, `small`

A tokenizer ({tokenizer_million:.1f}M parameters; {codes:,} codes, {patches} patches, or up to
{most_patches}) and an extractor-generator ({generator_million:.1f}M) in the manner of Point-MGE
(arXiv 2406.17342), trained with `mge-studio train`; `scripts/train_bundled.sh` holds the recipe.
Weights are fp16 safetensors under the project's MIT licence.

## Data

- Procedural shapes of 17 families (`mge_studio/shapes/procedural`), indices from 1,000 on.
- CC0 meshes: M3-org base-meshes, Kenney, Quaternius, KayKit, pmndrs market. 5% of their name
  families are held out by a hash of the name (`mge_studio/shapes/holdout.py`) and bundled.

Classes that can be asked for: {classes}.

## Figures, {date}

Printed by `mge-studio eval all --mask block:0.5 --variants {variants} --count {per_class}`, which
`scripts/measure_bundled.sh` runs. Reconstruction of held-out shapes from 2,048 points:

| | procedural | CC0 hold-out |
|---|---|---|
{table}

IoU is over closed shapes, on 50,000 uniform points; the Chamfer distance is the sum of the two mean
distances between 50,000-point samples, in the cube [-1, 1]^3.

IoU by family: {families}.

IoU of {damaged} procedural shapes read as damaged clouds:

| damage | IoU where it is least | and most |
|---|---|---|
{robustness}

Completion of {completed} held-out procedural shapes, half of each hidden in one piece: preserved is
the first variant with the input's own surface kept, decoded all variants from tokens alone; mirror
and nearest training shape are baselines that learn nothing.

| | preserved | decoded | mirror | nearest |
|---|---|---|---|---|
{completion}

The same of {completed_holdout} CC0 hold-out meshes:

| | preserved | decoded | mirror | nearest |
|---|---|---|---|---|
{completion_holdout}

Samples, {per_class} a class and as many without one, against as many held-out shapes; training: as
many training shapes, what a model that copies would get. 1-NNA is best at 50%.

| | by class | of any class | training |
|---|---|---|---|
{generation}

## To look at

Reconstruction of held-out procedural shapes and CC0 meshes, grey above, the model's in blue below:

![procedural](reconstruction-procedural.png)
![hold-out](reconstruction-holdout.png)

Completion: what is orange was masked and is imagined anew, three times:

![completion](completion.png)

Samples by class, four of one seed, none left out:

![samples](samples.png)

## Known failures

The generator has seen some 280,000 shapes only, the work of seven hours on one or two CPU cores
that were not idle. Samples of a class are recognisable and mostly smooth; thin legs may come out
interrupted, slats and shelves melt together. Completions of half a shape are recognisable in most
cases, and exact where the other side shows what is hidden; other fine regular parts (spindles,
shelves, wheels) are smoothed over. A handle on one side may be given a twin.

Thin walls and rods (trays, mugs, boxes, lamp shades, chair backs of spindles) come out with holes
where they are thinner than about 0.03 of the cube's half side. Shapes with many separate small
parts lose some. Fine relief is smoothed: 192 patches describe a shape, not its engraving; 256 keep
more of it, and take longer. Classes outside the list can be completed from what is visible, but
not asked for by name.
"""


def main(model: Path, figures: Path) -> None:
    config = json.loads((model / "config.json").read_text())["config"]
    measured = json.loads(figures.read_text())
    del measured["model"]  # a path of this machine
    read, generated = measured["reconstruction_procedural"], measured["generation"]
    completed = {data: measured[f"completion_{data}"] for data in ("procedural", "holdout")}
    card = CARD.format(
        tokenizer_million=_millions(model / "tokenizer.safetensors"),
        generator_million=_millions(model / "generator.safetensors"),
        patches=config["tokenizer"]["patches"],
        most_patches=config["generator"]["slots"] or config["tokenizer"]["patches"],
        codes=prod(config["tokenizer"]["levels"]),
        classes=", ".join(config["class_names"]),
        date=date.today().isoformat(),
        table=_reconstruction([measured[name] for name in DATA]),
        families=", ".join(f"{name} {row['iou']:.2f}" for name, row in read["by_class"].items()),
        damaged=measured["robustness"]["count"],
        robustness="\n".join(_curves(measured["robustness"]["curves"])),
        completed=completed["procedural"]["count"],
        variants=completed["procedural"]["variants"],
        completion=_completion(completed["procedural"]),
        completed_holdout=completed["holdout"]["count"],
        completion_holdout=_completion(completed["holdout"]),
        per_class=generated["per_class"],
        generation=_table(GENERATION_ROWS, [generated[name] for name in SETS]),
    )
    write_json(model / "metrics.json", measured)
    (model / "README.md").write_text(card, encoding="utf-8")


def _table(rows: Sequence[tuple[str, str, str]], columns: Sequence[dict[str, Any]]) -> str:
    lines = []
    for label, key, form in rows:
        values = [column.get(key) for column in columns]
        cells = ["" if value is None else form.format(value) for value in values]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _reconstruction(columns: Sequence[dict[str, Any]]) -> str:
    lines = [_table(ROWS, columns)]
    for patches in columns[0]["by_patches"]:
        cells = [f"{column['by_patches'][patches]:.3f}" for column in columns]
        lines.append(f"| IoU, mean, read as {patches} patches | {' | '.join(cells)} |")
    counts = [f"{column['count']} ({column['count_closed']})" for column in columns]
    lines.append(f"| shapes (closed) | {' | '.join(counts)} |")
    return "\n".join(lines)


def _completion(figures: dict[str, Any]) -> str:
    (hidden,) = figures["by_mask"].values()
    return _table(COMPLETION_ROWS, [hidden.get(name, {}) for name in METHODS])


def _curves(curves: dict[str, Any]) -> Iterator[str]:
    for name, curve in curves.items():
        ends = (curve["points"][0], curve["points"][-1])
        cells = [f"{point['iou']:.2f} at {point['level']:g}" for point in ends]
        yield f"| {name} ({curve['unit']}) | {' | '.join(cells)} |"


def _millions(path: Path) -> float:
    from safetensors import safe_open

    with safe_open(path, framework="np") as file:
        sizes = [prod(file.get_slice(key).get_shape()) for key in file.keys()]  # noqa: SIM118
    return sum(sizes) / 1e6


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
