"""Every evaluation from the terminal, on a model that knows nothing."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Run

#: As quick as can be: the figures mean nothing here.
QUICK = ("--steps", 2, "--resolution", 24)
FAMILIES = ("--training-data", "procedural:chair,mug")


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One cache of training shapes for this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MGE_STUDIO_HOME", str(tmp_path_factory.mktemp("home")))
        yield


def test_reconstruction_keeps_to_the_contract(model_run: Run, tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    outcome = model_run("eval", "reconstruction", "--data", "procedural:mug", "--limit", 1,
                        "--patches", 16, "--patches", 64, "--json", path)  # fmt: skip
    assert outcome.code == 0, outcome.err
    figures = json.loads(path.read_text())
    contract = {"iou", "cd", "f_score_001", "f_score_002", "normal_consistency", "perplexity",
                "count", "failures"}  # fmt: skip
    assert contract <= figures.keys()
    assert figures["count"] == 1
    assert list(figures["by_patches"]) == ["16", "64"]


def test_robustness_has_a_curve_for_every_damage(model_run: Run, tmp_path: Path) -> None:
    path, page = tmp_path / "figures.json", tmp_path / "report.html"
    outcome = model_run("eval", "robustness", "--data", "procedural:mug", "--limit", 1,
                        "--resolution", 16, "--json", path, "--html", page)  # fmt: skip
    assert outcome.code == 0, outcome.err
    curves = json.loads(path.read_text())["curves"]
    assert list(curves) == ["noise", "density", "uneven", "missing", "rotation"]
    assert [point["level"] for point in curves["noise"]["points"]][::5] == [0, 0.05]
    assert page.read_text().count("<svg") == 5


def test_completion_stands_beside_its_baselines(model_run: Run, tmp_path: Path) -> None:
    path, page = tmp_path / "figures.json", tmp_path / "report.html"
    words = ("eval", "completion", "--data", "procedural:mug", "--limit", 1, "--variants", 2,
             "--mask", "block:0.5", "--mask", "view", *QUICK, *FAMILIES)  # fmt: skip
    outcome = model_run(*words, "--json", path, "--html", page)
    assert outcome.code == 0, outcome.err
    block, view = json.loads(path.read_text())["by_mask"].values()
    assert list(block) == ["decoded", "preserved", "mirror", "nearest"]
    assert list(view) == ["decoded", "mirror", "nearest"]
    assert block["mirror"]["iou"] > block["decoded"]["iou"]
    assert block["mirror"]["fidelity"] < 0.02
    assert block["nearest"]["class_accuracy"] == 1
    assert block["decoded"]["tmd"] > 0
    assert block["decoded"]["iou_gain"] < 0
    pictures = page.read_text().count("data:image/png;base64,")
    assert pictures == (2 if importlib.util.find_spec("pyvista") else 0)
    model_run(*words, "--json", tmp_path / "again.json")
    assert json.loads((tmp_path / "again.json").read_text())["by_mask"]["block:0.5"] == block


def test_completions_and_samples_are_measured_in_more_patches(
    model_run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "figures.json"
    words = ("eval", "completion", "--data", "procedural:mug", "--limit", 1, "--variants", 1,
             "--mask", "random:0.5", "--mask", "view", *QUICK, *FAMILIES)  # fmt: skip
    found = []
    for patches in (32, 60):
        assert model_run(*words, "--patches", patches, "--json", path).code == 0
        found.append(json.loads(path.read_text())["by_mask"])
    for mask in ("random:0.5", "view"):
        assert found[0][mask]["decoded"] != found[1][mask]["decoded"]
        assert found[0][mask]["nearest"].keys() == found[1][mask]["nearest"].keys()
    outcome = model_run("eval", "generation", "--count", 2, *QUICK, *FAMILIES, "--patches", 99)
    assert outcome.code == 2 and "64 patches, not 99" in outcome.sentence


def test_generation_is_measured_against_held_out_and_training_shapes(
    model_run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "figures.json"
    outcome = model_run("eval", "generation", "--count", 2, *QUICK, *FAMILIES, "--json", path)
    assert outcome.code == 0, outcome.err
    figures = json.loads(path.read_text())
    assert list(figures["by_class"]) == ["chair", "mug"]
    conditional, training = figures["conditional"], figures["training"]
    assert conditional["one_nna"] == 1  # noise is easily told from shapes
    assert training["mmd"] < conditional["mmd"]
    assert training["frechet"] < conditional["frechet"]
    assert figures["unconditional"]["count"] == 4
    assert figures["reference_novelty"] < conditional["novelty"]


@pytest.mark.slow
def test_everything_is_measured_by_one_command(model_run: Run, tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    outcome = model_run(
        "eval", "all", "--limit", 1, "--count", 2, "--variants", 2, "--mask", "random:0.5",
        *QUICK, *FAMILIES, "--json", path,
    )  # fmt: skip
    assert outcome.code == 0, outcome.err
    figures = json.loads(path.read_text())
    sections = ["reconstruction_procedural", "reconstruction_holdout", "robustness",
                "completion_procedural", "completion_holdout", "generation"]  # fmt: skip
    assert [key for key in figures if key not in {"model", "version", "date"}] == sections
    assert outcome.out.count("\n====") == len(sections)


def test_bad_requests_are_refused_before_any_work(model_run: Run, tmp_path: Path) -> None:
    outcome = model_run("eval", "completion", "--mask", "everything")
    assert outcome.code == 2
    assert "everything" in outcome.sentence
    outcome = model_run("eval", "generation", "--data", "procedural:lamp", "--count", 2, *FAMILIES)
    assert outcome.code == 2
    assert "chair, mug" in outcome.sentence
    outcome = model_run("eval", "robustness", "--html", tmp_path / "report.pdf")
    assert outcome.code == 2
    assert ".html" in outcome.sentence
    runs = tmp_path / "runs"
    outcome = model_run("eval", "ablation", "--run", runs, "--markdown", tmp_path / "page.txt")
    assert outcome.code == 2
    assert ".md" in outcome.sentence and not runs.exists()
