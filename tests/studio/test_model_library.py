"""Knowing, importing and checking model folders, without a window."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from model_folders import write_model, zipped
from studio_bench import Bench

from mge_studio.folders import models_folder, runs_folder
from mge_studio.resources import models_path
from mge_studio.studio import model_import
from mge_studio.studio.model_files import ModelCheck, model_card, read_facts
from mge_studio.studio.model_library import ModelLibrary


@pytest.fixture
def library(bench: Bench) -> ModelLibrary:
    return ModelLibrary(bench.session.jobs, bench.session.settings)


@pytest.fixture
def bring_in(bench: Bench, library: ModelLibrary) -> Callable[[Path], str]:
    """Import, and the error there was, or an empty string."""

    def bring_in(source: Path) -> str:
        bench.errors.clear()
        library.import_from(source)
        bench.settle()
        return bench.errors[0][1] if bench.errors else ""

    return bring_in


def imported() -> list[str]:
    return sorted(path.name for path in models_folder().iterdir())


def test_the_bundled_model_is_read_from_its_files() -> None:
    facts = read_facts(models_path() / "small")
    assert (facts.preset, facts.patches, facts.problem) == ("small", 192, "")
    assert 10e6 < facts.parameters < 11e6 and "chair" in facts.class_names and facts.generates
    assert model_card(models_path() / "small").startswith("# The bundled model")


def test_every_model_is_listed_once_with_where_it_is_from(
    bench: Bench, library: ModelLibrary, tmp_path: Path
) -> None:
    write_model(models_folder() / "brought")
    run = runs_folder() / "tiny-1"
    trained = write_model(run / "model")
    (run / "run.json").write_text("{}")
    for folder in (trained, write_model(tmp_path / "far"), tmp_path / "gone"):
        bench.session.settings.remember_model(str(folder))
    listed = [(model.name, model.origin) for model in library.list()]
    assert listed == [
        ("small", "bundled"), ("brought", "imported"), ("tiny-1", "trained"), ("far", "elsewhere"),
    ]  # fmt: skip
    assert library.list()[3].facts.parameters == 30


def test_a_folder_and_a_zip_are_copied_under_free_names(
    bring_in: Callable[[Path], str], tmp_path: Path
) -> None:
    folder = write_model(tmp_path / "mine")
    (folder / "notes").mkdir()
    assert bring_in(folder) == "" == bring_in(zipped(folder, tmp_path / "mine.zip", "deep/er/"))
    assert imported() == ["mine", "mine-2"]
    for name in imported():
        assert read_facts(models_folder() / name) == read_facts(folder)
        assert not (models_folder() / name / "notes").exists()
    assert "already" in bring_in(models_folder() / "mine")


@pytest.mark.parametrize("name", ["../config.json", "/etc/model.json", "a/../../b", "C:\\x"])
def test_zips_that_would_write_elsewhere_are_refused(
    bring_in: Callable[[Path], str], tmp_path: Path, name: str
) -> None:
    path = zipped(write_model(tmp_path / "mine"), tmp_path / "evil.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "x")
    assert "outside" in bring_in(path)
    assert imported() == []


def test_what_is_no_whole_model_leaves_nothing_behind(
    bring_in: Callable[[Path], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_model(tmp_path / "mine")
    (folder / "codebook.json").write_text("{}")
    assert "codebook.json is damaged" in bring_in(folder)
    (folder / "codebook.json").unlink()
    assert "codebook.json is missing" in bring_in(zipped(folder, tmp_path / "half.zip"))
    (tmp_path / "text.zip").write_text("no zip")
    assert "neither a model folder nor a zip" in bring_in(tmp_path / "text.zip")
    (tmp_path / "empty").mkdir()
    assert "no config.json" in bring_in(tmp_path / "empty")
    monkeypatch.setattr(model_import, "MOST_BYTES", 100)
    assert "too large" in bring_in(write_model(tmp_path / "whole"))
    assert imported() == []


def test_a_cancelled_import_leaves_nothing_behind(tmp_path: Path) -> None:
    models = tmp_path / "models"
    events = model_import.import_model_work(write_model(tmp_path / "mine"), models, None)
    next(events)
    assert len(list(models.iterdir())) == 1
    events.close()
    assert list(models.iterdir()) == []


def test_checking_tells_whole_files_from_damaged_and_missing_ones(
    bench: Bench, library: ModelLibrary, tmp_path: Path
) -> None:
    told: list[ModelCheck] = []
    library.checked.connect(told.append)
    folder = write_model(tmp_path / "mine")
    library.check(folder)
    bench.settle()
    (folder / "tokenizer.safetensors").write_bytes(b"other")
    (folder / "codebook.json").unlink()
    library.check(folder)
    bench.settle()
    assert (told[0].files, told[0].problems) == (3, ())
    assert [problem.split()[0] for problem in told[1].problems] == [
        "tokenizer.safetensors", "codebook.json",
    ]  # fmt: skip


def test_unreadable_folders_say_why(tmp_path: Path) -> None:
    folder = write_model(tmp_path / "mine")
    (folder / "config.json").write_text('{"config": {}, "sha256": {"../x": "y"}}')
    assert "outside" in read_facts(folder).problem
    (folder / "config.json").write_text("[]")
    assert "config.json" in read_facts(folder).problem
