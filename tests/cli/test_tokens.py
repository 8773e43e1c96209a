"""`mge-studio tokenize` and `reconstruct`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from command_line import Run

from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.shape import apply_transform
from mge_studio.studio.document import Item
from mge_studio.studio.project import Project, save_project


def test_tokens_have_the_shapes_of_the_contract(
    model_run: Run, bed_path: Path, tmp_path: Path
) -> None:
    outcome = model_run("tokenize", bed_path, "-o", tmp_path / "new" / "bed.npz", "--json")
    assert outcome.code == 0 and outcome.err == ""
    with np.load(tmp_path / "new" / "bed.npz", allow_pickle=False) as data:
        codes, centres, transform = data["codes"], data["centres"], data["transform"]
    assert json.loads(outcome.out)["tokens"] == len(codes)
    assert codes.dtype == np.int64 and centres.dtype == np.float32
    assert centres.shape == (len(codes), 3) and transform.shape == (4, 4)
    points = load_shape(bed_path).vertices_in_input_units()
    in_units = apply_transform(transform, centres)
    assert (in_units >= points.min(axis=0) - 0.02).all()
    assert (in_units <= points.max(axis=0) + 0.02).all()


def test_the_same_seed_gives_the_same_tokens(
    model_run: Run, bed_path: Path, tmp_path: Path
) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        model_run("tokenize", bed_path, "-o", tmp_path / f"{name}.npz", "--seed", seed)
    a, b, c = (np.load(tmp_path / f"{n}.npz", allow_pickle=False)["centres"] for n in "abc")
    assert np.array_equal(a, b)
    assert not np.array_equal(a, c)


@pytest.mark.parametrize("suffix", [".obj", ".ply", ".stl", ".glb"])
def test_a_reconstruction_is_in_the_units_of_its_input(
    model_run: Run, centimetre_bed: Path, tmp_path: Path, suffix: str
) -> None:
    output = tmp_path / f"again{suffix}"
    outcome = model_run(
        "reconstruct", centimetre_bed, "-o", output, "--resolution", 24, "--up", "z"
    )
    assert outcome.code == 0, outcome.err
    bed, again = load_shape(centimetre_bed), load_shape(output)
    radius = np.linalg.norm(bed.transform[:3, 0]) * 0.95
    distance = np.linalg.norm(again.transform[:3, 3] - bed.transform[:3, 3])
    assert distance < radius


def test_tokens_reconstruct_to_what_their_shape_does(
    model_run: Run, bed_path: Path, tmp_path: Path
) -> None:
    model_run("tokenize", bed_path, "-o", tmp_path / "bed.npz")
    for source, name in ((bed_path, "a.obj"), (tmp_path / "bed.npz", "b.obj")):
        outcome = model_run("reconstruct", source, "-o", tmp_path / name, "--resolution", 24)
        assert outcome.code == 0, outcome.err
    assert (tmp_path / "a.obj").read_bytes() == (tmp_path / "b.obj").read_bytes()


def test_a_shape_is_read_in_as_many_patches_as_asked(
    model_run: Run, bed_path: Path, tmp_path: Path
) -> None:
    model_run("tokenize", bed_path, "-o", tmp_path / "fine.npz", "--patches", 70)
    assert len(np.load(tmp_path / "fine.npz", allow_pickle=False)["codes"]) == 70
    for source, name, more in (
        (bed_path, "a.obj", ("--patches", 70)),
        (tmp_path / "fine.npz", "b.obj", ()),
        (bed_path, "usual.obj", ()),
    ):
        outcome = model_run("reconstruct", source, "-o", tmp_path / name, "--resolution", 24, *more)
        assert outcome.code == 0, outcome.err
    fine, again, usual = (tmp_path / name for name in ("a.obj", "b.obj", "usual.obj"))
    assert fine.read_bytes() == again.read_bytes() != usual.read_bytes()
    outcome = model_run(
        "reconstruct", tmp_path / "fine.npz", "-o", tmp_path / "no.obj", "--patches", 9
    )
    assert outcome.code == 2 and "fine.npz" in outcome.err
    outcome = model_run("tokenize", bed_path, "-o", tmp_path / "no.npz", "--patches", 5000)
    assert outcome.code == 2 and "patches, not 5000" in outcome.err


def test_the_current_shape_of_a_project_is_an_input_like_its_file(
    model_run: Run, bed_path: Path, van_path: Path, tmp_path: Path
) -> None:
    van, bed = Item(1, "van", load_shape(van_path)), Item(2, "bed", load_shape(bed_path))
    save_project(Project((van, bed), current=2), tmp_path / "both.mge")
    save_project(Project((van, bed)), tmp_path / "neither.mge")
    for source, name in ((bed_path, "file"), (tmp_path / "both.mge", "project")):
        assert model_run("tokenize", source, "-o", tmp_path / f"{name}.npz").code == 0
    a, b = (np.load(tmp_path / f"{n}.npz", allow_pickle=False) for n in ("file", "project"))
    assert all(np.array_equal(a[key], b[key]) for key in ("codes", "centres", "transform"))
    outcome = model_run("tokenize", tmp_path / "neither.mge", "-o", tmp_path / "no.npz")
    assert outcome.code == 2 and "has no current shape" in outcome.err


def test_tokens_are_written_as_json_and_csv_too(
    model_run: Run, bed_path: Path, tmp_path: Path
) -> None:
    for suffix in ("npz", "json", "csv"):
        assert model_run("tokenize", bed_path, "-o", tmp_path / f"bed.{suffix}").code == 0
    with np.load(tmp_path / "bed.npz", allow_pickle=False) as data:
        codes = data["codes"].tolist()
    assert json.loads((tmp_path / "bed.json").read_text())["codes"] == codes
    lines = (tmp_path / "bed.csv").read_text().splitlines()
    assert [int(line.split(",")[1]) for line in lines[1:]] == codes
