"""Ways through the scene that a drag follows on screen, so that no ray ever runs beside them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkRenderer

from mge_studio.scene.brush import Position
from mge_studio.scene.picking import project

Vector = NDArray[np.float64]

#: A way that looks shorter than this share of itself is followed up and down the screen instead.
END_ON = 0.2


def track_along(renderer: vtkRenderer, anchor: Vector, way: Vector, steps: Vector) -> Vector:
    """(P, 3) where the cursor is at each of the steps (P,), distances from an anchor along a way.

    way: (3,) of unit length. Where it points at the viewer, up the screen is away from them.
    """
    camera = renderer.GetActiveCamera()
    straight = anchor + steps[:, None] * way
    upright = anchor + steps[:, None] * np.array(camera.GetViewUp())
    if _length(project(renderer, straight)) >= END_ON * _length(project(renderer, upright)):
        return straight
    towards = -np.array(camera.GetDirectionOfProjection()) @ way > 0
    return 2 * anchor - upright if towards else upright


def followed(renderer: vtkRenderer, track: Vector, places: Vector, cursor: Position) -> float:
    """The one of the places (P,) of a track, or what lies between, that is nearest the cursor."""
    _, along = nearest_on_line(project(renderer, track), cursor)
    return float(np.interp(along, np.arange(len(places)), places))


def nearest_on_line(line: Vector, cursor: Position) -> tuple[float, float]:
    """How far the cursor is from a line on screen (P, 2), and where on it that is, in [0, P - 1].

    Pieces that reach behind the viewer, which are NaN, do not count.
    """
    starts, ways = line[:-1], np.diff(line, axis=0)
    lengths = np.maximum((ways**2).sum(axis=1), 1e-12)
    shares = np.clip(((np.array(cursor) - starts) * ways).sum(axis=1) / lengths, 0, 1)
    apart = np.linalg.norm(starts + shares[:, None] * ways - np.array(cursor), axis=1)
    piece = int(np.nan_to_num(apart, nan=np.inf).argmin())
    if np.isnan(apart[piece]):
        return np.inf, 0.0
    return float(apart[piece]), piece + float(shares[piece])


def _length(line: Vector) -> float:
    return float(np.nansum(np.linalg.norm(np.diff(line, axis=0), axis=1)))
