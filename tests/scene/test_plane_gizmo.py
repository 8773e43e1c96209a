"""The handles of a plane: found by the cursor, moved along its normal, and turned."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista as pv
from square_stage import on_screen, square_stage

from mge_studio.scene.brush import Position
from mge_studio.scene.plane_gizmo import ARM, PlaneHandle
from mge_studio.scene.stage import Stage
from mge_studio.shapes.planes import Plane
from mge_studio.shapes.shape import Shape

PLANE = Plane((0.1, 0.2, 0.0), (0.0, 1.0, 0.0))


@pytest.fixture()
def stage(plotter: pv.Plotter, ball: Shape) -> Stage:
    stage = square_stage(plotter, ball)
    stage.region.show(PLANE)
    return stage


def dragged(stage: Stage, handle: PlaneHandle, start: list[float], end: list[float]) -> Plane:
    plane = stage.region.dragged(handle, on_screen(stage, start), on_screen(stage, end))
    assert isinstance(plane, Plane)
    return plane


def test_handles_are_found_while_the_plane_is_shown(stage: Stage) -> None:
    for handle, y in (
        (PlaneHandle.MOVE, 0.2),
        (PlaneHandle.TIP, 0.2 + ARM),
        (PlaneHandle.TAIL, 0.2 - ARM),
    ):
        assert stage.region.handle_at(on_screen(stage, [0.1, y, 0])) == handle
    assert stage.region.light_up(PlaneHandle.TIP) and not stage.region.light_up(PlaneHandle.TIP)
    stage.region.show(None)
    assert stage.region.handle_at(on_screen(stage, [0.1, 0.2, 0])) is None


def test_it_moves_along_its_normal_also_where_that_points_at_the_viewer(stage: Stage) -> None:
    moved = dragged(stage, PlaneHandle.MOVE, [0.1, 0.2, 0], [0.1, 0.5, 0])
    assert moved.point == pytest.approx((0.1, 0.5, 0), abs=0.02) and moved.normal == PLANE.normal
    stage.camera.look_along("top")
    stage.apply_camera()
    start = on_screen(stage, [0.1, 0.2, 0])
    away = stage.region.dragged(PlaneHandle.MOVE, start, Position(start.x, start.y + 60))
    assert isinstance(away, Plane) and away.point[1] < 0.1


@pytest.mark.parametrize("handle", [PlaneHandle.TIP, PlaneHandle.TAIL])
def test_the_ends_of_the_arrow_go_where_the_cursor_goes(stage: Stage, handle: PlaneHandle) -> None:
    point = np.array(PLANE.point)
    for way in ([0.6, 0.8, 0.0], [0.0, 0.8, 0.6], [-1.0, 0.0, 0.0]):
        end = point + ARM * np.array(way)
        start = point + ARM * handle.value * np.array(PLANE.normal)
        turned = dragged(stage, handle, start.tolist(), end.tolist())
        assert turned.point == PLANE.point
        there = point + ARM * handle.value * np.array(turned.normal)
        apart = np.array(on_screen(stage, there.tolist())) - on_screen(stage, end.tolist())
        assert np.linalg.norm(apart) < 6  # pixels
    far = stage.region.dragged(handle, Position(0, 0), Position(390, 390))
    assert isinstance(far, Plane) and np.linalg.norm(far.normal) == pytest.approx(1)
