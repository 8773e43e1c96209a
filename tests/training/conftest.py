"""A folder of real meshes, one of them bad, and a prepared store of it."""

from __future__ import annotations

from pathlib import Path

import pytest
import trimesh

from mge_studio.training.prepare import prepare
from mge_studio.training.sources import Source
from mge_studio.training.store import Store, load_store


@pytest.fixture(scope="session")
def mesh_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("meshes")
    for kind in ("box", "ball"):
        (folder / kind).mkdir()
    for i in range(6):
        box = trimesh.creation.box((1, 0.5 + 0.1 * i, 0.3))
        box.export(folder / "box" / f"box{chr(97 + i)}x.ply")
        trimesh.creation.icosphere(2, 1 + i).export(folder / "ball" / f"ball{chr(97 + i)}x.stl")
    (folder / "box" / "broken.obj").write_text("v 0 0 0\nf 1 2 3\n")
    return folder


@pytest.fixture(scope="session")
def store(mesh_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    cache = tmp_path_factory.mktemp("cache")
    return load_store(
        prepare(Source(str(mesh_folder)), "train", cache, procedural_count=0, workers=1)
    )
