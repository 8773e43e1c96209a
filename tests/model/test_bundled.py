"""The bundled model: it is small, reads what it never saw, completes it, and keeps its promises."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import trimesh

import mge_studio
from mge_studio.model.extraction import dense_values, sparse_values
from mge_studio.model.grid import FieldSampler
from mge_studio.model.isosurface import isosurface
from mge_studio.model.pipeline import Model
from mge_studio.model.specks import drop_specks
from mge_studio.requests import CompleteRequest, GenerationSettings, ShapeResult
from mge_studio.resources import models_path
from mge_studio.shapes.inside import InsideTest
from mge_studio.shapes.shape import Shape
from mge_studio.training.evaluation.reconstruction import reconstruct_case
from mge_studio.training.evaluation.subjects import Subject, subjects

MIB = 2**20


@pytest.fixture(scope="module")
def model() -> Model:
    return mge_studio.load_model(device="cpu")


@pytest.fixture(scope="module")
def held_out() -> list[Subject]:
    """Closed meshes and procedural shapes that no training saw."""
    meshes = [s for s in subjects("holdout", None, True) if isinstance(s, Subject) and s.inside]
    families = [s for s in subjects("procedural", 5, True) if isinstance(s, Subject)]
    return meshes[::9] + families


def test_the_bundled_files_are_small_and_nothing_is_pickled() -> None:
    files = [path for path in (models_path() / "small").iterdir() if path.is_file()]
    weights = [path for path in files if path.suffix == ".safetensors"]
    assert sum(path.stat().st_size for path in weights) <= 24 * MIB
    assert all(path.stat().st_size <= 15 * MIB for path in files)
    assert {path.suffix for path in files} <= {".safetensors", ".json", ".md", ".png"}


def test_the_bundled_model_is_what_it_says(model: Model) -> None:
    assert (model.info.patches, model.info.most_patches) == (192, 256)
    assert model.info.codebook_size >= 1024
    assert {"chair", "table", "airplane", "car"} <= set(model.info.class_names)
    assert (model.codebook_usage > 0).mean() > 0.5


def test_it_reads_shapes_it_never_saw(model: Model, held_out: list[Subject]) -> None:
    cases = [reconstruct_case(model, subject, 0, (128, 256)) for subject in held_out]
    usual = np.mean([case.iou for case in cases])
    assert usual > 0.8
    coarser, finer = (np.mean([case.iou_by_patches[n] for case in cases]) for n in (128, 256))
    assert coarser + 0.005 < usual < finer
    assert np.mean([case.scores.f_score_002 for case in cases]) > 0.85


def test_three_lines_complete_a_shape(bed_path: Path, tmp_path: Path) -> None:
    """As the README has them."""
    model = mge_studio.load_model()
    shape = mge_studio.load_shape(bed_path)
    model.complete(shape, mask=shape.box(z=(0.3, 1)), seed=7).save(tmp_path / "completed.obj")
    completed = trimesh.load_mesh(tmp_path / "completed.obj")
    source = trimesh.load_mesh(bed_path)
    assert completed.is_watertight
    assert np.allclose(completed.bounds[0], source.bounds[0], atol=0.15 * source.extents.max())


def test_what_was_not_masked_is_kept_as_finely_as_the_grid_allows(
    model: Model, bed_path: Path
) -> None:
    shape = mge_studio.load_shape(bed_path)
    completed = model.complete(shape, mask=shape.half("+z"), seed=1)
    kept = completed.vertices[completed.vertices[:, 2] < -0.35]
    distance = InsideTest.of(shape).distance(kept)
    assert np.quantile(distance, 0.95) < 2 / 128


def test_coarse_to_fine_gives_the_dense_mesh(model: Model, held_out: list[Subject]) -> None:
    for subject in held_out[:3] + held_out[-3:]:
        tokens = model.tokenize_points(subject.read(model.points, 0))
        field = model.field(tokens, fast=False)
        ours, dense = (
            drop_specks(*isosurface(values, "skimage"), tokens.centres)
            for values in (
                sparse_values(FieldSampler(field), tokens.centres, 64),
                dense_values(FieldSampler(field), 64),
            )
        )
        assert np.array_equal(ours[1], dense[1]), subject.name
        assert np.allclose(ours[0], dense[0], atol=1e-5), subject.name


@pytest.mark.parametrize("name", ["chair", "car", "bottle"])
@pytest.mark.parametrize("patches", [128, 256])
def test_a_sample_is_one_solid_thing(model: Model, name: str, patches: int) -> None:
    sample: Shape = model.sample(name, seed=0, resolution=64, patches=patches)
    assert sample.is_watertight
    assert 0.3 < np.ptp(sample.vertices, axis=0).max() <= 2


def test_what_is_hidden_on_one_side_lies_where_the_other_side_has_it(
    model: Model, bed_path: Path
) -> None:
    shape = mge_studio.load_shape(bed_path)
    tokens = model.tokenize(shape)
    mask = tokens.centres[:, 0] > 0
    images = tokens.centres[~mask] * np.float32([-1, 1, 1])

    def share_on_images(symmetry: bool) -> float:
        settings = GenerationSettings(symmetry=symmetry, resolution=32, preview_every=0)
        *_, last = model.run(CompleteRequest(shape, tokens, mask, settings=settings))
        assert isinstance(last, ShapeResult)
        placed = last.tokens.centres[last.generated]
        return float((np.linalg.norm(placed[:, None] - images, axis=2).min(axis=1) < 0.002).mean())

    assert share_on_images(symmetry=True) > 0.5
    assert share_on_images(symmetry=False) < 0.1
