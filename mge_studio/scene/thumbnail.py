"""Small pictures of shapes, drawn point by point with numpy: no graphics card, on any thread."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mge_studio.scene.colours import CLAY, Rgb
from mge_studio.shapes.sampling import SurfaceSamples, sample_surface
from mge_studio.shapes.shape import Float32, Shape

#: Towards the eye, from the front, right and above.
EYE = np.array([2.1, 1.5, 2.8], dtype=np.float32)
LIGHTS = (((0.35, 0.85, 0.55), 0.72), ((-0.8, 0.15, 0.4), 0.22))
AMBIENT = 0.26
#: Pictures are drawn this many times larger and reduced, each point as a square of so many pixels.
SUPERSAMPLING = 2
SPLAT, CLOUD_SPLAT = 2, 5
#: Points a drawn pixel: few enough to be quick, enough to leave no holes.
DENSITY = 2.0
MARGIN = 0.06
#: Points that are drawn at a time: large pictures then need little memory, and let others run.
BATCH = 100_000


def thumbnail(shape: Shape, size: int, colour: Rgb = CLAY) -> NDArray[np.uint8]:
    """(size, size, 4) uint8 RGBA of the shape filling the picture, transparent around it.

    Raises InputError for a mesh without any surface.
    """
    across = size * SUPERSAMPLING
    count = round(DENSITY * across * across)
    if shape.is_cloud:
        count = min(count, len(shape.vertices))
    samples = sample_surface(shape, count, seed=0)
    toward_eye, view = _view()
    placed = samples.points @ view.T
    low, high = placed[:, :2].min(axis=0), placed[:, :2].max(axis=0)
    scale = across * (1 - 2 * MARGIN) / max(float((high - low).max()), 1e-6)
    pixels = (placed[:, :2] - (low + high) / 2) * scale + across / 2
    order = np.argsort(placed[:, 2])  # later ones, which are nearer, are written over earlier ones
    shades = _shades(samples, toward_eye)[order]
    picture = np.zeros((across, across, 4), dtype=np.float32)
    splat = CLOUD_SPLAT if shape.is_cloud else SPLAT
    colours = np.append(shades[:, None] * colour, np.full((len(shades), 1), 255), axis=1)
    for start in range(0, len(order), BATCH):
        batch = slice(start, start + BATCH)
        rows, columns = _squares(pixels[order[batch]], across, splat)
        picture[rows, columns] = np.repeat(colours[batch], splat * splat, axis=0)
    return _reduced(picture)


def _view() -> tuple[Float32, Float32]:
    """The unit vector towards the eye, and rows right, up, towards the eye."""
    toward = EYE / np.linalg.norm(EYE)
    right = np.cross([0, 1, 0], toward)
    right /= np.linalg.norm(right)
    return toward, np.stack([right, np.cross(toward, right), toward]).astype(np.float32)


def _shades(samples: SurfaceSamples, toward_eye: Float32) -> Float32:
    """(N,) brightness; points without a normal are lit as if they faced the eye."""
    normals = samples.normals.copy()
    normals[~normals.any(axis=1)] = toward_eye
    normals[normals @ toward_eye < 0] *= -1
    shades = np.full(len(normals), AMBIENT, dtype=np.float32)
    for direction, strength in LIGHTS:
        towards = np.array(direction) / np.linalg.norm(direction)
        shades += strength * np.maximum(normals @ towards.astype(np.float32), 0)
    return np.minimum(shades, 1)


def _squares(
    pixels: Float32, across: int, splat: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of the squares drawn for (N, 2) positions, y up, in their order."""
    down, right = np.divmod(np.arange(splat * splat), splat)
    corner = np.floor(pixels - (splat - 1) / 2).astype(np.int64)
    rows = across - 1 - corner[:, 1, None] - down
    columns = corner[:, 0, None] + right
    return np.clip(rows.ravel(), 0, across - 1), np.clip(columns.ravel(), 0, across - 1)


def _reduced(picture: Float32) -> NDArray[np.uint8]:
    """The mean over squares of `SUPERSAMPLING` pixels, colours weighted by their opacity."""
    size = len(picture) // SUPERSAMPLING
    blocks = picture.reshape(size, SUPERSAMPLING, size, SUPERSAMPLING, 4)
    weights = blocks[..., 3:] / 255
    covered = weights.sum(axis=(1, 3))
    colours = (blocks[..., :3] * weights).sum(axis=(1, 3)) / np.maximum(covered, 1e-6)
    opacity = covered / SUPERSAMPLING**2 * 255
    return np.concatenate([colours, opacity], axis=2).round().astype(np.uint8)
