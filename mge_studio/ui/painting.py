"""The mask tools between mouse and stage: one stroke at a time, live on screen."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt

from mge_studio.scene.brush import Position, Stroke, dabs, patches_in_ball
from mge_studio.scene.display import Display
from mge_studio.scene.picking import Hit
from mge_studio.scene.stage import Stage
from mge_studio.shapes.flooding import PatchNormals, patch_normals, smooth_component
from mge_studio.shapes.mask_operations import CombineMode, component, neighbour_graph

DEFAULT_RADIUS = 0.18
#: Device pixels between two dabs of a tool without a radius, and two corners of a lasso.
STEP = 4.0
#: A click so near to the first or the last corner of a polygon (device pixels) closes it.
CLOSING = 9.0

Tool = Literal["brush", "patch", "box", "polygon", "lasso", "flood"]
#: Tools that draw an outline on screen and take what is inside.
AREA_TOOLS: frozenset[Tool] = frozenset({"box", "polygon", "lasso"})


class Painter:
    """Turns positions in device pixels into a mask.

    tool: what a drag does; radius: of the brush, in the normalised frame; through: tools that
    draw an outline take patches that are hidden as well; mode: what a stroke does to the mask;
    turn: degrees that the surface may turn between two patches of a flood, None for any.
    """

    def __init__(self, stage: Stage | None) -> None:
        self._stage = stage
        self._stroke: Stroke | None = None
        self._outline: list[Position] = []
        self.tool: Tool = "brush"
        self.radius = DEFAULT_RADIUS
        self.through = False
        self.mode: CombineMode = "add"
        self.turn: float | None = None
        self._normals: tuple[Display, PatchNormals] | None = None
        self._open = False

    @property
    def active(self) -> bool:
        return self._stroke is not None

    @property
    def mask(self) -> NDArray[np.bool_] | None:
        """(M,) bool of the stroke in progress."""
        return None if self._stroke is None else self._stroke.mask

    def begin(self, mask: NDArray[np.bool_], place: Position, mode: CombineMode) -> bool:
        """Start a stroke over `mask` with a first dab; True when that changed the mask.

        Polygons go on over several clicks, until one closes them.
        """
        if self.keeps_open:
            self._add_corner(mask, place)
            return False
        self._stroke = Stroke(mask, mode, place)
        self._outline = [place]
        self._open = self.tool == "polygon"
        return self.tool not in AREA_TOOLS and self._dab([place])

    @property
    def keeps_open(self) -> bool:
        """True for a polygon that waits for more corners."""
        return self._open and self._stroke is not None

    def close(self, mask: NDArray[np.bool_]) -> None:
        """No more corners: `finish` takes what is inside, over this mask."""
        if self._stroke is not None:
            self._stroke = Stroke(mask, self._stroke.mode, self._stroke.last)
        self._open = False

    def move(self, place: Position) -> bool:
        """Continue the stroke, filling in what the mouse jumped over; True when it changed."""
        if self._stroke is None or self._stage is None:
            return False
        if self.tool in AREA_TOOLS:
            self._draw(place)
            return False
        spacing = STEP
        if self.tool == "brush":
            spacing = 0.4 * self.radius * self._stage.pixels_per_unit()
        path = dabs(self._stroke.last, place, spacing)
        self._stroke.last = place
        return self._dab(path)

    def finish(self) -> NDArray[np.bool_] | None:
        """End the stroke. Returns its mask, or None when nothing changed or it was not closed."""
        if self.keeps_open:
            self.cancel()
        if self.tool in AREA_TOOLS and self._stroke is not None and self._stage is not None:
            if len(self._outline) > 2:
                self._stroke.dab(self._stage.patches_inside(self._outline, self.through))
            self._stage.lasso.hide()
        stroke, self._stroke = self._stroke, None
        if stroke is None or np.array_equal(stroke.mask, stroke.before):
            return None
        return stroke.mask

    def cancel(self) -> None:
        """Forget the stroke; whoever calls shows the mask there was."""
        self._stroke, self._open = None, False
        if self._stage is not None:
            self._stage.lasso.hide()

    def hover(self, place: Position, mode: CombineMode) -> None:
        """Show where the tool would act."""
        if self._stage is None:
            return
        if self.keeps_open:
            self._stage.lasso.show([*self._outline, place])
        hit = self._stage.pick(*place) if self.tool not in AREA_TOOLS else None
        on_patch = hit is not None and self.tool != "brush"
        self._stage.set_hovered(hit.patch if hit is not None and on_patch else None)
        if hit is None or on_patch:
            self._stage.cursor.hide()
        else:
            self._stage.cursor.show(hit.position, hit.normal, self.radius, mode == "subtract")

    def _draw(self, place: Position) -> None:
        assert self._stage is not None
        first, last = self._outline[0], self._outline[-1]
        if self.tool == "box":
            aside, below = Position(place.x, first.y), Position(first.x, place.y)
            self._outline = [first, aside, place, below]
        elif self.tool == "lasso" and _apart(place, last) >= STEP:
            self._outline.append(place)
        self._stage.lasso.show(self._outline)

    def _add_corner(self, mask: NDArray[np.bool_], place: Position) -> None:
        assert self._stage is not None
        if min(_apart(place, corner) for corner in (self._outline[0], self._outline[-1])) < CLOSING:
            self.close(mask)
        else:
            self._outline.append(place)
            self._stage.lasso.show(self._outline)

    def _dab(self, path: list[Position]) -> bool:
        stage, stroke = self._stage, self._stroke
        if stage is None or stroke is None or stage.display is None:
            return False
        changed = False
        for place in path:
            hit = stage.pick(*place)
            if hit is not None:
                changed = stroke.dab(self._patches_at(hit, stage.display)) or changed
        self.hover(path[-1], stroke.mode)
        if changed:
            stage.set_mask(stroke.mask)
        return changed

    def _patches_at(
        self, hit: Hit, display: Display
    ) -> NDArray[np.int64] | NDArray[np.bool_]:
        if self.tool == "brush" or hit.patch is None:
            return patches_in_ball(display.centres, hit.position, self.radius)
        return self._flooded(hit.patch, display) if self.tool == "flood" else np.array([hit.patch])

    def _flooded(self, patch: int, display: Display) -> NDArray[np.bool_]:
        centres, graph = display.centres, neighbour_graph(display.centres)
        if self.turn is None:
            return component(patch, graph)
        if self._normals is None or self._normals[0] is not display:
            self._normals = display, patch_normals(display.shape, centres)
        return smooth_component(patch, graph, centres, self._normals[1], self.turn)


def _apart(a: Position, b: Position) -> float:
    return float(np.hypot(a.x - b.x, a.y - b.y))


def combine_mode(modifiers: Qt.KeyboardModifier, usual: CombineMode) -> CombineMode:
    """What a stroke with these keys held does to the mask; usual: without any."""
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        return "subtract"
    return "intersect" if modifiers & Qt.KeyboardModifier.ShiftModifier else usual
