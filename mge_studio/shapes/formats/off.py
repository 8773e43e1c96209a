"""OFF and its variants with colours or normals (COFF, NOFF, STOFF...)."""

from __future__ import annotations

import re
from pathlib import Path

from mge_studio.shapes.formats.geometry import FormatError, Geometry, check_size, cut_short, fan
from mge_studio.shapes.formats.text import number_rows, polygon_rows

_HEADER = re.compile(rb"(?:ST)?(C?)(N?)OFF\b", re.IGNORECASE)


def read_off(path: Path) -> Geometry:
    """A mesh, or a cloud if there are no faces."""
    lines = _content_lines(path.read_bytes())
    header = _HEADER.match(lines[0]) if lines else None
    if header is None:
        raise FormatError("does not begin with OFF, so it is not an OFF file")
    rest = lines[0][header.end() :].strip()  # some files have the counts on the same line
    counts, body = (rest, 1) if rest else (lines[1] if len(lines) > 1 else b"", 2)
    try:
        vertex_count, face_count = (int(part) for part in counts.split()[:2])
    except ValueError:
        raise FormatError("has no counts after OFF, so it is damaged") from None
    check_size(vertex_count, "points")
    check_size(face_count, "faces")
    split = body + vertex_count
    if len(lines) < split:
        raise cut_short(max(len(lines) - body, 0), vertex_count, "points")
    if len(lines) < split + face_count:
        raise cut_short(len(lines) - split, face_count, "faces")
    has_normals = bool(header.group(2))
    rows = number_rows(lines[body:split], 6 if has_normals else 3, "vertex")
    if face_count == 0:
        return Geometry(rows[:, :3], None, rows[:, 3:6] if has_normals else None)
    return Geometry(rows[:, :3], fan(*polygon_rows(lines[split : split + face_count])))


def _content_lines(data: bytes) -> list[bytes]:
    lines = data.splitlines()
    if b"#" in data:
        lines = [line.partition(b"#")[0] for line in lines]
    return [line for line in lines if line and not line.isspace()]
