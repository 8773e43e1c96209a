"""The shape that a stage shows and its patches: mesh or points, borders, centres and the mask."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mge_studio.scene.border_actor import BorderActor, boundary
from mge_studio.scene.colours import BORDER, CENTRE_DOT, MASK, Rgb, mix, patch_colours
from mge_studio.scene.display import Display
from mge_studio.scene.palettes import DEFAULT_PALETTE, PALETTES
from mge_studio.scene.shape_actor import ShapeActor
from mge_studio.scene.splat_actor import SplatActor
from mge_studio.scene.token_map import WITHOUT_PATCHES, Look, texels

CENTRE_RADIUS = 0.008
SMALLEST_POINTS, LARGEST_POINTS = 0.3, 5.0


class PatchedShape:
    """Actors that are made once and filled with one shape after another, coloured by a `Look`."""

    def __init__(self) -> None:
        self.display: Display | None = None
        self.look = Look()
        self._codes: NDArray[np.int64] | None = None
        self.surface = ShapeActor()
        self._cloud, self._centres = SplatActor(), SplatActor()
        self.borders = BorderActor(BORDER, 1.0, 0.55)
        self.outline = BorderActor(mix(MASK, np.array([255, 255, 255]), 0.55), 2.0)
        self._point_scale = 1.0
        self.palette, self.shuffle = PALETTES[DEFAULT_PALETTE], 0
        self.patch_colours = np.zeros((0, 3), dtype=np.uint8)

    @property
    def drawn(self) -> tuple[ShapeActor | SplatActor | BorderActor, ...]:
        """What has an `actor`."""
        return self.surface, self._cloud, self._centres, self.borders, self.outline

    def show(self, display: Display | None, codes: NDArray[np.int64] | None) -> None:
        """Another shape, or none, with no mask; codes: (M,) of its tokens."""
        self.display, self._codes = display, codes
        self.look = Look(self.look.mode, dark=self.look.dark)
        if display is None:
            return
        self._give_colours(display)
        if display.mesh is not None:
            self.surface.set_mesh(display.mesh, display.patch_count, display.solid)
            self.borders.set_segments(display.mesh.borders, display.mesh.border_normals)
        else:
            self._cloud.set_points(display.points, display.point_radius * self._point_scale)
        self._centres.set_points(display.dots, max(CENTRE_RADIUS, display.point_radius * 1.15))
        self._centres.set_colours(np.broadcast_to(CENTRE_DOT, display.centres.shape))

    def set_palette(self, name: str, shuffle: int) -> bool:
        """Colours of patches, one of `PALETTES`; shuffle: 0, or a seed. True when it changed."""
        if self.palette is PALETTES[name] and self.shuffle == shuffle:
            return False
        self.palette, self.shuffle = PALETTES[name], shuffle
        if self.display is not None:
            self._give_colours(self.display)
            self.recolour()
        return True

    def _give_colours(self, display: Display) -> None:
        count = max(display.patch_count, 1)
        self.patch_colours = patch_colours(count, display.neighbours, self.palette, self.shuffle)

    def scale_points(self, factor: float) -> None:
        """Draw the points of clouds larger (> 1) or smaller."""
        scale = self._point_scale * factor
        self._point_scale = float(np.clip(scale, SMALLEST_POINTS, LARGEST_POINTS))
        if self.display is not None:
            self._cloud.set_radius(self.display.point_radius * self._point_scale)

    def set_mask(self, mask: NDArray[np.bool_] | None) -> None:
        """Tint the masked patches: (M,) bool, or None for no mask."""
        self.look = replace(self.look, mask=mask if self._fits(mask) else None)
        self.recolour()
        self.outline_mask()

    def set_confidence(self, colours: Rgb | None) -> None:
        """Colours of the patches, (M, 3) uint8, for the view "confidence"; None: there are none."""
        self.look = replace(self.look, confidence=colours if self._fits(colours) else None)
        self.recolour()

    def _fits(self, values: NDArray[Any] | None) -> bool:
        """Whether there is a value for each patch that is shown."""
        shown = self.display
        return values is not None and shown is not None and len(values) == shown.patch_count

    def highlight(self, code: int | None) -> None:
        """Light up every patch with `code`, dimming the others; None ends it."""
        highlighted = None if code is None or self._codes is None else self._codes == code
        self.look = replace(self.look, highlighted=highlighted)
        self.recolour()

    def set_hovered(self, patch: int | None) -> bool:
        """Brighten one patch; True when that is a change."""
        if patch == self.look.hovered:
            return False
        self.look = replace(self.look, hovered=patch)
        self.recolour()
        return True

    def appear(self, shown: bool, bare: bool, coloured: bool) -> bool:
        """What is drawn of a shape that is `shown`; whether the centres of its patches are.

        bare: another mesh stands in for the surface. coloured: its colours are not those of
        patches, which are not told apart then.
        """
        display, mode = self.display, self.look.mode
        meshed = display is not None and display.mesh is not None
        patched = shown and display is not None and display.patch_count > 0
        self.surface.actor.SetVisibility(shown and meshed and not bare)
        self._cloud.actor.SetVisibility(shown and not meshed)
        bordered = mode not in WITHOUT_PATCHES and not coloured
        self.borders.actor.SetVisibility(patched and meshed and bordered)
        dotted = patched and mode == "tokens" and not coloured
        self._centres.actor.SetVisibility(dotted)
        return dotted

    def recolour(self) -> None:
        """The colours of the patches, as the look says."""
        if self.display is None:
            return
        colours = texels(self.patch_colours, self.look)
        if self.display.mesh is not None:
            self.surface.set_colours(colours)
        else:
            self._cloud.set_colours(colours[self.display.point_patches, :3])

    def outline_mask(self) -> None:
        """Lines around the masked region, remade from the borders between patches."""
        mesh = self.display.mesh if self.display is not None else None
        mask = self.look.mask
        bordered = bool(self.borders.actor.GetVisibility()) and self.look.mode != "confidence"
        visible = bordered and mask is not None
        if visible and mesh is not None and mask is not None:
            edge = boundary(mesh.border_patches, mask)
            self.outline.set_segments(mesh.borders[edge], mesh.border_normals[edge] * 1.5)
        self.outline.actor.SetVisibility(visible)
