"""The scene drawn off screen: what can be seen, what can be picked, and that nothing leaks."""

from __future__ import annotations

import numpy as np
import pytest
import pyvista as pv

from mge_studio.requests import Preview
from mge_studio.scene.brush import Position, Stroke, dabs, patches_in_ball
from mge_studio.scene.cameras import OrbitCamera
from mge_studio.scene.display import Display, prepare
from mge_studio.scene.preview_actor import preview_mesh
from mge_studio.scene.stage import Stage
from mge_studio.shapes.patches import make_patches
from mge_studio.shapes.sampling import tokenizer_points
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens


@pytest.fixture(scope="session")
def display(ball: Shape) -> Display:
    return prepare(ball, make_patches(tokenizer_points(ball), 64).centres)


def picture(plotter: pv.Plotter) -> np.ndarray:
    plotter.render()
    return np.asarray(plotter.screenshot(return_img=True)).astype(int)


def orange(image: np.ndarray) -> int:
    return int(((image[..., 0] > 140) & (image[..., 0] > image[..., 2] * 2.3)).sum())


def test_mask_highlight_and_modes_change_the_picture(plotter, display: Display) -> None:
    stage = Stage(plotter)
    stage.resize(300, 240, 1.0)
    codes = np.arange(64) // 8
    stage.show(display, codes)
    stage.fit(300 / 240)
    plain = picture(plotter)
    stage.set_view_mode("tokens")
    tokens = picture(plotter)
    assert np.ptp(tokens, axis=2).mean() > np.ptp(plain, axis=2).mean() + 5
    assert orange(tokens) < 300
    stage.set_mask(display.centres[:, 2] > 0)
    assert orange(picture(plotter)) > 2000
    stage.set_mask(None)
    assert orange(picture(plotter)) < 300
    stage.highlight_code(0)
    lit = picture(plotter)
    stage.highlight_code(None)
    assert np.abs(lit - tokens).mean() > 5
    assert np.abs(picture(plotter) - tokens).max() == 0


def test_preview_takes_the_place_of_the_shape(plotter, display: Display, ball: Shape) -> None:
    stage = Stage(plotter)
    stage.show(display)
    stage.fit(1.25)
    before = picture(plotter)
    tokens = Tokens(np.zeros(64, dtype=np.int64), display.centres)
    for size in (0.3, 0.6):
        forming = Preview(0, ball.vertices * np.float32(size), ball.faces, tokens)
        stage.show_preview(preview_mesh(forming))
        image = picture(plotter)
        assert np.abs(image - before).mean() > 3
        assert stage.pick(150, 120) is None
    empty = np.zeros((0, 3), dtype=np.float32)
    assert preview_mesh(Preview(0, empty, empty.astype(np.int32), tokens)) is None
    stage.show_preview(None)
    assert np.abs(picture(plotter) - before).max() == 0


@pytest.mark.parametrize("cloud", [False, True])
def test_picking_finds_the_nearest_surface(plotter, ball: Shape, cloud: bool) -> None:
    shape = Shape("cloud", ball.vertices) if cloud else ball
    centres = make_patches(tokenizer_points(shape), 64).centres
    stage = Stage(plotter)
    stage.show(prepare(shape, centres))
    stage.fit(1.25)
    picture(plotter)
    hit = stage.pick(150, 120)
    assert hit is not None and hit.patch is not None
    assert hit.position @ stage.camera.backward == pytest.approx(0.95, abs=0.02)
    assert hit.normal @ stage.camera.backward > 0.95
    nearest = ((centres - hit.position) ** 2).sum(axis=1).argmin()
    assert hit.patch == nearest
    assert stage.pick(2, 2) is None


def test_showing_fifty_shapes_leaks_no_actor(plotter, display: Display, ball: Shape) -> None:
    stage = Stage(plotter)
    cloud = prepare(Shape("cloud", ball.vertices))
    stage.show(display)
    before = stage.renderer.GetViewProps().GetNumberOfItems()
    for turn in range(50):
        stage.show((display, cloud, None)[turn % 3])
        stage.companions.show([cloud, display] if turn % 2 else [])
    stage.companions.show([])
    assert stage.renderer.GetViewProps().GetNumberOfItems() == before
    stage.close()
    assert stage.renderer.GetViewProps().GetNumberOfItems() == 0


def test_orbit_keeps_its_distance_and_never_rolls() -> None:
    camera = OrbitCamera()
    camera.orbit(0.3, 5.0)
    assert camera.elevation == -90.0
    camera.orbit(0.0, -0.4)
    assert np.linalg.norm(camera.backward) == pytest.approx(1)
    assert camera.right[1] == 0 and camera.up[1] > 0


def test_zoom_keeps_the_place_under_the_cursor() -> None:
    camera = OrbitCamera()
    before = camera.focal + camera.right * 0.3 * view_height(camera)
    camera.zoom(1.5, across=0.3)
    after = camera.focal + camera.right * 0.3 * view_height(camera)
    assert np.allclose(before, after)


def view_height(camera: OrbitCamera) -> float:
    return float(2 * camera.distance * np.tan(np.deg2rad(14)))


def test_fit_brings_everything_into_view(ball: Shape) -> None:
    camera = OrbitCamera()
    camera.fit(ball.vertices + np.float32(3), aspect=0.5)
    offset = ball.vertices + 3 - camera.focal
    depth = camera.distance - offset @ camera.backward
    slope = np.tan(np.deg2rad(14))
    assert np.abs(offset @ camera.up / depth).max() < slope
    assert 0.8 * slope < np.abs(offset @ camera.right / depth).max() / 0.5 < slope


def test_dabs_leave_no_gaps() -> None:
    path = dabs(Position(0, 0), Position(100, 0), spacing=8)
    steps = np.diff([0] + [place.x for place in path])
    assert path[-1] == (100, 0) and steps.max() <= 8


def test_a_ball_snaps_to_the_patch_under_it_and_those_it_holds() -> None:
    centres = np.array([[0, 0, 0], [0.1, 0, 0], [0.5, 0, 0]], dtype=np.float32)
    assert patches_in_ball(centres, np.array([0.04, 0, 0]), 0.001).tolist() == [0]
    assert patches_in_ball(centres, np.array([0.05, 0, 0]), 0.06).tolist() == [0, 1]
    assert patches_in_ball(centres[:0], np.zeros(3), 1.0).tolist() == []


def test_a_stroke_never_edits_the_mask_it_started_from() -> None:
    mask = np.zeros(3, dtype=bool)
    stroke = Stroke(mask, "add", Position(0, 0))
    assert stroke.dab(np.array([1])) and not stroke.dab(np.array([1]))
    assert not mask.any() and stroke.mask.tolist() == [False, True, False]


def test_an_axis_view_has_no_roll_and_parallel_fits_alike() -> None:
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (200, 3)).astype(np.float32)
    camera = OrbitCamera()
    camera.look_along("top")
    assert np.allclose(camera.backward, [0, 1, 0]) and np.allclose(camera.up, [0, 0, -1])
    camera.fit(points, 1.0)
    far = camera.distance
    camera.parallel = True
    camera.fit(points, 1.0)
    assert 0.5 * far < camera.distance < far
