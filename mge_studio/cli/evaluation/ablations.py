"""`mge-studio eval ablation`: small models that differ in one thing, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from mge_studio.cli.evaluation.section import Section, Table, written

if TYPE_CHECKING:
    from mge_studio.training.ablation import Outcome

#: Never comparable across variants: sums of terms that differ, or of other codebooks.
_LEFT_OUT = ("loss_",)


def ablation_section(outcomes: Sequence[Outcome], steps: int) -> Section:
    """The outcomes as a table a question, each with the figures that its variants have."""
    from mge_studio.model.generator import PLACING_WEIGHT  # brings torch in

    questions = dict.fromkeys(outcome.variant.question for outcome in outcomes)
    figures = [
        {"question": o.variant.question, "name": o.variant.name, "seconds": o.seconds, **o.figures}
        for o in outcomes
    ]
    return Section(
        "ablation",
        f"Ablation, {steps} steps at preset tiny",
        {"steps": steps, "variants": figures},
        [_table(question, outcomes) for question in questions],
        note="Validation figures at the end of training, on shapes that were held out. Losses are "
        f"in nats; those of places are {PLACING_WEIGHT:g} times a distance.",
    )


def _table(question: str, outcomes: Sequence[Outcome]) -> Table:
    asked = [o for o in outcomes if o.variant.question == question]
    # The first model of all is what every question about the tokenizer is compared with.
    if asked[0] is not outcomes[0] and asked[0].variant.stage == outcomes[0].variant.stage:
        asked = [outcomes[0], *asked]
    keys = [key for key in asked[0].figures if not key.startswith(_LEFT_OUT)]
    rows = [
        (o.variant.name, *(o.figures.get(key) for key in keys), round(o.seconds)) for o in asked
    ]
    return Table(question, ("", *keys, "seconds"), rows)


def as_markdown(section: Section, command: str) -> str:
    """The section as a page of the documentation."""
    lines = ["# Ablations", "", f"{section.title}. {section.note}", ""]
    lines += [f"Printed by `{command}` on {date.today().isoformat()}.", ""]
    for table in section.tables:
        header = " | ".join(table.columns)
        lines += [f"## {table.title.capitalize()}", "", f"| {header} |"]
        lines += ["|" + "---|" * len(table.columns)]
        lines += ["| " + " | ".join(map(written, row)) + " |" for row in table.rows]
        lines += [""]
    return "\n".join(lines)
