"""Write the card and `metrics.json` of the bundled model from measured figures.

python scripts/model_card.py models/small FIGURES, after scripts/measure_bundled.sh has put
procedural.json, holdout.json, completion.json and generation.json into the folder FIGURES.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
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
    ("shapes (closed)", "count", "{:d}"),
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

CARD = """# The bundled model, `small`

A tokenizer ({tokenizer_million:.1f}M parameters; {patches} patches, {codes} codes) and an
extractor-generator ({generator_million:.1f}M) in the manner of Point-MGE (arXiv 2406.17342),
trained with `mge-studio train`; `scripts/train_bundled.sh` holds the recipe. Weights are fp16
safetensors under the project's MIT licence.

## Data

- Procedural shapes of 17 families (`mge_studio/shapes/procedural`), indices from 1,000 on.
- CC0 meshes: M3-org base-meshes, Kenney, Quaternius, KayKit, pmndrs market. 5% of their name
  families are held out by a hash of the name (`mge_studio/shapes/holdout.py`) and bundled.

Classes that can be asked for: {classes}.

## Figures, {date}

Reconstruction of held-out shapes from 2,048 points, printed by `scripts/measure_bundled.sh`:
`mge-studio eval reconstruction --data procedural --limit {procedural_count}` and
`mge-studio eval reconstruction --data holdout`.

| | procedural | CC0 hold-out |
|---|---|---|
{table}

IoU is over closed shapes, on 50,000 uniform points; the Chamfer distance is the sum of the two mean
distances between 50,000-point samples, in the cube [-1, 1]^3.

IoU by family: {families}.

Completion of {completed} held-out procedural shapes, half of each hidden in one piece
(`mge-studio eval completion --mask block:0.5 --limit {completed} --variants {variants}`):
preserved is the first variant with the input's own surface kept, decoded all variants from tokens
alone; mirror and nearest training shape are baselines that learn nothing.

| | preserved | decoded | mirror | nearest |
|---|---|---|---|---|
{completion}

Samples, {per_class} a class and as many without one, against as many held-out shapes
(`mge-studio eval generation --count {per_class}`); training: as many training shapes, what a model
that copies would get. 1-NNA is best at 50%.

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

The generator has seen some 230,000 shapes only, the work of five and a half hours on one or two CPU
cores that were not idle. Samples of a class are recognisable and mostly smooth; thin legs may come
out interrupted, slats and shelves melt together. Completions of half a shape are recognisable in
most cases, and exact where the other side shows what is hidden; other fine regular parts (spindles,
shelves, wheels) are smoothed over. A handle on one side may be given a twin.

Thin walls and rods (trays, mugs, boxes, lamp shades, chair backs of spindles) come out with holes
where they are thinner than about 0.03 of the cube's half side. Shapes with many separate small
parts lose some. Fine relief is smoothed: 128 patches describe a shape, not its engraving. Classes
outside the list can be completed from what is visible, but not asked for by name.
"""


def main(model: Path, figures: Path) -> None:
    config = json.loads((model / "config.json").read_text())["config"]
    measured = {
        name: json.loads((figures / f"{name}.json").read_text())
        for name in ("procedural", "holdout", "completion", "generation")
    }
    (hidden,) = measured["completion"]["by_mask"].values()
    for entry in measured.values():
        entry.pop("model")
    families = measured["procedural"]["by_class"]
    card = CARD.format(
        tokenizer_million=_millions(model / "tokenizer.safetensors"),
        generator_million=_millions(model / "generator.safetensors"),
        patches=config["tokenizer"]["patches"],
        codes=prod(config["tokenizer"]["levels"]),
        classes=", ".join(config["class_names"]),
        date=date.today().isoformat(),
        procedural_count=measured["procedural"]["count"],
        table="\n".join(_row(label, key, form, measured) for label, key, form in ROWS),
        completed=measured["completion"]["count"],
        variants=measured["completion"]["variants"],
        completion=_table(COMPLETION_ROWS, [hidden[name] for name in METHODS]),
        per_class=measured["generation"]["per_class"],
        generation=_table(GENERATION_ROWS, [measured["generation"][name] for name in SETS]),
        families=", ".join(f"{name} {row['iou']:.2f}" for name, row in families.items()),
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


def _row(label: str, key: str, form: str, measured: dict[str, dict[str, Any]]) -> str:
    cells = [form.format(measured[name][key]) for name in ("procedural", "holdout")]
    if key == "count":
        closed = [measured[name]["count_closed"] for name in ("procedural", "holdout")]
        cells = [f"{cell} ({n})" for cell, n in zip(cells, closed, strict=True)]
    return f"| {label} | {cells[0]} | {cells[1]} |"


def _millions(path: Path) -> float:
    from safetensors import safe_open

    with safe_open(path, framework="np") as file:
        sizes = [prod(file.get_slice(key).get_shape()) for key in file.keys()]  # noqa: SIM118
    return sum(sizes) / 1e6


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
