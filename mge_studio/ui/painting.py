"""The mask tools between mouse and stage: one stroke at a time, live on screen."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mge_studio.scene.brush import Position, Stroke, dabs, patches_in_ball
from mge_studio.scene.picking import Hit
from mge_studio.scene.stage import Stage
from mge_studio.shapes.mask_operations import CombineMode, component, neighbour_graph

DEFAULT_RADIUS = 0.18
#: Device pixels between two dabs of a tool without a radius, and two corners of a lasso.
STEP = 4.0

Tool = Literal["brush", "patch", "lasso", "flood"]


class Painter:
    """Turns positions in device pixels into a mask.

    tool: what a drag does; radius: of the brush, in the normalised frame; through: the lasso
    takes patches that are hidden as well.
    """

    def __init__(self, stage: Stage | None) -> None:
        self._stage = stage
        self._stroke: Stroke | None = None
        self._outline: list[Position] = []
        self.tool: Tool = "brush"
        self.radius = DEFAULT_RADIUS
        self.through = False

    @property
    def active(self) -> bool:
        return self._stroke is not None

    @property
    def mask(self) -> NDArray[np.bool_] | None:
        """(M,) bool of the stroke in progress."""
        return None if self._stroke is None else self._stroke.mask

    def begin(self, mask: NDArray[np.bool_], place: Position, mode: CombineMode) -> bool:
        """Start a stroke over `mask` with a first dab; True when that changed the mask."""
        self._stroke = Stroke(mask, mode, place)
        self._outline = [place]
        return self.tool != "lasso" and self._dab([place])

    def move(self, place: Position) -> bool:
        """Continue the stroke, filling in what the mouse jumped over; True when it changed."""
        if self._stroke is None or self._stage is None:
            return False
        if self.tool == "lasso":
            self._draw(place)
            return False
        spacing = STEP
        if self.tool == "brush":
            spacing = 0.4 * self.radius * self._stage.pixels_per_unit()
        path = dabs(self._stroke.last, place, spacing)
        self._stroke.last = place
        return self._dab(path)

    def finish(self) -> NDArray[np.bool_] | None:
        """End the stroke. Returns its mask, or None when nothing changed."""
        if self.tool == "lasso" and self._stroke is not None and self._stage is not None:
            if len(self._outline) > 2:
                self._stroke.dab(self._stage.patches_inside(self._outline, self.through))
            self._stage.lasso.hide()
        stroke, self._stroke = self._stroke, None
        if stroke is None or np.array_equal(stroke.mask, stroke.before):
            return None
        return stroke.mask

    def cancel(self) -> None:
        """Forget the stroke; whoever calls shows the mask there was."""
        self._stroke = None
        if self._stage is not None:
            self._stage.lasso.hide()

    def hover(self, place: Position, mode: CombineMode) -> None:
        """Show where the tool would act."""
        if self._stage is None:
            return
        hit = self._stage.pick(*place) if self.tool != "lasso" else None
        on_patch = hit is not None and self.tool != "brush"
        self._stage.set_hovered(hit.patch if hit is not None and on_patch else None)
        if hit is None or on_patch:
            self._stage.cursor.hide()
        else:
            self._stage.cursor.show(hit.position, hit.normal, self.radius, mode == "subtract")

    def _draw(self, place: Position) -> None:
        assert self._stage is not None
        last = self._outline[-1]
        if np.hypot(place.x - last.x, place.y - last.y) >= STEP:
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
                changed = stroke.dab(self._patches_at(hit, stage.display.centres)) or changed
        self.hover(path[-1], stroke.mode)
        if changed:
            stage.set_mask(stroke.mask)
        return changed

    def _patches_at(
        self, hit: Hit, centres: NDArray[np.float32]
    ) -> NDArray[np.int64] | NDArray[np.bool_]:
        if self.tool == "brush" or hit.patch is None:
            return patches_in_ball(centres, hit.position, self.radius)
        if self.tool == "flood":
            return component(hit.patch, neighbour_graph(centres))
        return np.array([hit.patch])
