"""The figures of one task, with tables for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mge_studio.scene.contact_sheet import Picture

Cell = str | float | int | None


@dataclass(frozen=True)
class Table:
    """columns: headings; rows: a cell a column, the first naming the row."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def lines(self) -> list[str]:
        """The table as aligned text."""
        cells = [list(self.columns), *([written(cell) for cell in row] for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        aligned = [
            "  ".join(
                cell.ljust(width) if x == 0 else cell.rjust(width)
                for x, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in cells
        ]
        return [self.title, *aligned] if self.title else aligned


def written(cell: Cell) -> str:
    """A figure for people: what could not be measured is a dash."""
    if cell is None:
        return "-"
    return f"{cell:.4f}" if isinstance(cell, float) else str(cell)


@dataclass(frozen=True)
class Chart:
    """Curves over one axis. series: name -> (x, y) points, y in [0, 1] or None where unknown."""

    title: str
    axis: str
    series: dict[str, list[tuple[float, float | None]]]


@dataclass(frozen=True, eq=False)
class Section:
    """One task. key: its name in JSON; figures: all of them; note: how they were measured;
    pictures: captioned rows of pictures, drawn only for a report that shows them."""

    key: str
    title: str
    figures: dict[str, Any]
    tables: Sequence[Table] = ()
    charts: Sequence[Chart] = ()
    note: str = ""
    pictures: Callable[[], dict[str, list[list[Picture]]]] = field(default=dict)

    def lines(self) -> list[str]:
        lines = [self.title, "=" * len(self.title)]
        for table in self.tables:
            lines += ["", *table.lines()]
        for failure in self.figures.get("failures", []):
            lines.append(f"left out {failure['path']}: {failure['reason']}")
        return lines
