"""A square stage with a shape on it, and where its places are on the screen."""

from __future__ import annotations

import numpy as np
import pyvista as pv

from mge_studio.scene.brush import Position
from mge_studio.scene.display import prepare
from mge_studio.scene.picking import project
from mge_studio.scene.stage import Stage
from mge_studio.shapes.placement import Placement
from mge_studio.shapes.shape import Shape


def square_stage(plotter: pv.Plotter, shape: Shape, placement: Placement | None = None) -> Stage:
    plotter.window_size = (400, 400)
    stage = Stage(plotter)
    stage.resize(400, 400, 1.0)
    stage.show(prepare(shape))
    if placement is not None:
        stage.place(placement)
    stage.fit(1.0)
    plotter.render()
    return stage


def on_screen(stage: Stage, place: list[float]) -> Position:
    return Position(*project(stage.renderer, np.array([place]))[0])
