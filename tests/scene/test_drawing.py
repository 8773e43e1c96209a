"""Pictures of the stage: tiles that fit together, backdrops, and a stage left as it was."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import pyvista as pv

from mge_studio.scene import pictures
from mge_studio.scene.display import prepare
from mge_studio.scene.pictures import Exposure, PictureSpec, draw_picture, draw_turn, framed
from mge_studio.scene.stage import Stage
from mge_studio.shapes.patches import make_patches
from mge_studio.shapes.sampling import tokenizer_points
from mge_studio.shapes.shape import Shape


@pytest.fixture()
def stage(plotter: pv.Plotter, ball: Shape) -> Stage:
    stage = Stage(plotter)
    display = prepare(ball, make_patches(tokenizer_points(ball), 64).centres)
    stage.show(display)
    stage.set_view_mode("mask")
    stage.set_mask(display.centres[:, 0] > 0)  # hatched, with an outline
    stage.fit(300 / 240)
    plotter.render()
    return stage


def finished(steps: Generator[float, None, Any]) -> Any:
    shares = []
    while True:
        try:
            shares.append(next(steps))
        except StopIteration as ended:
            assert shares == sorted(shares) and shares[-1] == pytest.approx(1)
            return ended.value


def drawn(plotter: pv.Plotter, stage: Stage, spec: PictureSpec) -> np.ndarray:
    exposure = finished(draw_picture(stage, plotter.ren_win, spec, stage.camera))
    assert isinstance(exposure, Exposure)
    return exposure.developed().astype(int)


def test_tiles_fit_together(
    plotter: pv.Plotter, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = PictureSpec(250, 190)
    whole = drawn(plotter, stage, spec)
    monkeypatch.setattr(pictures, "LARGEST_TILE", 170)
    assert np.abs(drawn(plotter, stage, spec) - whole).mean() < 0.6


def test_backdrops(plotter: pv.Plotter, stage: Stage) -> None:
    on_view = drawn(plotter, stage, PictureSpec(80, 60))
    on_white = drawn(plotter, stage, PictureSpec(80, 60, "white", floor=False))
    on_none = drawn(plotter, stage, PictureSpec(80, 60, "transparent", floor=False))
    assert on_view[0, 0].max() < 256 and on_view[0, 0, 2] > on_view[-1, 0, 2] > 0  # paler above
    assert (on_white[0, 0] == 255).all()
    assert on_none[0, 0, 3] == 0 and on_none[30, 40, 3] == 255
    inside = on_none[..., 3] == 255
    assert np.array_equal(on_none[inside], on_white[inside])


def test_the_stage_stays_as_it_was(plotter: pv.Plotter, stage: Stage) -> None:
    before = np.asarray(plotter.screenshot(return_img=True)).astype(int)
    camera = replace(stage.camera)
    finished(draw_turn(stage, plotter.ren_win, PictureSpec(64, 48), stage.camera, 3))
    plotter.render()
    after = np.asarray(plotter.screenshot(return_img=True)).astype(int)
    assert np.array_equal(before, after) and stage.camera.azimuth == camera.azimuth


def test_a_narrow_picture_holds_what_the_view_holds(plotter: pv.Plotter, stage: Stage) -> None:
    spec = PictureSpec(60, 180, "transparent", floor=False)
    camera = framed(stage, spec, 300 / 240, turned=False)
    assert camera.distance > stage.camera.distance
    exposure = finished(draw_picture(stage, plotter.ren_win, spec, camera))
    opacity = exposure.developed()[..., 3]
    assert opacity.max() == 255 and not opacity[:, [0, -1]].any()
    stage.camera.zoom(4)  # a detail stays a detail
    assert framed(stage, spec, 300 / 240, turned=True).distance == stage.camera.distance
