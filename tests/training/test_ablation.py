"""Small models that differ in one thing, trained for real and compared."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from mge_studio.cli.evaluation.ablations import ablation_section, as_markdown
from mge_studio.training.ablation import VARIANTS, AblationOptions, Outcome, ablate
from mge_studio.training.sources import Source

CHOSEN = ("1,024 codes (FSQ)", "1,024 codes (VQ)", "16 patches", "truncated distance", "fixed")


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory, mesh_folder: Path) -> AblationOptions:
    return AblationOptions(
        [Source(str(mesh_folder))], tmp_path_factory.mktemp("runs"), steps=4, batch_size=4,
        device="cpu", cache=tmp_path_factory.mktemp("prepared"),
        variants=[variant for variant in VARIANTS if variant.name in CHOSEN],
    )  # fmt: skip


@pytest.fixture(scope="module")
def outcomes(options: AblationOptions) -> list[Outcome]:
    return list(ablate(options))


def test_every_variant_is_trained_and_told(outcomes: list[Outcome]) -> None:
    assert tuple(outcome.variant.name for outcome in outcomes) == CHOSEN
    for outcome in outcomes:
        measured = {"tokenizer": "iou_", "generator": "code_"}[outcome.variant.stage]
        assert any(key.startswith(measured) for key in outcome.figures)
    assert outcomes[0].figures != outcomes[1].figures


def test_going_on_trains_nothing_again(options: AblationOptions, outcomes: list[Outcome]) -> None:
    before = (options.folder / "1" / "events.jsonl").read_text().count('"event": "step"')
    again = list(ablate(options))
    after = (options.folder / "1" / "events.jsonl").read_text().count('"event": "step"')
    assert after == before
    assert [outcome.figures for outcome in again] == [outcome.figures for outcome in outcomes]


def test_the_page_compares_each_with_the_first(outcomes: list[Outcome]) -> None:
    page = as_markdown(ablation_section(outcomes, 4), "mge-studio eval ablation")
    patches = page[page.index("## Patches") : page.index("## Field")]
    assert "| 1,024 codes (FSQ) |" in patches and "| 16 patches |" in patches
    assert "| 1,024 codes (FSQ) |" not in page[page.index("## Masking ratio") :]


def test_stopping_it_ends_it_with_what_was_trained(tmp_path: Path, mesh_folder: Path) -> None:
    process = subprocess.Popen(
        [
            sys.executable, "-m", "mge_studio", "eval", "ablation", "--data", str(mesh_folder),
            "--run", str(tmp_path), "--steps", "100000", "--batch-size", "4", "--device", "cpu",
        ],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    events = tmp_path / "0" / "events.jsonl"
    deadline = time.monotonic() + 120
    while not (events.exists() and '"step"' in events.read_text()):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.2)
    process.terminate()
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130 and "the same command goes on" in errors
    assert (tmp_path / "0" / "model" / "config.json").exists() and not (tmp_path / "1").exists()
