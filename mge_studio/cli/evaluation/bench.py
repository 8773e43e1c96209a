"""A model under test, what was measured of it, and where that goes."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import mge_studio
from mge_studio.cli.console import Report, progress_bar, say
from mge_studio.cli.evaluation.html_report import write_html
from mge_studio.cli.evaluation.options import Files
from mge_studio.cli.evaluation.section import Section
from mge_studio.cli.models import load_model
from mge_studio.cli.options import Common
from mge_studio.cli.outputs import write_json

if TYPE_CHECKING:
    from mge_studio.model.pipeline import Model
    from mge_studio.training.evaluation.training_shapes import TrainingShapes


class Bench:
    """report: progress of what is being measured."""

    def __init__(self, model: Model, report: Report, files: Files) -> None:
        self.model, self.report, self._files = model, report, files
        self._sections: dict[str, Section] = {}

    def training_shapes(self, data: str) -> TrainingShapes:
        from mge_studio.training.evaluation.training_shapes import load_training_shapes

        return load_training_shapes(
            data, on_share=lambda share: self.report(share, "Reading training shapes")
        )

    def add(self, section: Section, data: str = "") -> None:
        self._sections["_".join(filter(None, (section.key, data)))] = section

    def tell(self, data: str | None = None) -> None:
        """Print the sections, and write the files asked for.

        data: what the only section was measured on, whose figures then stand by themselves; None
        where there may be several, each under its name.
        """
        facts: dict[str, Any] = {
            "model": str(self.model.info.folder),
            "version": mge_studio.__version__,
            "date": date.today().isoformat(),
        }
        sections: Sequence[Section] = list(self._sections.values())
        if self._files.json is not None:
            named = {name: section.figures for name, section in self._sections.items()}
            alone = {"data": data, **sections[0].figures}
            write_json(self._files.json, facts | (named if data is None else alone))
        for section in sections:
            say("\n".join(section.lines()) + "\n")
        if self._files.html is not None:
            command = shlex.join(sys.argv[1:])
            line = f"{facts['date']}, model {facts['model']}: mge-studio {command}"
            write_html(self._files.html, "Evaluation", line, sections)
            say(f"Wrote {self._files.html}")


@contextmanager
def open_bench(files: Files, common: Common) -> Iterator[Bench]:
    files.check()
    with progress_bar() as report:
        yield Bench(load_model(common, report), report, files)
