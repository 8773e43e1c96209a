"""What can be laid over a surface: the edges of its triangles, and another shape as a ghost."""

from __future__ import annotations

import pyvista as pv
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from mge_studio.scene.colours import BORDER, rgb
from mge_studio.scene.display import MOST_TRIANGLES, Display

GHOST = rgb("#8fb8ff")
GHOST_OPACITY = 0.34


class EdgesActor:
    """Every edge of the mesh as it is in the file, not as it was cut for display."""

    def __init__(self) -> None:
        self._display: Display | None = None
        self._mapper = _mapper()
        self._mapper.SetRelativeCoincidentTopologyLineOffsetParameters(0, -4)
        self.actor = _actor(self._mapper)
        look = self.actor.GetProperty()
        look.SetRepresentationToWireframe()
        look.LightingOff()
        look.SetColor(*(BORDER / 255.0))
        look.SetOpacity(0.6)

    def show(self, display: Display) -> None:
        """Show the edges of a display that has a mesh; quick when they are shown already."""
        self.actor.VisibilityOn()
        if display is self._display:
            return
        self._display = display
        mesh, shape = display.mesh, display.shape
        assert mesh is not None and shape.faces is not None
        if len(shape.faces) <= MOST_TRIANGLES:
            self._mapper.SetInputData(pv.PolyData.from_regular_faces(shape.vertices, shape.faces))
        else:
            self._mapper.SetInputData(pv.PolyData.from_regular_faces(mesh.vertices, mesh.faces))

    def hide(self) -> None:
        """Hide the edges, and let go of their mesh."""
        self.actor.VisibilityOff()
        self._display = None
        self._mapper.SetInputData(pv.PolyData())


class GhostActor:
    """Another shape, translucent, to be seen where it stands out of the surface.

    over: the display it is laid over, or None.
    """

    def __init__(self) -> None:
        self._mapper = _mapper()
        # Where both surfaces are the same, the ghost lies behind.
        self._mapper.SetRelativeCoincidentTopologyPolygonOffsetParameters(2, 8)
        self.actor = _actor(self._mapper)
        look = self.actor.GetProperty()
        look.SetColor(*(GHOST / 255.0))
        look.SetOpacity(GHOST_OPACITY)
        look.SetInterpolationToPhong()
        look.SetAmbient(0.4)
        look.SetDiffuse(0.6)
        look.SetPointSize(2.0)
        self.over: Display | None = None

    def show(self, ghost: Display | None, over: Display | None) -> None:
        """Lay `ghost` over another display, or let go of it."""
        self.over = over if ghost is not None else None
        if ghost is None:
            self._mapper.SetInputData(pv.PolyData())
        elif ghost.mesh is None:
            self._mapper.SetInputData(pv.PolyData(ghost.points))
        else:
            mesh = pv.PolyData.from_regular_faces(ghost.mesh.vertices, ghost.mesh.faces)
            mesh.point_data.active_normals = ghost.mesh.normals
            self.actor.GetProperty().SetBackfaceCulling(ghost.solid)
            self._mapper.SetInputData(mesh)


def _mapper() -> vtkPolyDataMapper:
    mapper = vtkPolyDataMapper()
    mapper.ScalarVisibilityOff()
    mapper.SetResolveCoincidentTopologyToPolygonOffset()
    return mapper


def _actor(mapper: vtkPolyDataMapper) -> vtkActor:
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.PickableOff()
    actor.VisibilityOff()
    return actor
