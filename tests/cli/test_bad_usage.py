"""Whatever is wrong with a command line or its files is said in one sentence, with code 2."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from command_line import Run

from mge_studio.shapes.tokens import Tokens, save_tokens


@pytest.fixture
def words(tmp_path: Path, bed_path: Path, scan_path: Path) -> dict[str, str]:
    """Names that stand for files in the command lines below."""
    rows = np.zeros((4, 3), np.float32)
    save_tokens(Tokens(np.full(4, 10**6), rows), tmp_path / "foreign.npz")
    save_tokens(Tokens(np.zeros(4, np.int64), rows), tmp_path / "four.npz")
    (tmp_path / "text.stl").write_text("hello")
    (tmp_path / "ids.json").write_text("[100000]")
    (tmp_path / "project.mge").write_text("a project")
    (tmp_path / "file").write_text("")
    names = {path.name: str(path) for path in tmp_path.iterdir()}
    return names | {"BED": str(bed_path), "SCAN": str(scan_path), "OUT": str(tmp_path / "out")}


CASES = {
    "no command": ("nonsense", "neither a file to open nor a command"),
    "no input": ("tokenize -o OUT.npz", "IN"),
    "unknown option": ("tokenize BED -o OUT.npz --sede 3", "--sede"),
    "missing file": ("tokenize gone.obj -o OUT.npz", "gone.obj"),
    "broken file": ("reconstruct text.stl -o OUT.obj", "text.stl"),
    "project": ("tokenize project.mge -o OUT.npz", "damaged or no project"),
    "tokens of tokens": ("tokenize four.npz -o OUT.npz", "needs a mesh"),
    "output suffix": ("tokenize BED -o OUT.obj", ".npz"),
    "mesh suffix": ("reconstruct BED -o OUT.fbx", ".obj"),
    "output in a file": ("sample -o file/out", "file"),
    "negative seed": ("sample -o OUT --seed -1", "--seed"),
    "no mask": ("complete BED -o OUT", "--mask"),
    "bad mask": ("complete BED -o OUT --mask everything", "everything"),
    "empty mask": ("complete BED -o OUT --mask sphere:0.9,0.9,0.9,0.01", "covers none"),
    "rows out of range": ("complete BED -o OUT --mask file:ids.json", "100000"),
    "few numbers": ("complete SCAN -o OUT --mask invent:3 --bounds 0,1", "six numbers"),
    "bounds too small": (
        "complete SCAN -o OUT --mask invent:3 --bounds -0.1,0.1,-0.1,0.1,-0.1,0.1", "do not hold"
    ),
    "bounds reversed": (
        "complete SCAN -o OUT --mask invent:3 --bounds 9,-9,-9,9,-9,9", "low before high"
    ),
    "bounds of tokens": (
        "complete four.npz -o OUT --mask half:+x --bounds -9,9,-9,9,-9,9", "holds tokens"
    ),
    "invent all": ("complete SCAN -o OUT --mask invent:9999", "invent at most"),
    "invent in place": ("complete SCAN -o OUT --mask invent:3 --mode in-place", "mode free"),
    "empty box": ("complete SCAN -o OUT --mask invent:3 --where box:1,0,0,1,0,1", "holds nothing"),
    "no box": ("complete SCAN -o OUT --mask invent:3 --where half:+x", "is not a box"),
    "in place in a box": (
        "complete BED -o OUT --mask half:+x --mode in-place --where box:0,1,0,1,0,1", "mode free"
    ),
    "invent beside all": ("complete four.npz -o OUT --mask invent:3", "write invent:"),
    "codes of another model": ("complete foreign.npz -o OUT --mask half:+x", "another model"),
    "unknown class": ("sample -o OUT --class cat", "chair, mug"),
    "unknown mode": ("complete BED -o OUT --mask half:+x --mode fast", "fast"),
    "resolution": ("reconstruct BED -o OUT.obj --resolution 1", "--resolution"),
    "unknown axis": ("tokenize BED -o OUT.npz --up w", "--up"),
    "no data": ("train --run OUT", "--data"),
    "bad weight": ("train --run OUT --data procedural=heavy", "weight"),
    "data missing": ("train --run OUT --data gone --steps 1", "gone"),
    "unknown family": ("train --run OUT --data procedural:cat --steps 1", "cat"),
    "evaluation of nothing": ("eval reconstruction --data gone", "gone"),
    "json suffix": ("bench --json OUT.txt", ".json"),
}


@pytest.mark.parametrize("case", CASES)
def test_one_sentence_and_code_2(model_run: Run, words: dict[str, str], case: str) -> None:
    line, expected = CASES[case]
    outcome = model_run(*(_resolved(word, words) for word in line.split()))
    assert outcome.code == 2, outcome
    assert expected in outcome.err.splitlines()[-1]
    assert "Traceback" not in outcome.err
    if not line.startswith("train"):
        assert outcome.sentence
        assert not Path(words["OUT"]).exists()


def test_a_missing_model_and_an_unknown_device(run: Run, tmp_path: Path) -> None:
    assert "not a model folder" in run("sample", "-o", tmp_path / "o", "--model", tmp_path).sentence
    assert "tpu" in run("info", "--device", "tpu").sentence


def test_no_display_no_studio(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    outcome = run()
    assert outcome.code == 2
    assert "display" in outcome.sentence or "PySide6" in outcome.sentence


def _resolved(word: str, words: dict[str, str]) -> str:
    """OUT, BED, file names, also as a prefix of a path or after `file:`."""
    for name, path in words.items():
        for form in (name, f"file:{name}"):
            if word == form:
                return form.replace(name, path)
        if name in ("OUT", "file") and word.startswith((f"{name}.", f"{name}/")):
            return path + word.removeprefix(name)
    return word
