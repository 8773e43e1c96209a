"""Pictures of the stage at any size, on any backdrop: drawn anew, not taken from the screen.

The scene is drawn twice as large as asked for, tile by tile, into a buffer that is never shown.
So no size is too large for the graphics card, and between two tiles the window can answer.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray
from vtkmodules.vtkRenderingCore import vtkRenderWindow

from mge_studio.scene.cameras import VIEW_ANGLE, OrbitCamera
from mge_studio.scene.lighting import Backdrop
from mge_studio.scene.stage import Stage

Background = Literal["view", "white", "transparent"]
Pixels = NDArray[np.uint8]
Pair = NDArray[np.int64]
WHITE = (1.0, 1.0, 1.0)

SUPERSAMPLING = 2
#: Pixels an axis that are drawn in one go.
LARGEST_TILE = 640
#: What reaches this far beyond the view still counts as inside of it.
SLACK = 1.02
#: Around a shape that is moved off to be in the picture.
MARGIN = 1.06


@dataclass(frozen=True)
class PictureSpec:
    """width, height: in pixels; background: that of the view, white, or none."""

    width: int
    height: int
    background: Background = "view"
    floor: bool = True


@dataclass(frozen=True, eq=False)
class Exposure:
    """A picture before its backdrop. pixels: (height, width, 4) uint8, colours multiplied by the
    opacity; backdrop: the bottom and the top colour behind, None to leave it transparent."""

    pixels: Pixels
    backdrop: Backdrop | None

    def developed(self) -> Pixels:
        """(height, width, 4) uint8, colours not multiplied by the opacity. Needs no window."""
        whole = self.pixels.astype(np.float32) / 255
        colours, opacity = whole[..., :3], whole[..., 3:]
        if self.backdrop is None:
            colours /= np.maximum(opacity, 1e-6)
        else:
            bottom, top = np.array(self.backdrop, dtype=np.float32)
            down = np.linspace(0, 1, len(whole), dtype=np.float32)[:, None, None]
            colours += (top * (1 - down) + bottom * down) * (1 - opacity)
            opacity[:] = 1
        return (np.clip(whole, 0, 1) * 255).round().astype(np.uint8)


def draw_picture(
    stage: Stage, window: vtkRenderWindow, spec: PictureSpec, camera: OrbitCamera
) -> Generator[float, None, Exposure]:
    """Yields the share done after each tile, when the stage is as it was before."""
    size = np.array([spec.width, spec.height])
    count = -(-size * SUPERSAMPLING // LARGEST_TILE)
    tile = -(-size // count)
    canvas = np.zeros((*(count * tile)[::-1].tolist(), 4), dtype=np.uint8)
    for done, (row, column) in enumerate(np.ndindex(int(count[1]), int(count[0])), start=1):
        place = np.array([column, row])
        start, end = place * tile, (place + 1) * tile
        with _posed(stage, window, spec, place, tile, camera):
            _narrow(stage, 2 * place + 1 - count, float(tile[1] / size[1]))
            canvas[start[1] : end[1], start[0] : end[0]] = _drawn(window)
        yield done / int(count.prod())
    margin = (count * tile - size) // 2
    inner = canvas[margin[1] : margin[1] + size[1], margin[0] : margin[0] + size[0]]
    return Exposure(inner[::-1].copy(), _backdrop(stage, spec.background))


def draw_turn(
    stage: Stage, window: vtkRenderWindow, spec: PictureSpec, camera: OrbitCamera, frames: int
) -> Generator[float, None, list[Exposure]]:
    """One turn of the shape in `frames` pictures, the first from where the camera stands."""
    drawn: list[Exposure] = []
    for step in range(frames):
        seen = replace(camera, azimuth=(camera.azimuth - 360.0 * step / frames) % 360.0)
        drawing = draw_picture(stage, window, spec, seen)
        for share in _kept(drawing, drawn):
            yield (step + share) / frames
    return drawn


def framed(stage: Stage, spec: PictureSpec, view_aspect: float, turned: bool) -> OrbitCamera:
    """The stage's camera for a picture: where the view holds the whole shape, so does the picture;
    turned: from all sides."""
    camera = replace(stage.camera)
    points = stage.extent()
    if len(points) == 0 or camera.distance_to_hold(points, view_aspect) > SLACK * camera.distance:
        return camera
    sides: Sequence[float] = range(0, 360, 15) if turned else (0.0,)
    needed = [
        replace(camera, azimuth=camera.azimuth + side).distance_to_hold(
            points, spec.width / spec.height, MARGIN
        )
        for side in sides
    ]
    camera.distance = max(camera.distance, *needed)
    return camera


def _kept(drawing: Generator[float, None, Exposure], into: list[Exposure]) -> Iterator[float]:
    into.append((yield from drawing))


@contextmanager
def _posed(
    stage: Stage,
    window: vtkRenderWindow,
    spec: PictureSpec,
    place: Pair,
    tile: Pair,
    camera: OrbitCamera,
) -> Iterator[None]:
    """The window is as large as a tile, the scene bare and its strokes scaled; then as before."""
    size, swaps = window.GetSize(), window.GetSwapBuffers()
    drawn = tile * SUPERSAMPLING
    window.SwapBuffersOff()  # what is drawn stays in the back buffer, unseen
    window.SetSize(int(drawn[0]), int(drawn[1]))
    with stage.bare(spec.floor):
        camera.apply(stage.renderer.GetActiveCamera())
        corner = place * drawn
        stage.scale_strokes(SUPERSAMPLING * spec.height / size[1], (int(corner[0]), int(corner[1])))
        try:
            yield
        finally:
            stage.renderer.GetActiveCamera().SetWindowCenter(0.0, 0.0)
            stage.scale_strokes(1.0, (0, 0))
            stage.camera.apply(stage.renderer.GetActiveCamera())
            stage.renderer.ResetCameraClippingRange()
            window.SetSize(*size)
            window.SetSwapBuffers(swaps)


def _narrow(stage: Stage, offset: Pair, share: float) -> None:
    """Let the camera see one tile only, `share` of the whole in height; offset: of its middle from
    that of the whole, in halves of tiles."""
    seen = stage.renderer.GetActiveCamera()
    slope = math.tan(math.radians(VIEW_ANGLE / 2)) * share
    seen.SetViewAngle(2 * math.degrees(math.atan(slope)))
    seen.SetParallelScale(seen.GetParallelScale() * share)
    seen.SetWindowCenter(float(offset[0]), float(offset[1]))
    stage.renderer.ResetCameraClippingRange()


def _drawn(window: vtkRenderWindow) -> Pixels:
    """What the window draws, reduced to the mean over squares of `SUPERSAMPLING` pixels; the bottom
    row first."""
    window.Render()
    width, height = window.GetSize()
    pixels = vtkUnsignedCharArray()
    window.GetRGBACharPixelData(0, 0, width - 1, height - 1, 0, pixels)
    squares = (height // SUPERSAMPLING, SUPERSAMPLING, width // SUPERSAMPLING, SUPERSAMPLING, 4)
    total = vtk_to_numpy(pixels).reshape(squares).sum(axis=(1, 3), dtype=np.uint16)
    return ((total + SUPERSAMPLING**2 // 2) // SUPERSAMPLING**2).astype(np.uint8)


def _backdrop(stage: Stage, background: Background) -> Backdrop | None:
    if background == "transparent":
        return None
    return stage.backdrop if background == "view" else (WHITE, WHITE)
