from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import pytest
import trimesh

from mge_studio.shapes.shape import Shape

if TYPE_CHECKING:
    import pyvista as pv

if find_spec("pyvista") is None:  # a server without a screen
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def ball() -> Shape:
    mesh = trimesh.creation.icosphere(subdivisions=4, radius=0.95)
    return Shape("ball", mesh.vertices.astype(np.float32), mesh.faces.astype(np.int32))


@pytest.fixture
def plotter() -> Iterator[pv.Plotter]:
    """An off-screen window of 300 by 240 pixels whose edges are not smoothed."""
    import pyvista as pv

    plotter = pv.Plotter(off_screen=True, window_size=(300, 240))
    plotter.ren_win.SetMultiSamples(0)
    yield plotter
    plotter.close()
