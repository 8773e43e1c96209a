"""The axes in the corner: red X, green Y (up), blue Z (front), in a renderer of their own."""

from __future__ import annotations

import numpy as np
import pyvista as pv
from vtkmodules.vtkRenderingCore import (
    vtkActor,
    vtkBillboardTextActor3D,
    vtkRenderer,
    vtkRenderWindow,
)

from mge_studio.scene.actors import plain_actor
from mge_studio.scene.cameras import OrbitCamera

AXES = (("X", (0.93, 0.36, 0.40)), ("Y", (0.48, 0.80, 0.32)), ("Z", (0.32, 0.58, 0.96)))
#: Side of its square, and distance from the window's edges, in device-independent pixels.
SIDE, INSET = 96.0, 10.0


class Gizmo:
    """Turns with the camera; takes no part in picking."""

    def __init__(self, window: vtkRenderWindow) -> None:
        self._window = window
        self._labels: list[vtkBillboardTextActor3D] = []
        self.renderer = vtkRenderer()
        self.renderer.SetLayer(1)
        self.renderer.InteractiveOff()
        for axis, (name, colour) in enumerate(AXES):
            direction = np.eye(3)[axis]
            self.renderer.AddActor(_shaded(_tube(direction * 0.8), colour))
            ball = pv.Sphere(radius=0.13, center=direction * 0.8)
            self.renderer.AddActor(_shaded(ball, colour))
            self.renderer.AddActor(self._label(name, direction * 1.16, colour))
        window.SetNumberOfLayers(2)
        window.AddRenderer(self.renderer)

    def _label(
        self, text: str, place: np.ndarray, colour: tuple[float, float, float]
    ) -> vtkBillboardTextActor3D:
        label = vtkBillboardTextActor3D()
        label.SetInput(text)
        label.SetPosition(*place)
        style = label.GetTextProperty()
        style.BoldOn()
        style.SetJustificationToCentered()
        style.SetVerticalJustificationToCentered()
        self._labels.append(label)
        return label

    def set_dark(self, dark: bool) -> None:
        """Letters that can be read before a dark or a light backdrop."""
        for label, (_, colour) in zip(self._labels, AXES, strict=True):
            shade = 0.35 + 0.65 * np.array(colour) if dark else 0.72 * np.array(colour)
            label.GetTextProperty().SetColor(*shade)

    def follow(self, camera: OrbitCamera) -> None:
        """Look from where `camera` looks."""
        own = self.renderer.GetActiveCamera()
        own.ParallelProjectionOn()
        own.SetParallelScale(1.45)
        own.SetFocalPoint(0, 0, 0)
        own.SetPosition(camera.backward * 6)
        own.SetViewUp(*camera.up)
        self.renderer.ResetCameraClippingRange(-2, 2, -2, 2, -2, 2)

    def place(self, width: int, height: int, scale: float) -> None:
        """Sit in the lower left of a window of device pixels; `scale` of them to one unit."""
        side, inset = SIDE * scale, INSET * scale
        self.renderer.SetViewport(
            min(inset / width, 0.5), min(inset / height, 0.5),
            min((inset + side) / width, 1.0), min((inset + side) / height, 1.0),
        )  # fmt: skip
        for label in self._labels:
            label.GetTextProperty().SetFontSize(max(8, round(11 * scale)))

    def show(self, shown: bool) -> None:
        self.renderer.SetDraw(shown)

    def remove(self) -> None:
        self.renderer.RemoveAllViewProps()
        self._window.RemoveRenderer(self.renderer)


def _shaded(mesh: pv.PolyData, colour: tuple[float, float, float]) -> vtkActor:
    actor = plain_actor(mesh)
    look = actor.GetProperty()
    look.SetColor(*colour)
    look.SetAmbient(0.45)
    look.SetDiffuse(0.6)
    return actor


def _tube(end: np.ndarray) -> pv.PolyData:
    return pv.Tube(pointa=(0.0, 0.0, 0.0), pointb=end, radius=0.05)
