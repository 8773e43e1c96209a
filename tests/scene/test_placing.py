"""Handles of a placement: found by the cursor, and dragged to where the cursor goes."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista as pv
from square_stage import on_screen, square_stage

from mge_studio.scene.brush import Position
from mge_studio.scene.placing import ARROW, BALL_AT, RING, Handle
from mge_studio.scene.stage import Stage
from mge_studio.shapes.placement import Placement
from mge_studio.shapes.shape import Shape


@pytest.fixture()
def stage(plotter: pv.Plotter, ball: Shape) -> Stage:
    return square_stage(plotter, ball, Placement())


def test_handles_are_found_by_the_cursor_while_something_is_placed(stage: Stage) -> None:
    for handle, place in (
        (Handle("move", 0), [ARROW, 0, 0]),
        (Handle("move", 2), [0, 0, ARROW]),
        (Handle("turn", 1), [-RING * 0.8, 0, -RING * 0.6]),
        (Handle("scale"), [BALL_AT] * 3),
    ):
        assert stage.placing.handle_at(on_screen(stage, place)) == handle
    assert stage.placing.handle_at(Position(5, 5)) is None
    stage.place(None)
    assert stage.placing.handle_at(on_screen(stage, [ARROW, 0, 0])) is None


def test_arrows_follow_the_cursor_exactly(stage: Stage) -> None:
    start, end = on_screen(stage, [ARROW, 0, 0]), on_screen(stage, [ARROW + 0.3, 0, 0])
    moved = stage.placing.dragged(Handle("move", 0), start, end)
    assert np.allclose(moved.offset, [0.3, 0, 0], atol=1e-3)


def test_rings_turn_as_far_as_the_cursor_goes_round(stage: Stage) -> None:
    angle = np.deg2rad(40)
    start = on_screen(stage, [0, 0, RING])
    end = on_screen(stage, [RING * np.sin(angle), 0, RING * np.cos(angle)])
    turned = stage.placing.dragged(Handle("turn", 1), start, end)
    assert np.allclose(turned.angles, [0, 40, 0], atol=0.1)


def test_a_ring_seen_from_its_edge_still_turns(stage: Stage) -> None:
    stage.camera.look_along("front")
    stage.apply_camera()
    middle = on_screen(stage, [0, 0, RING])
    right = Position(middle.x + 20, middle.y)
    assert stage.placing.dragged(Handle("turn", 1), middle, right).angles[1] > 5


def test_the_ball_scales_by_its_distance(stage: Stage) -> None:
    start, end = on_screen(stage, [BALL_AT] * 3), on_screen(stage, [BALL_AT / 2] * 3)
    assert 0.4 < stage.placing.dragged(Handle("scale"), start, end).scale < 0.6


def test_the_shape_is_drawn_where_it_is_placed_and_back(plotter: pv.Plotter, stage: Stage) -> None:
    stage.place(None)
    before = picture(plotter)
    stage.place(Placement(offset=(0.0, 0.6, 0.0), scale=0.3))
    placed = picture(plotter)
    assert np.abs(placed - before).sum() > 50_000
    assert stage.pick(200, 200) is None
    stage.place(None)
    assert np.array_equal(picture(plotter), before)


def picture(plotter: pv.Plotter) -> np.ndarray:
    plotter.render()
    return np.asarray(plotter.screenshot(return_img=True)).astype(int)
