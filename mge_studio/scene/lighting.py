"""Three lights that follow the viewer, and the backdrop."""

from __future__ import annotations

from vtkmodules.vtkRenderingCore import vtkLight, vtkRenderer

#: (position relative to the viewer, colour, intensity): key, fill, rim.
LIGHTS = (
    ((-0.55, 0.80, 1.05), (1.0, 0.97, 0.93), 0.78),
    ((0.95, 0.10, 0.75), (0.86, 0.91, 1.0), 0.46),
    ((0.25, 0.85, -0.9), (0.90, 0.95, 1.0), 0.30),
)

DARK_BACKDROP = ((0.098, 0.106, 0.122), (0.196, 0.212, 0.240))
LIGHT_BACKDROP = ((0.80, 0.82, 0.85), (0.95, 0.96, 0.97))

Backdrop = tuple[tuple[float, float, float], tuple[float, float, float]]


def light_scene(renderer: vtkRenderer) -> None:
    """Replace the renderer's lights by the three above."""
    renderer.RemoveAllLights()
    renderer.AutomaticLightCreationOff()
    for position, colour, intensity in LIGHTS:
        light = vtkLight()
        light.SetLightTypeToCameraLight()
        light.SetPosition(position)
        light.SetFocalPoint(0, 0, 0)
        light.SetColor(colour)
        light.SetIntensity(intensity)
        renderer.AddLight(light)


def backdrop(dark: bool) -> Backdrop:
    """Its bottom and its top colour."""
    return DARK_BACKDROP if dark else LIGHT_BACKDROP


def set_backdrop(renderer: vtkRenderer, dark: bool = True) -> None:
    """A quiet vertical gradient, darker below."""
    bottom, top = backdrop(dark)
    renderer.GradientBackgroundOn()
    renderer.SetBackground(bottom)
    renderer.SetBackground2(top)
