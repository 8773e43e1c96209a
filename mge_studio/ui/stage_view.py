"""A stage on screen: the canvas it is drawn on, its camera, its pictures and its end."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, cast

from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mge_studio.errors import InputError
from mge_studio.scene.brush import Position
from mge_studio.scene.cameras import Side
from mge_studio.scene.colours import Rgb
from mge_studio.scene.display import Display
from mge_studio.scene.heat import Heat
from mge_studio.scene.parts import Parts
from mge_studio.scene.pictures import (
    Exposure,
    PictureSpec,
    draw_picture,
    draw_turn,
    framed,
)
from mge_studio.scene.placing import Handle
from mge_studio.scene.region_gizmo import Region, RegionHandle
from mge_studio.scene.slice_frame import Grip
from mge_studio.scene.stage import Stage
from mge_studio.shapes.placement import Placement
from mge_studio.studio.slicing import Slice
from mge_studio.ui.canvas import make_canvas
from mge_studio.ui.turntable import Turntable

WHEEL_ZOOM = 1.18
#: Under software rendering edges are smoothed when nothing has moved for so long (ms).
STILL_MS = 250

NO_OPENGL = (
    "The 3D view needs OpenGL 3.2, which this machine offers neither on screen nor off: "
    "install Mesa or update the graphics driver. All else works."
)


class StageView(QWidget):
    """Shows `stage`, which is None where there is no OpenGL and after `close`.

    safe: draw off-screen, even where the window could have OpenGL.

    files_dropped(paths): files were dropped on it. camera_moved(): it looks from elsewhere now.
    """

    files_dropped = Signal(list)
    camera_moved = Signal()

    def __init__(self, parent: QWidget | None = None, safe: bool = False) -> None:
        super().__init__(parent)
        self.safe = safe
        self.setAcceptDrops(True)
        self.setMinimumSize(320, 240)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._canvas = make_canvas(self, safe)
        self.stage: Stage | None = Stage(self._canvas) if self._canvas is not None else None
        layout.addWidget(self._canvas if self._canvas is not None else self._apology())
        self._still = QTimer(self, singleShot=True, interval=STILL_MS)
        self._still.timeout.connect(self._polish)
        self.turntable = Turntable(self)
        self.turntable.turned.connect(self.turn)

    def set_dark(self, dark: bool) -> None:
        """A dark or a light backdrop."""
        if self.stage is not None:
            self.stage.set_dark(dark)
            self._redraw()

    def fit(self) -> None:
        """Frame what is shown without turning it."""
        if self.stage is not None:
            self.stage.fit(self.width() / max(self.height(), 1))
            self._move_camera()

    def reset_view(self) -> None:
        """The default direction, framed."""
        if self.stage is not None:
            self.stage.camera.reset()
            self.fit()

    def set_parallel(self, parallel: bool) -> None:
        """Orthographic or perspective."""
        if self.stage is not None:
            self.stage.camera.parallel = parallel
            self._move_camera()

    def look_along(self, side: Side) -> None:
        """Look straight at one side of the shape, framed."""
        if self.stage is not None:
            self.stage.camera.look_along(side)
            self.fit()

    def turn(self, degrees: float) -> None:
        """Turn the shape around its vertical axis."""
        if self.stage is not None:
            self.stage.camera.orbit(degrees / 180.0, 0.0)
            self._move_camera()

    def drag_camera(self, moved: QPointF, button: Qt.MouseButton) -> None:
        """Orbit with the left button, pan with any other."""
        if self.stage is not None:
            height = max(self.height(), 1)
            left = button == Qt.MouseButton.LeftButton
            act = self.stage.camera.orbit if left else self.stage.camera.pan
            act(moved.x() / height, -moved.y() / height)
            self._move_camera()

    def zoom_camera(self, event: QWheelEvent) -> None:
        """Zoom to the cursor."""
        if self.stage is not None:
            place, height = event.position(), max(self.height(), 1)
            across = (place.x() - self.width() / 2) / height
            upward = (self.height() / 2 - place.y()) / height
            self.stage.camera.zoom(WHEEL_ZOOM ** wheel_steps(event), across, upward)
            self._move_camera()

    def follow_camera(self) -> None:
        """Look from where the camera is by now, which another view may have moved."""
        if self.stage is not None:
            self.stage.apply_camera()
            self._redraw()

    def _move_camera(self) -> None:
        self.follow_camera()
        self.camera_moved.emit()

    def set_palette(self, name: str, shuffle: int) -> None:
        """Colours of the token map: see `Stage.set_palette`."""
        if self.stage is not None:
            self.stage.set_palette(name, shuffle)
            self._redraw()

    def set_edges(self, shown: bool) -> None:
        """Draw the edges of the triangles."""
        if self.stage is not None:
            self.stage.set_edges(shown)
            self._redraw()

    def scale_points(self, factor: float) -> None:
        """Draw the points of clouds larger or smaller."""
        if self.stage is not None:
            self.stage.scale_points(factor)
            self._redraw()

    def set_ghost(self, display: Display | None) -> None:
        """Lay another shape over the one that is shown now."""
        if self.stage is not None:
            self.stage.set_ghost(display)
            self._redraw()

    def set_heat(self, heat: Heat | None) -> None:
        """Colour the vertices of the mesh that is shown now."""
        if self.stage is not None:
            self.stage.set_heat(heat)
            self._redraw()

    def set_confidence(self, colours: Rgb | None) -> None:
        """What the view "confidence" colours the patches with."""
        if self.stage is not None:
            self.stage.set_confidence(colours)
            self._redraw()

    def set_parts(self, parts: Parts | None) -> None:
        """The pieces that the view "parts" shows of their shape."""
        if self.stage is not None:
            self.stage.set_parts(parts)
            self._redraw()

    def set_slice(self, made: Slice | None) -> None:
        """Cut the shape open with a slice; None ends it."""
        if self.stage is not None:
            if made is None:
                self.stage.set_slice(None)
            else:
                self.stage.set_slice(made.occupancy, made.cut.axis, made.cut.position)
            self._redraw()

    def frame_slice(self, place: tuple[int, float] | None) -> None:
        """Show the frame of a slice, ahead of the slice itself; None ends it."""
        if self.stage is not None and place != self.stage.slice_frame.place:
            self.stage.frame_slice(place)
            self._redraw()

    def grip_at(self, place: QPointF) -> Grip | None:
        """The frame of a slice under the cursor."""
        return None if self.stage is None else self.stage.grip_at(*self._device(place))

    def light_up_frame(self, lit: bool) -> None:
        """Show that the frame of a slice can be taken."""
        if self.stage is not None and self.stage.slice_frame.light_up(lit):
            self._redraw()

    def dragged_slice(self, grip: Grip, place: QPointF) -> float:
        """Where a slice is with its grip at the cursor."""
        assert self.stage is not None
        return self.stage.slice_frame.dragged(grip, self._device(place))

    def place_shape(self, placement: Placement | None) -> None:
        """Show the shape where a placement puts it, with handles; None ends that."""
        if self.stage is not None:
            self.stage.place(placement)
            self._redraw()

    def handle_at(self, place: QPointF) -> Handle | None:
        """The handle of a placement under the cursor, lit up then."""
        if self.stage is None:
            return None
        handle = self.stage.placing.handle_at(self._device(place))
        if self.stage.placing.layer.light_up(handle):
            self._redraw()
        return handle

    def dragged(self, handle: Handle, start: QPointF, end: QPointF) -> Placement:
        """The placement after a handle was dragged."""
        assert self.stage is not None
        return self.stage.placing.dragged(handle, self._device(start), self._device(end))

    def show_region(self, region: Region | None) -> None:
        """Show a box or a plane with handles; None ends that."""
        if self.stage is not None and region != self.stage.region.region:
            self.stage.region.show(region)
            self.stage.apply_camera()  # whose range has to hold it
            self._redraw()

    def region_handle_at(self, place: QPointF) -> RegionHandle | None:
        """The handle of the region under the cursor, lit up then."""
        if self.stage is None:
            return None
        handle = self.stage.region.handle_at(self._device(place))
        if self.stage.region.light_up(handle):
            self._redraw()
        return handle

    def dragged_region(self, handle: RegionHandle, start: QPointF, end: QPointF) -> Region:
        """The region after a handle was dragged."""
        assert self.stage is not None
        return self.stage.region.dragged(handle, self._device(start), self._device(end))

    def grab_image(self) -> QImage:
        """What is on screen now, in device pixels (a plain `grab` misses OpenGL)."""
        if self._canvas is None:
            return self.grab().toImage()
        return cast(QImage, self._canvas.grabFramebuffer())

    def pixel_size(self) -> QSize:
        """In device pixels."""
        return self.size() * self.devicePixelRatioF()

    def draw_picture(self, spec: PictureSpec) -> Generator[float, None, Exposure]:
        """A picture of what is shown, a share of it at each step; see `scene.pictures`."""
        stage, window = self._on_canvas()
        camera = framed(stage, spec, self.width() / max(self.height(), 1), turned=False)
        return draw_picture(stage, window, spec, camera)

    def draw_turn(self, spec: PictureSpec, frames: int) -> Generator[float, None, list[Exposure]]:
        """One turn of what is shown in so many pictures."""
        stage, window = self._on_canvas()
        camera = framed(stage, spec, self.width() / max(self.height(), 1), turned=True)
        return draw_turn(stage, window, spec, camera, frames)

    def render_window(self) -> Any | None:
        """What VTK draws in, None where nothing can draw."""
        return None if self._canvas is None else self._canvas.ren_win

    def _on_canvas(self) -> tuple[Stage, Any]:
        if self.stage is None or self._canvas is None:
            raise InputError("Pictures need the 3D view, which this display does not offer.")
        return self.stage, self._canvas.ren_win

    # ---- drops, size, end ----------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def sizeHint(self) -> QSize:
        return QSize(900, 700)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.stage is not None:
            scale = self.devicePixelRatioF()
            self.stage.resize(round(self.width() * scale), round(self.height() * scale), scale)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._still.stop()
        self.turntable.run(False)
        if self.stage is not None and self._canvas is not None:
            self.stage.close()
            self._canvas.close()
        self.stage = self._canvas = None
        super().closeEvent(event)

    def _apology(self) -> QLabel:
        label = QLabel(NO_OPENGL, self)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setWordWrap(True)
        label.setMargin(48)
        return label

    def _device(self, place: QPointF) -> Position:
        """Device pixels, y up, as VTK counts them."""
        scale = self.devicePixelRatioF()
        return Position(place.x() * scale, (self.height() - place.y()) * scale - 1)

    def _redraw(self) -> None:
        """Show the scene as it is at the next paint; smooth its edges once it keeps still."""
        if self._canvas is None or self.stage is None:
            return
        if self._canvas.software:
            self.stage.set_smooth_edges(False)
            self._still.start()
        self._canvas.redraw()

    def _polish(self) -> None:
        if self._canvas is not None and self.stage is not None:
            self.stage.set_smooth_edges(True)
            self._canvas.redraw()


def wheel_steps(event: QWheelEvent) -> float:
    """Notches of the wheel, also where a modifier turned them sideways."""
    return (event.angleDelta().y() or event.angleDelta().x()) / 120.0
