"""The package as it is installed: resources, wheel, and what an import costs."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import trimesh

from mge_studio.resources import models_path, resource_path, sample_shapes
from mge_studio.shapes.holdout import is_held_out

CHECKOUT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))


def run_python(code: str, folder: Path, **environment: str) -> str:
    """What a fresh interpreter, started in `folder`, prints."""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=os.environ | environment,
        capture_output=True, text=True, check=True, timeout=60,
    ).stdout.strip()  # fmt: skip


def test_resources_are_found() -> None:
    assert models_path().is_dir()
    assert resource_path("icons/mge-studio.svg").is_file()
    assert resource_path("icons/mge-studio.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(FileNotFoundError, match=r"teapot\.ply"):
        resource_path("shapes/teapot.ply")


def test_sample_shapes_are_credited_and_held_out() -> None:
    credits = resource_path("shapes/CREDITS.md").read_text(encoding="utf-8")
    originals = dict(re.findall(r"^\| (\w+\.ply) \| ([\w-]+)", credits, flags=re.MULTILINE))
    assert {path.name for path in sample_shapes()} == set(originals)
    assert len(originals) >= 12
    assert all(is_held_out(original) for original in originals.values())


def test_sample_meshes_are_readable_and_some_closed() -> None:
    meshes = [trimesh.load(path, process=False) for path in sample_shapes()]
    closed = [mesh for mesh in meshes if getattr(mesh, "is_watertight", False)]
    assert len(closed) >= 5


def test_held_out_meshes_are_complete_and_small() -> None:
    path = resource_path("holdout/holdout.zip")
    assert path.stat().st_size < 1_000_000
    with zipfile.ZipFile(path) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("index.csv").decode())))
        assert {row["path"] for row in rows} == set(archive.namelist()) - {"index.csv"}
        assert all(is_held_out(Path(row["path"]).stem) for row in rows)
        for row in rows[::10]:
            mesh = trimesh.load(
                io.BytesIO(archive.read(row["path"])), file_type="ply", process=False
            )
            assert len(mesh.faces) == int(row["faces"])
            assert mesh.is_watertight == (row["watertight"] == "1")


def test_import_is_light(tmp_path: Path) -> None:
    heavy = "{'torch', 'PySide6', 'vtk', 'vtkmodules', 'pyvista', 'scipy', 'trimesh', 'igl'}"
    code = f"import sys, mge_studio; print(sorted(set(sys.modules) & {heavy}))"
    assert run_python(code, tmp_path) == "[]"


def test_the_command_is_installed() -> None:
    (command,) = entry_points(group="console_scripts", name="mge-studio")
    assert command.value == "mge_studio.cli:main"


def test_screen_packages_are_required_ones() -> None:
    """A misspelt name would leave a screen library in the headless installation."""
    extras = PYPROJECT["project"]["optional-dependencies"]
    required = PYPROJECT["project"]["dependencies"] + extras["dev"]
    names = {re.split(r"[<>=\[]", requirement)[0] for requirement in required}
    assert set(PYPROJECT["tool"]["mge-studio"]["screen-packages"]) <= names


def test_wheel_brings_resources_and_models(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation",
         "--wheel-dir", str(tmp_path), str(CHECKOUT)],
        check=True, timeout=120,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("mge_studio-*.whl")
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = """
from mge_studio.resources import docs_path, models_path, resource_path, sample_shapes
assert (docs_path() / "guide.md").is_file() and (docs_path() / "images/opened.png").is_file()
print(models_path(), resource_path("holdout/holdout.zip"), len(sample_shapes()), sep="\\n")
"""
    models, holdout, samples = run_python(code, tmp_path, PYTHONPATH=str(site)).splitlines()
    assert Path(models) == site / "mge_studio" / "_data" / "models"
    assert Path(holdout) == site / "mge_studio" / "_data" / "resources" / "holdout" / "holdout.zip"
    assert int(samples) == len(sample_shapes())
    shipped = {path.relative_to(models) for path in Path(models).rglob("*") if path.is_file()}
    expected = {p.relative_to(models_path()) for p in models_path().rglob("*") if p.is_file()}
    assert shipped == expected
