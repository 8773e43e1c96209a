"""Contact sheets: many small pictures of shapes in rows, drawn without a window."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from mge_studio.shapes.shape import Float32, Int32

Colour = tuple[int, int, int]
#: One colour for all faces, or (F, 3) uint8 by face.
Colours = Colour | NDArray[np.uint8]

TRUTH: Colour = (168, 172, 180)
RESULT: Colour = (86, 156, 214)
REMOVED: Colour = (240, 146, 60)
PAPER: Colour = (250, 250, 251)
INK: Colour = (60, 64, 72)
LABEL_HEIGHT = 20
#: Pictures are drawn this many times larger and reduced: smooth edges on any renderer.
SUPERSAMPLING = 2


@dataclass(frozen=True, eq=False)
class Picture:
    """One cell. vertices (V, 3), faces (F, 3) in the normalised frame, None for an empty cell;
    colours: one for all, or (F, 3) uint8 by face."""

    label: str
    vertices: Float32 | None = None
    faces: Int32 | None = None
    colours: Colours = RESULT


def save_contact_sheet(path: Path, rows: Sequence[Sequence[Picture]], size: int = 180) -> None:
    """Write a PNG of rows of pictures, each `size` pixels square with its label below."""
    columns = max(len(row) for row in rows)
    sheet = Image.new("RGB", (columns * size, len(rows) * (size + LABEL_HEIGHT)), PAPER)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(12)
    plotter = pv.Plotter(off_screen=True, window_size=[size * SUPERSAMPLING] * 2)
    try:
        for y, row in enumerate(rows):
            for x, picture in enumerate(row):
                corner = (x * size, y * (size + LABEL_HEIGHT))
                if picture.faces is not None and len(picture.faces):
                    sheet.paste(_drawn(plotter, picture, size), corner)
                middle = (corner[0] + size // 2, corner[1] + size + LABEL_HEIGHT // 2)
                draw.text(middle, picture.label, fill=INK, font=font, anchor="mm")
    finally:
        plotter.close()
    temporary = path.with_name(path.name + ".tmp")
    sheet.save(temporary, format="PNG", optimize=True)
    os.replace(temporary, path)


def _drawn(plotter: pv.Plotter, picture: Picture, size: int) -> Image.Image:
    plotter.clear()
    plotter.set_background([channel / 255 for channel in PAPER])
    plotter.add_light(pv.Light(position=(1.5, 3, 2.5), intensity=0.75))
    plotter.add_light(pv.Light(position=(-2.5, 0.5, 1.5), intensity=0.35))
    assert picture.vertices is not None and picture.faces is not None
    mesh = pv.PolyData.from_regular_faces(picture.vertices, picture.faces)
    style = {"smooth_shading": True, "split_sharp_edges": True, "ambient": 0.25, "diffuse": 0.8}
    if isinstance(picture.colours, np.ndarray):
        mesh.cell_data["colour"] = picture.colours
        plotter.add_mesh(mesh, scalars="colour", rgb=True, **style)
    else:
        plotter.add_mesh(mesh, color=[channel / 255 for channel in picture.colours], **style)
    plotter.camera_position = [(2.1, 1.5, 2.8), (0, 0, 0), (0, 1, 0)]
    plotter.camera.parallel_projection = True
    plotter.camera.parallel_scale = 0.92
    image = Image.fromarray(plotter.screenshot(return_img=True))
    return image.resize((size, size), Image.Resampling.LANCZOS)
