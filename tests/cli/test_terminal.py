"""Real processes: the module, exit codes, Ctrl+C; and what needs no model."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import Run

from mge_studio import __version__
from mge_studio.cli.outputs import staged_folder
from mge_studio.training.sources import parse_source

COMMANDS = ("info", "tokenize", "reconstruct", "complete", "sample", "train", "bench")


def start(*words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "mge_studio", *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip


def test_help_lists_every_command(run: Run) -> None:
    outcome = run("--help")
    assert outcome.code == 0
    assert all(command in outcome.out for command in (*COMMANDS, "eval"))


@pytest.mark.parametrize("command", [*COMMANDS, "eval reconstruction"])
def test_help_has_examples_and_the_common_options(run: Run, command: str) -> None:
    outcome = run(*command.split(), "--help")
    assert outcome.code == 0
    assert f"mge-studio {command}" in outcome.out and "Examples" in outcome.out
    assert all(option in outcome.out for option in ("--model", "--device", "--seed"))


def test_version(run: Run) -> None:
    assert run("--version").out.strip() == __version__


def test_info(run: Run, model_folder: Path) -> None:
    facts = json.loads(run("info", "--json", "--model", model_folder).out)
    assert facts["version"] == __version__ and facts["threads"] >= 1
    (model,) = facts["models"]
    assert model["name"] == "untrained" and model["classes"] == ["chair", "mug"]
    assert model["parameters"] > 100_000 and model["most_patches"] >= model["patches"] > 0
    assert model["codebook"] >= 1000
    assert "untrained" in run("info", "--model", model_folder).out


def test_the_module_is_the_command(bed_path: Path, model_folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "bed.npz"
    process = start("tokenize", bed_path, "-o", output, "--model", model_folder)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert str(output) in out and output.is_file()


def test_a_failure_is_one_sentence_unless_debugging(tmp_path: Path) -> None:
    process = start("tokenize", "gone.obj", "-o", tmp_path / "out.npz")
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (2, "")
    assert err == "mge-studio: gone.obj cannot be opened: there is no such file.\n"


def test_debugging_shows_where(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MGE_DEBUG", "1")
    outcome = run("tokenize", "gone.obj", "-o", tmp_path / "out.npz")
    assert outcome.code == 2 and "Traceback" in outcome.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_ctrl_c_leaves_nothing_behind(
    bed_path: Path, model_folder: Path, tmp_path: Path
) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # else a child may inherit "ignore"
    out = tmp_path / "new" / "out"
    process = start(
        "complete", bed_path, "-o", out, "--mask", "half:+x", "--model", model_folder,
        "--resolution", 64, "--variants", 60,
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while not list(out.glob(".unfinished-*/*.obj")) and time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "mge-studio: Cancelled; nothing was left half-written.\n"
    assert not (tmp_path / "new").exists()


def test_a_failure_leaves_earlier_results_alone(tmp_path: Path) -> None:
    (tmp_path / "variant-00.obj").write_text("earlier")
    with pytest.raises(ZeroDivisionError), staged_folder(tmp_path) as staging:
        (staging / "variant-00.obj").write_text("new")
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["variant-00.obj"]
    assert (tmp_path / "variant-00.obj").read_text() == "earlier"


def test_weights_of_data(tmp_path: Path) -> None:
    odd = tmp_path / "a=2"
    odd.mkdir()
    assert (parse_source("meshes=3").path, parse_source("meshes=3").weight) == ("meshes", 3.0)
    assert parse_source("procedural:chair").weight == 1.0
    assert parse_source(str(odd)).path == str(odd)
    assert parse_source(f"{odd}=0.5").path == str(odd)


def test_the_command_line_is_read_without_heavy_libraries() -> None:
    heavy = "{'torch', 'PySide6', 'vtkmodules', 'scipy', 'trimesh', 'igl', 'h5py'}"
    code = f"import sys, mge_studio.cli.app; print(set(sys.modules) & {heavy})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
