"""`mge-studio complete` and `sample`."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import numpy as np
import pytest
from command_line import Run

from mge_studio.model.pipeline import Model
from mge_studio.requests import CompleteRequest, GenerationSettings, ShapeResult
from mge_studio.shapes.boxes import Box
from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.regions import half, parse_mask
from mge_studio.studio.document import Item
from mge_studio.studio.project import save_project
from mge_studio.studio.repeating import Source, as_command, as_python, input_project

COARSE = ("--resolution", 24, "--steps", 3)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_completions_and_their_recipe(model_run: Run, bed_path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("complete", bed_path, "-o", out, "--mask", "half:+x", "--variants", 2, *COARSE)
    assert model_run(*words).code == 0
    assert set(files(out)) == {"variant-00.obj", "variant-01.obj", "recipe.json"}
    recipe = json.loads((out / "recipe.json").read_text())
    assert recipe["job"] == "complete" and recipe["input"] == str(bed_path)
    assert recipe["region"] == "half:+x" and recipe["settings"]["variants"] == 2
    assert [result["file"] for result in recipe["results"]] == ["variant-00.obj", "variant-01.obj"]


def test_the_order_is_an_option_and_in_the_recipe(
    model_run: Run, bed_path: Path, tmp_path: Path
) -> None:
    words = ("complete", bed_path, "--mask", "half:+x", "--variants", 1, *COARSE)
    for order in ("confident", "near"):
        assert model_run(*words, "-o", tmp_path / order, "--order", order).code == 0
        recipe = json.loads((tmp_path / order / "recipe.json").read_text())
        assert recipe["settings"]["order"] == order
    assert model_run(*words, "-o", tmp_path / "odd", "--order", "backwards").code == 2


def test_a_budget_of_memory_refuses_what_would_not_fit(model_run: Run, tmp_path: Path) -> None:
    words = ("sample", "-o", tmp_path / "out", "--count", 1, "--steps", 3, "--memory", 0.5)
    outcome = model_run(*words, "--resolution", 512)
    assert outcome.code == 2 and "0.5 GB" in outcome.err and not (tmp_path / "out").exists()
    assert model_run(*words, "--resolution", 24).code == 0


def test_one_seed_one_result(model_run: Run, scan_path: Path, tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        out = tmp_path / name
        words = ("complete", scan_path, "-o", out, "--mask", "random:0.5", "--variants", 1)
        assert model_run(*words, *COARSE, "--seed", seed).code == 0
    a, b, c = (files(tmp_path / name) for name in "abc")
    assert a["variant-00.obj"] == b["variant-00.obj"] != c["variant-00.obj"]


def test_a_completion_keeps_what_is_not_masked_where_it_was(
    model_run: Run, centimetre_bed: Path, tmp_path: Path
) -> None:
    words = ("complete", centimetre_bed, "-o", tmp_path / "out", "--mask", "half:+x", "--up", "z")
    words += ("--mode", "in-place")  # the model knows nothing of where patches belong
    assert model_run(*words, "--variants", 1, "--resolution", 48, "--steps", 3).code == 0
    bed = load_shape(centimetre_bed).vertices_in_input_units()
    completed = load_shape(tmp_path / "out" / "variant-00.obj").vertices_in_input_units()
    kept = completed[completed[:, 0] < bed[:, 0].mean() - 0.25 * np.ptp(bed[:, 0])]
    voxel = 2 * np.ptp(bed, axis=0).max() / 48
    assert abs(kept[:, 0].min() - bed[:, 0].min()) < voxel
    assert abs(kept[:, 2].min() - bed[:, 2].min()) < voxel


def test_a_partial_scan_is_placed_by_the_bounds_of_the_whole(
    model_run: Run, model_folder: Path, scan_path: Path, tmp_path: Path
) -> None:
    scan = load_shape(scan_path)
    points = scan.vertices_in_input_units()
    low, high = points.min(axis=0), points.max(axis=0)
    half_scan = tmp_path / "half.xyz"
    np.savetxt(half_scan, points[points[:, 2] < points[:, 2].mean()])
    bounds = ",".join(f"{value:.6f}" for pair in zip(low, high, strict=True) for value in pair)
    words = ("complete", half_scan, "-o", tmp_path / "out", "--mask", "invent:12", "--variants", 1)
    assert model_run(*words, *COARSE, "--bounds", bounds).code == 0
    recipe = json.loads((tmp_path / "out" / "recipe.json").read_text())
    assert recipe["invent"] == 12 and recipe["bounds"] == bounds
    patches = Model.load(model_folder, "cpu").info.patches
    assert recipe["patches"] == patches - 12


def test_samples(model_run: Run, tmp_path: Path) -> None:
    words = ("sample", "-o", tmp_path / "out", "--class", "mug", "--count", 3, *COARSE, "--json")
    outcome = model_run(*words)
    assert outcome.code == 0
    assert json.loads(outcome.out)["settings"]["class_name"] == "mug"
    names = {"sample-00.obj", "sample-01.obj", "sample-02.obj", "recipe.json"}
    assert set(files(tmp_path / "out")) == names


def test_as_many_patches_as_asked(model_run: Run, bed_path: Path, tmp_path: Path) -> None:
    words = ("complete", bed_path, "--variants", 1, *COARSE, "--patches", 40)
    for mask, shown in (("half:+x", 40), ("invent:10", 30)):
        out = tmp_path / mask
        assert model_run(*words, "-o", out, "--mask", mask).code == 0
        assert json.loads((out / "recipe.json").read_text())["patches"] == shown
    words = ("sample", "-o", tmp_path / "out", "--count", 1, *COARSE, "--patches")
    assert model_run(*words, 40).code == 0
    assert json.loads((tmp_path / "out" / "recipe.json").read_text())["patches"] == 40
    outcome = model_run(*words, 4000)
    assert outcome.code == 2 and "patches, not 4000" in outcome.err


@pytest.mark.parametrize("mode", ["free", "in-place"])
def test_tokens_are_completed_as_their_shape_is(
    model_run: Run, scan_path: Path, tmp_path: Path, mode: str
) -> None:
    model_run("tokenize", scan_path, "-o", tmp_path / "scan.npz")
    for source, name in ((scan_path, "a"), (tmp_path / "scan.npz", "b")):
        words = ("complete", source, "-o", tmp_path / name, "--mask", "half:+z", "--mode", mode)
        assert model_run(*words, "--variants", 1, *COARSE).code == 0
    a, b = (files(tmp_path / name)["variant-00.obj"] for name in "ab")
    assert a == b


@pytest.mark.parametrize("patches", [None, 40])
def test_the_command_of_a_result_makes_it_again(
    run: Run, model_folder: Path, bed_path: Path, tmp_path: Path, patches: int | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """What the studio's "copy as command" gives, typed into a shell."""
    monkeypatch.chdir(tmp_path)
    model = Model.load(model_folder, "cpu")
    result = completed_in_place(model, bed_path, patches)
    item = Item(2, "bed completion", result.shape, result=result, made_by=model.info, parent=1)
    words = shlex.split(as_command(item, Source(bed_path)))
    assert run(*words[words.index("complete") :]).code == 0
    result.shape.save("expected.obj")
    assert Path("expected.obj").read_bytes() == Path("bed-completion/variant-00.obj").read_bytes()
    exec(as_python(item, Source(bed_path)), {})
    assert Path("expected.obj").read_bytes() == Path("bed-completion.obj").read_bytes()


