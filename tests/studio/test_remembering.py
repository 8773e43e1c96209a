"""Settings, folders, the log file and recipes."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
from studio_bench import tetrahedron

from mge_studio.folders import config_folder
from mge_studio.requests import GenerationSettings
from mge_studio.shapes.shape import normalizing_transform
from mge_studio.studio.logs import start_logging, stop_logging
from mge_studio.studio.recipes import item_recipe, up_axis
from mge_studio.studio.settings import MAX_RECENT_FILES, Settings


def test_settings_come_back(studio_home):
    settings = Settings.load()
    assert settings.path == config_folder() / "settings.json"
    assert settings.path.is_relative_to(studio_home)
    settings.device, settings.model_folder = "cpu", "some/model"
    settings.ui["brush"] = 0.2
    settings.remember_file(Path("a/chair.obj"))
    settings.save()
    again = Settings.load()
    assert again == settings
    assert again.last_folder == str(Path("a").absolute())


def test_unusable_settings_get_their_defaults(tmp_path):
    path = tmp_path / "settings.json"
    path.write_text("{ not json")
    assert Settings.load(path) == Settings(path=path)
    path.write_text(json.dumps({"device": 3, "recent_files": ["a", 4], "unknown": 1, "up": "z"}))
    assert Settings.load(path) == Settings(recent_files=["a"], up="z", path=path)


def test_settings_that_cannot_be_written_are_no_failure(tmp_path):
    (tmp_path / "file").write_text("")
    Settings(path=tmp_path / "file" / "settings.json").save()


def test_recent_files_are_few_and_the_newest_first():
    settings = Settings()
    for number in range(MAX_RECENT_FILES + 5):
        settings.remember_file(Path(f"{number}.obj"))
    settings.remember_file(Path("9.obj"))
    assert len(settings.recent_files) == MAX_RECENT_FILES
    assert settings.recent_files[0] == str(Path("9.obj").absolute())
    settings.forget_file(Path("9.obj"))
    assert str(Path("9.obj").absolute()) not in settings.recent_files


def test_failures_are_in_the_log_file(ready):
    path = start_logging()
    assert start_logging() == path
    try:
        ready.engine.failure = RuntimeError("the disk melted")
        ready.session.sample(GenerationSettings())
        ready.settle()
    finally:
        logging.getLogger("mge_studio").handlers[0].flush()
        stop_logging()
    text = path.read_text()
    assert text.count("Started on") == 1
    assert "the disk melted" in text and "Traceback" in text


def completed(ready, source: Path | None, up: str = "y"):
    shape = tetrahedron("chair", source)
    shape = replace(shape, transform=normalizing_transform(shape.vertices, up))
    item = ready.session.add_shape(shape)
    ready.settle()
    ready.session.set_mask(item.id, np.arange(8) < 2)
    settings = GenerationSettings(seed=7, steps=3, variants=2, class_name="chair", guidance=1.5)
    ready.session.complete(item.id, settings)
    ready.settle()
    return ready.session.document.items[-1]


def test_a_recipe_says_everything_and_is_json(ready):
    item = completed(ready, Path("chairs/my chair.obj"), up="z")
    recipe = json.loads(json.dumps(item_recipe(item)))
    assert recipe["job"] == "complete" and recipe["mask"] == [0, 1] and recipe["patches"] == 8
    assert recipe["input"] == str(Path("chairs/my chair.obj")) and recipe["up"] == "z"
    assert recipe["settings"]["seed"] == 7 and recipe["variant"] == 1
    assert recipe["model"]["folder"] == str(Path("models/small"))
    assert item_recipe(ready.session.document.items[0]) is None


def test_the_up_axis_is_read_from_the_transform():
    points = np.random.default_rng(0).normal(size=(50, 3)) * 100
    for up in ("x", "y", "z"):
        shape = replace(tetrahedron(), transform=normalizing_transform(points, up))
        assert up_axis(shape) == up
