"""`Stage`: everything the viewport shows of one shape, behind one facade without Qt.

All actors are made once and updated in place, so showing a thousand shapes leaks none. Nothing
here renders: the owner asks its widget to update after a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from mge_studio.scene.brush import BrushCursor, Position
from mge_studio.scene.cameras import VIEW_ANGLE, OrbitCamera
from mge_studio.scene.colours import Rgb
from mge_studio.scene.companions import Companions
from mge_studio.scene.display import Display
from mge_studio.scene.gizmo import Gizmo
from mge_studio.scene.ground import Ground
from mge_studio.scene.heat import Heat, HeatActor
from mge_studio.scene.lasso import LassoOutline, inside_polygon
from mge_studio.scene.lighting import Backdrop, backdrop, light_scene, set_backdrop
from mge_studio.scene.neighbourhood import Neighbourhood
from mge_studio.scene.overlays import EdgesActor, GhostActor
from mge_studio.scene.palettes import PALETTES
from mge_studio.scene.parts import Parts, PartsActor
from mge_studio.scene.patched_shape import CENTRE_RADIUS, PatchedShape
from mge_studio.scene.picking import Hit, Picker, project, ray_through
from mge_studio.scene.placing import BOX_CORNERS, PlacingGizmo, place_actors
from mge_studio.scene.preview_actor import PreviewActor
from mge_studio.scene.region_gizmo import RegionGizmo
from mge_studio.scene.slice_actor import SliceActor
from mge_studio.scene.slice_frame import Grip, SliceFrame
from mge_studio.scene.token_map import Look, ViewMode
from mge_studio.shapes.placement import Placement
from mge_studio.shapes.shape import Float32


class Stage:
    """Owns the actors in a pyvista plotter's renderer, the camera and the picker."""

    def __init__(self, plotter: Any) -> None:
        self.renderer = plotter.renderer
        self.renderer.camera_set = True  # else pyvista resets it at the first render
        self.camera = OrbitCamera()
        self._shape = PatchedShape()
        self._preview, self._previewing = PreviewActor(), False
        self.neighbourhood = Neighbourhood()
        self._edges, self._with_edges = EdgesActor(), False
        self.ghost, self._heat = GhostActor(), HeatActor()
        self.parts = PartsActor()
        overlaid = (
            self._preview, self.neighbourhood, self._edges, self._heat, self.parts, self.ghost,
        )  # fmt: skip
        cut = [one.actor for one in (*self._shape.drawn, *overlaid)]
        self.slice = SliceActor([actor.GetMapper() for actor in cut])
        self.slice_frame = SliceFrame(self.renderer)
        self._ground = Ground()
        self.cursor, self.lasso = BrushCursor(), LassoOutline()
        self.companions = Companions(self.renderer)
        for actor in (
            self._ground.actor, *cut, *self.cursor.actors, self.lasso.actor, self.slice.actor,
            *self.slice_frame.actors,
        ):  # fmt: skip
            self.renderer.AddActor(actor)
        lines = (self._shape.borders, self._shape.outline, self._edges)
        self._stroked = {one.actor: one.actor.GetProperty().GetLineWidth() for one in lines}
        self._gizmo = Gizmo(plotter.render_window)
        self.placing = PlacingGizmo(self.renderer, plotter.render_window)
        self.region = RegionGizmo(self.renderer, plotter.render_window)
        self.renderer.SetUseOIT(False)  # a full-screen pass more than a grid and a brush need
        light_scene(self.renderer)
        self.set_dark(True)
        self._show_what_matters()
        self.apply_camera()

    # ---- what is shown -------------------------------------------------------------------

    @property
    def display(self) -> Display | None:
        """The shape that is shown."""
        return self._shape.display

    @property
    def look(self) -> Look:
        """How its patches are coloured."""
        return self._shape.look

    @property
    def patch_colours(self) -> Rgb:
        """(M, 3) uint8 colours of the patches in the token map."""
        return self._shape.patch_colours

    def show(self, display: Display | None, codes: NDArray[np.int64] | None = None) -> None:
        """Show a prepared shape, or nothing; codes: (M,) of its tokens, for `highlight_code`."""
        self._shape.show(display, codes)
        self.cursor.hide()
        if display is not None:
            self._ground.lay(float(display.footprint[:, 1].min()), display.floor)
        self._show_what_matters()

    def set_view_mode(self, mode: ViewMode) -> None:
        self._shape.look = replace(self.look, mode=mode)
        self._show_what_matters()

    def set_palette(self, name: str, shuffle: int) -> None:
        """Colours of patches and parts, one of `PALETTES`; shuffle: 0, or a seed."""
        if self._shape.set_palette(name, shuffle):
            self.parts.colour(PALETTES[name], shuffle)

    def set_edges(self, shown: bool) -> None:
        """Draw the edges of the triangles."""
        self._with_edges = shown
        self._show_what_matters()

    def scale_points(self, factor: float) -> None:
        """Draw the points of clouds larger (> 1) or smaller."""
        self._shape.scale_points(factor)

    def set_ghost(self, display: Display | None) -> None:
        """Lay another shape over the one that is shown now; None ends that."""
        self.ghost.show(display, self.display)
        self._show_what_matters()

    def set_heat(self, heat: Heat | None) -> None:
        """Colour the vertices of the mesh instead of its patches, while the display that it was
        made of is shown; None ends that."""
        self._heat.show(heat)
        self._show_what_matters()

    def set_parts(self, parts: Parts | None) -> None:
        """The parts of a shape, for the view "parts" of it; None: they are not known."""
        self.parts.show(parts, self._shape.palette, self._shape.shuffle)
        self._show_what_matters()

    def set_slice(self, occupancy: Float32 | None, axis: int = 0, position: float = 0.0) -> None:
        """Cut the shape open with a plane that shows what the model's field says; None ends it."""
        self.slice.show(occupancy, axis, position)
        self.slice.face(self.camera.backward)

    def frame_slice(self, place: tuple[int, float] | None) -> None:
        """Show the frame of a slice at a position on an axis, ahead of the slice; None ends it."""
        appears = (place is None) != (self.slice_frame.place is None)
        self.slice_frame.show(place)
        if appears:
            self.apply_camera()  # whose range has to hold it

    def place(self, placement: Placement | None) -> None:
        """Show the shape where a placement puts it, with handles to change that; None ends it."""
        moved = (*self._shape.drawn, self._edges, self.parts)
        place_actors(tuple(part.actor for part in moved), placement)
        self.placing.show(placement)
        self.cursor.hide()
        self._show_what_matters()

    def set_mask(self, mask: NDArray[np.bool_] | None) -> None:
        """Tint the masked patches: (M,) bool, or None for no mask."""
        self._shape.set_mask(mask)

    def set_confidence(self, colours: Rgb | None) -> None:
        """Colours of the patches, (M, 3) uint8, for the view "confidence"; None: there are none."""
        self._shape.set_confidence(colours)

    def highlight_code(self, code: int | None) -> None:
        """Light up every patch with `code`, dimming the others; None ends it."""
        self.companions.light_up(code)
        self._shape.highlight(code)

    def set_hovered(self, patch: int | None) -> bool:
        """Brighten one patch; True when that is a change."""
        return self._shape.set_hovered(patch)

    def show_preview(self, mesh: pv.PolyData | None) -> None:
        """Show a forming mesh, of `preview_mesh`, in place of the shape, or the shape again."""
        self._previewing = mesh is not None
        if mesh is None:
            self._preview.hide()
        else:
            self._preview.show(mesh)
            self.cursor.hide()
        self._show_what_matters()

    def set_smooth_edges(self, smooth: bool) -> None:
        """Antialias the whole picture: for still frames, where multisampling is too slow."""
        self.renderer.SetUseFXAA(smooth)

    def set_dark(self, dark: bool) -> None:
        """Before a dark or a light backdrop."""
        set_backdrop(self.renderer, dark)
        self._ground.set_dark(dark)
        self._gizmo.set_dark(dark)
        self._shape.look = replace(self.look, dark=dark)
        self._shape.recolour()

    def _show_what_matters(self) -> None:
        display = self.display
        shown = display is not None and not self._previewing
        meshed = display is not None and display.mesh is not None
        heated = shown and meshed and self._heat.display is display
        in_parts = display is not None and self.parts.shape is display.shape
        in_parts = in_parts and self.look.mode == "parts"
        self.parts.actor.SetVisibility(shown and in_parts and not heated)
        self._heat.actor.SetVisibility(heated)
        self.ghost.actor.SetVisibility(shown and self.ghost.over is display)
        if display is not None and shown and meshed and self._with_edges:
            self._edges.show(display)
        else:
            self._edges.hide()
        dotted = self._shape.appear(shown, heated or in_parts, heated)
        placing = self.placing.placement is not None  # ground and points would stay where they are
        self.neighbourhood.want(dotted and not placing)
        self._ground.actor.SetVisibility(display is not None and not placing)
        self._shape.recolour()
        self._shape.outline_mask()

    # ---- camera and picking --------------------------------------------------------------

    def apply_camera(self) -> None:
        """Bring VTK's cameras to where `camera` is."""
        self.camera.apply(self.renderer.GetActiveCamera())
        self.renderer.ResetCameraClippingRange()
        self._gizmo.follow(self.camera)
        self.slice.face(self.camera.backward)

    def fit(self, aspect: float) -> None:
        """Frame everything shown, from the present direction."""
        self.camera.fit(self.extent(), aspect)
        self.apply_camera()

    def is_cut_off(self) -> bool:
        """Whether a part of what is shown lies outside the picture."""
        places = project(self.renderer, self.extent())
        return not ((places >= 0) & (places <= self.renderer.GetSize())).all()

    def extent(self) -> Float32:
        """(P, 3) points of everything shown."""
        points = [self.companions.points()]
        if self.placing.placement is not None:
            points.append(BOX_CORNERS)
        if self.display is not None:
            points.append(self.display.footprint)
        return np.concatenate(points)

    def resize(self, width: int, height: int, scale: float) -> None:
        """The window has (width, height) device pixels, `scale` of them to one on screen."""
        self._gizmo.place(width, height, scale)
        self.placing.layer.scale = self.slice_frame.scale = scale
        self.region.set_scale(scale)

    def pick(self, x: float, y: float) -> Hit | None:
        """What lies under device pixel (x, y), y up."""
        if self.display is None or self._previewing or self.placing.placement is not None:
            return None
        hit = self.display.picker.pick(*ray_through(self.renderer, x, y))
        return None if hit is not None and self.slice.hides(hit.position) else hit

    def grip_at(self, x: float, y: float) -> Grip | None:
        """The frame of the slice under device pixel (x, y), where nothing stands before it."""
        if self.placing.placement is not None:
            return None
        grip = self.slice_frame.grip_at(Position(x, y))
        hit = None if grip is None else self.pick(x, y)
        if grip is None or hit is None:
            return grip
        start, end = ray_through(self.renderer, x, y)
        return grip if (grip.anchor - hit.position) @ (end - start) <= 0 else None

    def patches_inside(self, outline: Sequence[Position], through: bool) -> NDArray[np.int64]:
        """Patches whose centre lies in a closed outline on screen; through: hidden ones too."""
        display = self.display
        if display is None or display.patch_count == 0 or self._previewing:
            return np.zeros(0, dtype=np.int64)
        inside = inside_polygon(project(self.renderer, display.dots), np.array(outline))
        patches = np.flatnonzero(inside)
        if through:
            return patches
        picker = display.picker
        if display.mesh is None:  # fewer points hide as well, and many times faster
            picker = Picker(None, display.footprint, CENTRE_RADIUS, display.centres)
        eye = np.array(self.renderer.GetActiveCamera().GetPosition())  # far off if parallel
        seen = [picker.sees(eye, display.dots[patch]) for patch in patches]
        return patches[np.array(seen, dtype=bool)]

    def pixels_per_unit(self) -> float:
        """Device pixels a unit length spans at the orbit's centre."""
        height = 2 * self.camera.distance * np.tan(np.deg2rad(VIEW_ANGLE / 2))
        return float(self.renderer.GetSize()[1] / height)

    # ---- pictures ------------------------------------------------------------------------

    @property
    def backdrop(self) -> Backdrop:
        return backdrop(self.look.dark)

    @contextmanager
    def bare(self, floor: bool) -> Iterator[None]:
        """Meanwhile the scene has no backdrop, no axes, no cursor, and no floor unless wanted."""
        self.cursor.hide()
        self.set_hovered(None)
        smooth = self.renderer.GetUseFXAA()
        grounded = self._ground.actor.GetVisibility()
        self._gizmo.show(False)
        self.region.draw(False)
        self.slice_frame.light_up(False)
        self.slice_frame.show_arrows(False)
        self.set_smooth_edges(False)
        self._ground.actor.SetVisibility(grounded and floor)
        self.renderer.GradientBackgroundOff()
        self.renderer.SetBackground(0, 0, 0)
        self.renderer.SetBackgroundAlpha(0.0)
        try:
            yield
        finally:
            self._gizmo.show(True)
            self.region.draw(True)
            self.slice_frame.show_arrows(True)
            self.set_smooth_edges(smooth)
            self._ground.actor.SetVisibility(grounded)
            self.renderer.SetBackgroundAlpha(1.0)
            set_backdrop(self.renderer, self.look.dark)

    def scale_strokes(self, scale: float, corner: tuple[int, int]) -> None:
        """Lines and stripes `scale` times as wide as on screen; corner: where in the whole picture
        the pixels that are drawn lie."""
        for actor, usual in self._stroked.items():
            actor.GetProperty().SetLineWidth(usual * scale)
        self._shape.surface.scale_hatching(scale, float(corner[0] - corner[1]))

    def close(self) -> None:
        """Let go of every actor and renderer."""
        self.companions.show([])
        self._gizmo.remove()
        self.placing.remove()
        self.region.remove()
        self.renderer.RemoveAllViewProps()
        self._shape.show(None, None)
