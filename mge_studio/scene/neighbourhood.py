"""The points of the surface that the inspected patch was read from."""

from __future__ import annotations

from mge_studio.scene.colours import rgb
from mge_studio.scene.splat_actor import SplatActor
from mge_studio.shapes.shape import Float32

#: Seen on lit and on dimmed patches, before dark and before light.
COLOUR = rgb("#e0457b")
RADIUS = 0.007


class Neighbourhood(SplatActor):
    """points: (K, 3), or None where no patch that was read from a surface is inspected."""

    def __init__(self) -> None:
        super().__init__()
        self.points: Float32 | None = None
        self._wanted = False

    def show(self, points: Float32 | None) -> None:
        self.points = points
        if points is not None:
            self.set_points(points, RADIUS)
            self.set_colours(COLOUR)
        self.want(self._wanted)

    def want(self, wanted: bool) -> None:
        """Whether what is looked at has patches to be told apart."""
        self._wanted = wanted
        self.actor.SetVisibility(wanted and self.points is not None)
