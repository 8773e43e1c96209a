"""The frame of a slice: found by the cursor, and dragged along its axis to where that goes."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista as pv
from square_stage import on_screen, square_stage

from mge_studio.scene.brush import Position
from mge_studio.scene.cameras import Side
from mge_studio.scene.stage import Stage
from mge_studio.shapes.shape import Shape


@pytest.fixture()
def stage(plotter: pv.Plotter, ball: Shape) -> Stage:
    return square_stage(plotter, ball)


def test_edges_and_arrows_are_found_while_the_frame_is_shown(stage: Stage) -> None:
    stage.frame_slice((1, 0.25))
    for place in ([1, 0.25, 0.4], [-0.3, 0.25, 1], [1, 0.33, 0]):
        grip = stage.grip_at(*on_screen(stage, place))
        assert grip is not None and np.allclose(grip.anchor, place, atol=0.02)
    assert stage.grip_at(*on_screen(stage, [0, 0, 0])) is None
    assert stage.grip_at(*on_screen(stage, [1, 0.7, 1])) is None
    stage.frame_slice(None)
    assert stage.grip_at(*on_screen(stage, [1, 0.25, 0.4])) is None


def test_what_stands_before_the_frame_hides_it(stage: Stage) -> None:
    stage.camera.look_along("front")
    stage.frame_slice((2, -1.0))
    beside, behind = on_screen(stage, [0.9, 1, -1]), on_screen(stage, [0, 1, -1])
    assert stage.pick(*behind) is not None and stage.slice_frame.grip_at(behind) is not None
    assert stage.grip_at(*beside) is not None
    assert stage.grip_at(*behind) is None


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_the_plane_follows_the_cursor_and_stays_between_the_ends(stage: Stage, axis: int) -> None:
    def on_edge(position: float) -> Position:
        return on_screen(stage, list(np.roll([position, 1.0, 0.3], axis)))

    stage.frame_slice((axis, 0.1))
    grip = stage.slice_frame.grip_at(on_edge(0.1))
    assert grip is not None
    for position in (-0.9, -0.3, 0.1, 0.8):
        assert stage.slice_frame.dragged(grip, on_edge(position)) == pytest.approx(
            position, abs=0.01
        )
    middle, end = np.array(on_edge(0.0)), np.array(on_edge(1.0))
    far = Position(*(end + 20 * (end - middle)))
    assert stage.slice_frame.dragged(grip, far) == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(("side", "away"), [("front", -1), ("back", 1)])
def test_up_is_away_where_the_axis_points_at_the_viewer(
    stage: Stage, side: Side, away: int
) -> None:
    stage.camera.look_along(side)
    stage.camera.parallel = True
    stage.frame_slice((2, 0.0))
    start = on_screen(stage, [1, 0.2, 0])
    grip = stage.slice_frame.grip_at(start)
    assert grip is not None
    up = Position(start.x, start.y + 0.5 * stage.pixels_per_unit())
    assert stage.slice_frame.dragged(grip, up) == pytest.approx(0.5 * away, abs=0.02)