def test_a_project_is_completed_in_the_patches_it_holds(
    run: Run, model_folder: Path, bed_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Patches may have been deleted by hand, or a scan been read in fewer."""
    monkeypatch.chdir(tmp_path)
    model = Model.load(model_folder, "cpu")
    result = completed_in_place(model, bed_path, model.visible_patches(5))
    item = Item(2, "bed", result.shape, result=result, made_by=model.info, parent=1)
    save_project(input_project(item), tmp_path / "fewer.mge")
    words = shlex.split(as_command(item, Source(tmp_path / "fewer.mge")))
    assert run(*words[words.index("complete") :]).code == 0
    result.shape.save("expected.obj")
    assert Path("expected.obj").read_bytes() == Path("bed/variant-00.obj").read_bytes()


def test_only_one_variant_is_written(model_run: Run, tmp_path: Path) -> None:
    for name, more in (("all", ()), ("one", ("--only", 1))):
        words = ("sample", "-o", tmp_path / name, "--count", 2, *COARSE, *more)
        assert model_run(*words).code == 0
    all_files, one = files(tmp_path / "all"), files(tmp_path / "one")
    assert set(one) == {"sample-01.obj", "recipe.json"}
    assert one["sample-01.obj"] == all_files["sample-01.obj"]
    words = ("sample", "-o", tmp_path / "none", "--count", 2, "--only", 2)
    assert "numbered 0 to 1" in model_run(*words).sentence


def completed_in_place(model: Model, path: Path, patches: int | None = None) -> ShapeResult:
    shape = load_shape(path)
    tokens = model.tokenize(shape, patches=patches)
    settings = GenerationSettings(seed=5, steps=3, resolution=24, mode="in-place", preserve=False)
    request = CompleteRequest(shape, tokens, half("-z").select(tokens.centres), settings=settings)
    return next(event for event in model.run(request) if isinstance(event, ShapeResult))


def test_python_invents_as_the_terminal_does(model_folder: Path, scan_path: Path) -> None:
    model = Model.load(model_folder, "cpu")
    shape = load_shape(scan_path)
    completed = model.complete(shape, parse_mask("invent:12"), steps=3, resolution=24)
    assert np.array_equal(completed.transform, shape.transform)


def test_what_is_invented_in_a_box_is_made_again_by_its_command_and_its_python(
    run: Run, model_folder: Path, scan_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    model = Model.load(model_folder, "cpu")
    shape, box = load_shape(scan_path), Box((-1, 0), (-1, 1), (-0.5, 1))
    tokens = model.tokenize(shape, patches=model.visible_patches(12))
    settings = GenerationSettings(seed=3, steps=4, resolution=24, preserve=False)
    request = CompleteRequest(shape, tokens, np.zeros(len(tokens), bool), 12, settings, box)
    result = next(event for event in model.run(request) if isinstance(event, ShapeResult))
    assert box.holds(result.tokens.centres[result.generated]).all()
    result.shape.save("expected.obj")
    item = Item(2, "scan", result.shape, result=result, made_by=model.info, parent=1)
    words = shlex.split(as_command(item, Source(scan_path)))
    assert run(*words[words.index("complete") :]).code == 0
    assert Path("expected.obj").read_bytes() == Path("scan/variant-00.obj").read_bytes()
    assert json.loads(Path("scan/recipe.json").read_text())["where"] == box.text
    exec(as_python(item, Source(scan_path)), {})
    assert Path("expected.obj").read_bytes() == Path("scan.obj").read_bytes()
