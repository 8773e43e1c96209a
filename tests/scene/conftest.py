from __future__ import annotations

import numpy as np
import pytest
import trimesh

from mge_studio.shapes.shape import Shape


@pytest.fixture(scope="session")
def ball() -> Shape:
    mesh = trimesh.creation.icosphere(subdivisions=4, radius=0.95)
    return Shape("ball", mesh.vertices.astype(np.float32), mesh.faces.astype(np.int32))
