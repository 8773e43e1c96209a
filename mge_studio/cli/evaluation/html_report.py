"""Sections as one HTML file that needs nothing beside it: pictures inside, curves as SVG."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from mge_studio.cli.evaluation.section import Cell, Chart, Section, Table, written
from mge_studio.cli.outputs import write_text

if TYPE_CHECKING:
    from mge_studio.scene.contact_sheet import Picture

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #2b2f36; max-width: 1100px; margin: 2rem auto;
  padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { margin-top: 2.5rem; border-bottom: 1px solid #d8dbe0 }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums }
caption { text-align: left; font-weight: 600; padding-bottom: .3rem }
th, td { padding: .15rem .8rem; text-align: right }
th:first-child, td:first-child { text-align: left }
thead th { border-bottom: 1px solid #9aa0aa } tbody tr:nth-child(even) { background: #f4f5f7 }
figure { margin: 1rem 0; display: inline-block } figcaption { color: #5a6069 }
img { max-width: 100% } .note { color: #5a6069 }
"""
#: Sizes of a chart, in pixels, and colours of its curves, told apart by the colour-blind as well.
WIDTH, HEIGHT, MARGIN = 320, 200, 34
CURVES = ("#2f6db5", "#d9822b", "#3f9b6c")


def write_html(path: Path, title: str, facts: str, sections: Iterable[Section]) -> None:
    """Write the report whole or not at all. facts: one line on model, date and command.

    Raises InputError where the file cannot be written.
    """
    body = "".join(_section(section) for section in sections)
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style><h1>{escape(title)}</h1>"
        f'<p class="note">{escape(facts)}</p>{body}</html>\n'
    )
    write_text(path, page)


def _section(section: Section) -> str:
    parts = [f"<h2>{escape(section.title)}</h2>"]
    if section.note:
        parts.append(f'<p class="note">{escape(section.note)}</p>')
    parts += [_table(table) for table in section.tables]
    parts += [_chart(chart) for chart in section.charts]
    parts += _figures(section)
    failures = section.figures.get("failures", [])
    if failures:
        listed = "".join(f"<li>{escape(f['path'])}: {escape(f['reason'])}</li>" for f in failures)
        parts.append(
            f"<details><summary>Left out: {len(failures)}</summary><ul>{listed}</ul></details>"
        )
    return "".join(parts)


def _table(table: Table) -> str:
    def row(cells: Iterable[Cell], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(written(c))}</{tag}>" for c in cells) + "</tr>"

    body = "".join(row(cells, "td") for cells in table.rows)
    caption = f"<caption>{escape(table.title)}</caption>" if table.title else ""
    head = row(table.columns, "th")
    return f"<table>{caption}<thead>{head}</thead><tbody>{body}</tbody></table>"


def _figures(section: Section) -> list[str]:
    """Pictures as embedded PNGs; without pyvista a report has none."""
    try:
        pictures = section.pictures()
    except ImportError:
        return ['<p class="note">Pictures are drawn with pyvista, which is not installed.</p>']
    return [
        f'<figure><img alt="{escape(caption)}" src="data:image/png;base64,{_png(rows)}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
        for caption, rows in pictures.items()
    ]


def _png(rows: list[list[Picture]]) -> str:
    from mge_studio.scene.contact_sheet import save_contact_sheet

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.png"
        save_contact_sheet(path, rows, size=160)
        return base64.b64encode(path.read_bytes()).decode()


def _chart(chart: Chart) -> str:
    """Curves of y in [0, 1]. Levels stand side by side at equal distances, as they were chosen."""
    places = sorted({x for points in chart.series.values() for x, _ in points})
    if "points" in chart.axis:  # from clean to bad, as on every other axis
        places.reverse()
    step = (WIDTH - 2 * MARGIN) / max(1, len(places) - 1)
    across = {x: MARGIN + i * step for i, x in enumerate(places)}
    height = HEIGHT - 2 * MARGIN
    marks = [
        f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{y:.0f}" y2="{y:.0f}" stroke="#e3e5e9"/>'
        f'<text x="{MARGIN - 5}" y="{y + 4:.0f}" text-anchor="end">{value:g}</text>'
        for value in (0, 0.5, 1)
        for y in [MARGIN + (1 - value) * height]
    ]
    marks += [
        f'<text x="{at:.0f}" y="{HEIGHT - MARGIN + 15}" text-anchor="middle">{x:g}</text>'
        for x, at in across.items()
    ]
    for i, (name, points) in enumerate(chart.series.items()):
        line = " ".join(
            f"{across[x]:.1f},{MARGIN + (1 - y) * height:.1f}" for x, y in points if y is not None
        )
        colour = CURVES[i % len(CURVES)]
        marks.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        marks.append(
            f'<text x="{WIDTH - MARGIN}" y="{14 + 14 * i}" text-anchor="end" fill="{colour}">'
            f"{escape(name)}</text>"
        )
    middle = WIDTH / 2
    return (
        f'<svg width="{WIDTH}" height="{HEIGHT}" font-size="11" fill="#5a6069">'
        f'<text x="{MARGIN}" y="14" font-weight="600">{escape(chart.title)}</text>'
        f'<text x="{middle:.0f}" y="{HEIGHT - 4}" text-anchor="middle">{escape(chart.axis)}</text>'
        f"{''.join(marks)}</svg>"
    )
