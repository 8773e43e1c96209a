from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest
import trimesh

from mge_studio.shapes.shape import Shape

if find_spec("pyvista") is None:  # a server without a screen
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(scope="session")
def ball() -> Shape:
    mesh = trimesh.creation.icosphere(subdivisions=4, radius=0.95)
    return Shape("ball", mesh.vertices.astype(np.float32), mesh.faces.astype(np.int32))
