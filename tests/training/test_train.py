"""Runs of the real trainer on real meshes: they learn, stop, resume and report."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from lightning_fabric import Fabric

from mge_studio.errors import InputError
from mge_studio.model.checkpoint import load_checkpoint
from mge_studio.model.config import preset
from mge_studio.model.pipeline import Model
from mge_studio.model.tokenizer import Tokenizer
from mge_studio.training.augment import FOR_MESHES
from mge_studio.training.ema import Ema
from mge_studio.training.events import RunFolder
from mge_studio.training.loop import Budget, LoopOptions, learning_rate, run_stage
from mge_studio.training.sources import Source
from mge_studio.training.stages import TokenizerStage
from mge_studio.training.store import BatchSpec, Mixture, Store
from mge_studio.training.train import TrainOptions, train


def events(run: Path, kind: str) -> list[dict[str, Any]]:
    lines = (run / "events.jsonl").read_text().splitlines()
    return [e for e in map(json.loads, lines) if e["event"] == kind]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prepared")


def options(run: Path, cache: Path, mesh_folder: Path, **changes: Any) -> TrainOptions:
    basic = TrainOptions(
        [Source(str(mesh_folder))], run, preset="tiny", steps=6, batch_size=4, device="cpu",
        cache=cache, workers=1, validate_every=3,
    )  # fmt: skip
    return replace(basic, **changes)


def test_both_stages_end_in_a_model_that_loads(
    tmp_path: Path, cache: Path, mesh_folder: Path
) -> None:
    folder = train(options(tmp_path, cache, mesh_folder))
    model = Model.load(folder, "cpu")
    assert set(model.info.class_names) == {"box", "ball"}
    assert model.codebook_usage.sum() > 0
    assert [e["event"] for e in events(tmp_path, "finished")] == ["finished"]
    assert {e["stage"] for e in events(tmp_path, "checkpoint")} == {"tokenizer", "generator"}


def test_a_stage_resumed_half_way_gives_the_same_weights(tmp_path: Path, store: Store) -> None:
    def run(folder: Path, stop_at: int, resume: bool) -> dict[str, torch.Tensor]:
        torch.manual_seed(0)
        stage = TokenizerStage(Tokenizer(preset("tiny").tokenizer))
        mixture = Mixture([store], [1.0], (), [FOR_MESHES])
        spec = BatchSpec(2, 512, volume=64, near=64)
        asked = iter([False] * stop_at + [True] * 9)
        loop = LoopOptions(1e-3, Budget(6, None), seed=3, resume=resume)
        folder_ = RunFolder(folder)
        run_stage(
            stage, lambda first: mixture.batches(spec, 0, first), {}, loop,
            Fabric(accelerator="cpu", devices=1), folder_, lambda: next(asked),
        )  # fmt: skip
        folder_.close()
        return stage.module.state_dict()

    whole = run(tmp_path / "whole", 99, resume=False)
    run(tmp_path / "halves", 3, resume=False)
    halves = run(tmp_path / "halves", 99, resume=True)
    for name, tensor in whole.items():
        assert torch.allclose(tensor, halves[name], atol=1e-6), name


def test_budgets_need_a_length_and_end(tmp_path: Path, cache: Path, mesh_folder: Path) -> None:
    with pytest.raises(InputError, match="how long"):
        train(options(tmp_path, cache, mesh_folder, steps=None))
    assert Budget(10, None).fraction(5, 1e9) == 0.5
    assert Budget(None, 1.0).fraction(10**6, 30) == 0.5
    assert Budget(10, 1.0).fraction(9, 60) == 1.0


def test_what_is_left_is_never_more_than_the_budget(
    tmp_path: Path, cache: Path, mesh_folder: Path
) -> None:
    """From the first step on, of which nothing was done before."""
    train(options(tmp_path, cache, mesh_folder, steps=None, max_minutes=0.2, stage="tokenizer"))
    left = [event["eta"] for event in events(tmp_path, "step")]
    assert left and max(left) <= 0.2 * 60


def test_the_rate_warms_up_and_ends_near_zero() -> None:
    assert learning_rate(1.0, 0, 0.0) < 0.02
    assert learning_rate(1.0, 500, 0.0) == 1.0
    assert 0 < learning_rate(1.0, 500, 1.0) < 0.02


def test_ema_follows_weights_and_copies_counters() -> None:
    module = torch.nn.BatchNorm1d(3)
    ema = Ema(module, decay=0.5)
    with torch.no_grad():
        module.weight.fill_(3.0)
        module.num_batches_tracked.fill_(7)
    ema.update(module, step=1000)
    assert torch.allclose(ema.average.state_dict()["weight"], torch.full((3,), 2.0))
    assert int(ema.average.state_dict()["num_batches_tracked"]) == 7


def test_a_generator_can_be_trained_later_and_keeps_the_tokenizer(
    tmp_path: Path, cache: Path, mesh_folder: Path
) -> None:
    train(options(tmp_path, cache, mesh_folder, stage="tokenizer"))
    before = load_checkpoint(tmp_path / "model", torch.device("cpu"))
    assert before.generator is None
    with pytest.raises(InputError, match="no generator"):
        Model.load(tmp_path / "model", "cpu").sample()
    train(options(tmp_path, cache, mesh_folder, stage="generator"))
    after = load_checkpoint(tmp_path / "model", torch.device("cpu"))
    assert after.generator is not None
    for name, tensor in before.tokenizer.state_dict().items():
        assert torch.equal(tensor, after.tokenizer.state_dict()[name])


def _start(run: Path, mesh_folder: Path, *extra: str) -> subprocess.Popen[str]:
    command = [
        sys.executable, "-m", "mge_studio", "train", "--data", str(mesh_folder), "--run", str(run),
        "--preset", "tiny", "--stage", "tokenizer", "--max-minutes", "5", "--batch-size", "4",
        "--device", "cpu", *extra,
    ]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _wait_for(run: Path, kind: str, count: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if (run / "events.jsonl").exists() and len(events(run, kind)) >= count:
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    raise AssertionError(f"no {kind} event in time")


def test_sigterm_saves_and_a_resumed_run_goes_on(tmp_path: Path, mesh_folder: Path) -> None:
    process = _start(tmp_path, mesh_folder)
    _wait_for(tmp_path, "step", 1, process)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    stopped = events(tmp_path, "stopped")
    assert len(stopped) == 1
    reached = events(tmp_path, "checkpoint")[-1]["step"]
    assert Model.load(tmp_path / "model", "cpu").info.preset == "tiny"
    process = _start(tmp_path, mesh_folder, "--resume", "--steps", str(reached + 3))
    assert process.wait(timeout=120) == 0
    assert events(tmp_path, "checkpoint")[-1]["step"] == reached + 3


def test_kill_leaves_no_half_written_file(tmp_path: Path, mesh_folder: Path) -> None:
    process = _start(tmp_path, mesh_folder)
    _wait_for(tmp_path, "step", 1, process)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    for line in (tmp_path / "events.jsonl").read_text().splitlines():
        json.loads(line)
    assert not (tmp_path / "model" / "config.json").exists()
    process = _start(tmp_path, mesh_folder, "--resume", "--steps", "2")
    assert process.wait(timeout=120) == 0
    assert Model.load(tmp_path / "model", "cpu").info.preset == "tiny"


def test_keeping_tokens_trains_the_decoder_alone(
    tmp_path: Path, cache: Path, mesh_folder: Path
) -> None:
    first = train(options(tmp_path / "first", cache, mesh_folder, stage="tokenizer"))
    after = options(
        tmp_path / "second", cache, mesh_folder, stage="tokenizer", start_from=first,
        keep_tokens=True,
    )  # fmt: skip
    old, new = (
        load_checkpoint(folder, torch.device("cpu")).tokenizer for folder in (first, train(after))
    )
    for part in ("encoder", "quantizer"):
        kept = getattr(new, part).state_dict()
        for name, tensor in getattr(old, part).state_dict().items():
            if name != "normalize.num_batches_tracked":
                assert torch.equal(tensor, kept[name]), f"{part}.{name}"
    assert any(
        not torch.equal(tensor, new.decoder.state_dict()[name])
        for name, tensor in old.decoder.state_dict().items()
    )
