"""The handles of a box: found by the cursor, and dragged to where the cursor goes."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista as pv
from square_stage import on_screen, square_stage

from mge_studio.scene.boxing import MIDDLE, BoxHandle
from mge_studio.scene.brush import Position
from mge_studio.scene.stage import Stage
from mge_studio.shapes.boxes import Box
from mge_studio.shapes.shape import Shape

BOX = Box((-0.4, 0.6), (-0.2, 0.5), (-0.5, 0.3))


@pytest.fixture()
def stage(plotter: pv.Plotter, ball: Shape) -> Stage:
    stage = square_stage(plotter, ball)
    stage.region.show(BOX)
    return stage


def test_handles_are_found_while_the_box_is_shown(stage: Stage) -> None:
    x, y, z = BOX.centre
    for handle, place in (
        (MIDDLE, [x, y, z]),
        (BoxHandle(0, 0), [-0.4, y, z]),
        (BoxHandle(1, 1), [x, 0.5, z]),
        (BoxHandle(2, 1), [x, y, 0.3]),
    ):
        assert stage.region.handle_at(on_screen(stage, place)) == handle
    assert stage.region.handle_at(Position(5, 5)) is None
    stage.region.show(None)
    assert stage.region.handle_at(on_screen(stage, [x, y, z])) is None


def test_sides_and_the_middle_go_where_the_cursor_goes(stage: Stage) -> None:
    x, y, z = BOX.centre
    wider = dragged(stage, BoxHandle(0, 1), on_screen(stage, [0.75, y, z]))
    assert wider == Box((-0.4, 0.75), BOX.y, BOX.z)
    shut = dragged(stage, BoxHandle(0, 1), on_screen(stage, [-0.9, y, z]))
    assert shut.x == (-0.4, -0.38)
    moved = dragged(stage, MIDDLE, Position(*on_screen(stage, [x, y, z])))
    assert moved == BOX
    up = on_screen(stage, [x, y, z]).y + 40
    moved = dragged(stage, MIDDLE, Position(on_screen(stage, [x, y, z]).x, up))
    assert moved.y[0] > BOX.y[0] + 0.1
    assert np.allclose(moved.high - moved.low, BOX.high - BOX.low)


def dragged(stage: Stage, handle: BoxHandle, place: Position) -> Box:
    box = stage.region.dragged(handle, place, place)
    assert isinstance(box, Box)
    return box


def test_pictures_go_without_the_box(plotter: pv.Plotter, stage: Stage) -> None:
    with stage.bare(floor=True):
        boxed = picture(plotter)
    seen = picture(plotter)
    stage.region.show(None)
    with stage.bare(floor=True):
        plain = picture(plotter)
    assert np.array_equal(boxed, plain)
    assert not np.array_equal(seen, picture(plotter))


def picture(plotter: pv.Plotter) -> np.ndarray:
    plotter.render()
    return np.asarray(plotter.screenshot(return_img=True)).astype(int)
