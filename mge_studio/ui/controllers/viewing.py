"""Where the camera stands, and what is laid over the shape: edges, a ghost, a distance map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

import numpy as np

from mge_studio.scene.cameras import Side
from mge_studio.scene.display import Display, prepare
from mge_studio.scene.heat import Heat, heat_of
from mge_studio.shapes.distances import Distances, distances_to
from mge_studio.shapes.shape import Shape
from mge_studio.studio.document import Item
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.latest import Latest

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

#: The scale of a distance map ends where all but this share of the surface is nearer.
OUTLIERS = 0.02
#: And never below this, in the normalised frame: less is noise of the extraction.
SHORTEST_SCALE = 0.004


@dataclass(frozen=True, eq=False)
class DistanceMap:
    """limit: where its colours end, in the normalised frame; signed: see `Distances`."""

    heat: Heat
    limit: float
    signed: bool


class Viewing(Controller):
    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.ghosted = self.heated = False
        self._ghost, self._distances = Latest("ghost", window), Latest("distances", window)
        self._ghost.done.connect(self._show_ghost)
        self._distances.done.connect(self._show_distances)
        self._laid: dict[str, tuple[Display, Shape]] = {}

    # The camera

    def toggle_parallel(self) -> None:
        self._window.viewport.set_parallel(self._window.action("orthographic").isChecked())

    def look_along(self, side: Side) -> None:
        self._window.viewport.turntable.run(False)
        self._window.viewport.look_along(side)

    def toggle_turntable(self) -> None:
        turntable = self._window.viewport.turntable
        turntable.run(not turntable.running)

    # What is laid over the shape

    def toggle_edges(self) -> None:
        self._window.viewport.set_edges(self._window.action("edges").isChecked())
        self._window.splitting.refresh()

    def toggle_ghost(self) -> None:
        self.ghosted = not self.ghosted
        self.refresh()

    def toggle_heat(self) -> None:
        self.heated = not self.heated
        self.refresh()
        for view in (self._window.confidence, self._window.parting):
            view.refresh()  # its legend has the same place

    def end_heat(self) -> None:
        """Another view was asked for."""
        self.heated = False
        self.refresh()

    @property
    def other(self) -> Item | None:
        """What the current shape is compared with: its input, or the result made from it."""
        item = self.current
        if item is None:
            return None
        return self._document.find(item.parent) or self._window.looking.result_of(item)

    @property
    def measured_against(self) -> Item | None:
        """What distances are measured to: a shape selected with the current one, or `other`."""
        selected = map(self._document.find, self._window.shapes_panel.selected_ids())
        chosen = (item for item in selected if item is not None and item is not self.current)
        return self.other if self.current is None else next(chosen, self.other)

    def refresh(self) -> None:
        """Lay over what belongs there now; cheap where nothing changed."""
        self._refresh_ghost(self.other)
        self._refresh_heat(self.measured_against)

    def _refresh_ghost(self, other: Item | None) -> None:
        action, display = self._window.action("ghost"), self._window.viewport.shown
        action.setChecked(self.ghosted)
        action.setEnabled(other is not None)
        if not self.ghosted or display is None or other is None:
            self._end("ghost")
        elif self._is_new("ghost", display, other.shape):
            self._ghost.ask(partial(prepare, other.shape))

    def _refresh_heat(self, other: Item | None) -> None:
        action, display = self._window.action("heat"), self._window.viewport.shown
        action.setChecked(self.heated)
        action.setEnabled(other is not None)
        if not self.heated or display is None or display.mesh is None or other is None:
            self._end("heat")
        elif self._is_new("heat", display, other.shape):
            self._window.legend.show_measuring(other.name)
            self._distances.ask(partial(_measure, display, other.shape))

    def close(self) -> None:
        self._ghost.close()
        self._distances.close()

    def _is_new(self, what: str, display: Display, other: Shape) -> bool:
        known = self._laid.get(what)
        if known is not None and known[0] is display and known[1] is other:
            return False
        self._laid[what] = (display, other)
        return True

    def _end(self, what: str) -> None:
        if what == "heat":
            self._window.legend.hide()
        if self._laid.pop(what, None) is None:
            return
        if what == "heat":
            self._distances.forget()
            self._window.viewport.set_heat(None)
        else:
            self._ghost.forget()
            self._window.viewport.set_ghost(None)

    def _show_ghost(self, ghost: object) -> None:
        laid = self._laid.get("ghost")
        if laid is not None and laid[0] is self._window.viewport.shown:
            self._window.viewport.set_ghost(cast(Display | None, ghost))

    def _show_distances(self, measured: object) -> None:
        laid, item = self._laid.get("heat"), self.current
        if laid is None or item is None or laid[0] is not self._window.viewport.shown:
            return
        if not isinstance(measured, DistanceMap):
            self._window.legend.show_failure()
            return
        self._window.viewport.set_heat(measured.heat)
        unit = float(np.abs(np.linalg.det(item.shape.transform[:3, :3])) ** (1 / 3))
        self._window.legend.show_scale(measured.limit * unit, measured.signed)


def _measure(display: Display, other: Shape) -> DistanceMap:
    """All that can be done without the window; raises as `distances_to` does."""
    assert display.mesh is not None
    measured = distances_to(other, display.mesh.vertices)
    limit = scale_of(measured)
    heat = heat_of(display, measured.values, limit, measured.signed)
    return DistanceMap(heat, limit, measured.signed)


def scale_of(measured: Distances) -> float:
    """Where the colours end, in the normalised frame."""
    if len(measured.values) == 0:
        return SHORTEST_SCALE
    return max(float(np.quantile(np.abs(measured.values), 1 - OUTLIERS)), SHORTEST_SCALE)
