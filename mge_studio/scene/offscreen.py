"""Drawing without a window: what the safe viewer shows, where a window cannot have OpenGL."""

from __future__ import annotations

from ctypes.util import find_library

import pyvista as pv
from vtkmodules.vtkRenderingCore import vtkRenderWindow

#: What VTK falls back on where it finds no other OpenGL, without a look whether its library exists.
LAST_RESORT, ITS_LIBRARY = "vtkOSOpenGLRenderWindow", "OSMesa"


def has_offscreen_opengl() -> bool:
    """Whether VTK can draw off-screen here; where it cannot, an attempt would crash."""
    return vtkRenderWindow().GetClassName() != LAST_RESORT or find_library(ITS_LIBRARY) is not None


def offscreen_plotter() -> pv.Plotter | None:
    """A plotter that draws into memory, or None where nothing can."""
    if not has_offscreen_opengl():
        return None
    plotter = pv.Plotter(off_screen=True)
    plotter.render_window.SetMultiSamples(0)
    return plotter
