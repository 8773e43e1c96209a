"""The brush between mouse and stage: one stroke at a time, live on screen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mge_studio.scene.brush import Position, Stroke, dabs, patches_in_ball
from mge_studio.scene.stage import Stage

DEFAULT_RADIUS = 0.18


class Painter:
    """Turns positions in device pixels into a mask; `radius` is in the normalised frame."""

    def __init__(self, stage: Stage | None) -> None:
        self._stage = stage
        self._stroke: Stroke | None = None
        self._before: NDArray[np.bool_] | None = None
        self.radius = DEFAULT_RADIUS

    @property
    def active(self) -> bool:
        return self._stroke is not None

    @property
    def mask(self) -> NDArray[np.bool_] | None:
        """(M,) bool of the stroke in progress."""
        return None if self._stroke is None else self._stroke.mask

    def begin(self, mask: NDArray[np.bool_], place: Position, erase: bool) -> bool:
        """Start a stroke over `mask` with a first dab; True when that changed the mask."""
        self._before = mask
        self._stroke = Stroke(mask, erase, place)
        return self._dab([place])

    def move(self, place: Position) -> bool:
        """Continue the stroke, filling in what the mouse jumped over; True when it changed."""
        if self._stroke is None or self._stage is None:
            return False
        spacing = 0.4 * self.radius * self._stage.pixels_per_unit()
        path = dabs(self._stroke.last, place, spacing)
        self._stroke.last = place
        return self._dab(path)

    def finish(self) -> NDArray[np.bool_] | None:
        """End the stroke. Returns its mask, or None when nothing changed."""
        stroke, self._stroke = self._stroke, None
        if stroke is None or self._before is None or np.array_equal(stroke.mask, self._before):
            return None
        return stroke.mask

    def cancel(self) -> None:
        self._stroke = None

    def hover(self, place: Position, erase: bool) -> None:
        """Show where the brush would act."""
        if self._stage is None:
            return
        hit = self._stage.pick(*place)
        self._stage.set_hovered(None)
        if hit is None:
            self._stage.cursor.hide()
        else:
            self._stage.cursor.show(hit.position, hit.normal, self.radius, erase)

    def _dab(self, path: list[Position]) -> bool:
        stage, stroke = self._stage, self._stroke
        if stage is None or stroke is None or stage.display is None:
            return False
        changed = False
        for place in path:
            hit = stage.pick(*place)
            if hit is not None:
                patches = patches_in_ball(stage.display.centres, hit.position, self.radius)
                changed = stroke.dab(patches) or changed
        self.hover(path[-1], stroke.erase)
        if changed:
            stage.set_mask(stroke.mask)
        return changed
