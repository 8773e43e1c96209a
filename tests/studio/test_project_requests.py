"""Requests in project files: settings that older versions lack, and ones that make no sense."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from studio_bench import Bench, rewritten, save

from mge_studio.errors import InputError
from mge_studio.requests import CompleteRequest
from mge_studio.studio.project import load_project


def read_with(
    worked: Bench, folder: Path, change: Callable[[dict[str, Any]], object]
) -> CompleteRequest:
    """The request of the completion, from a project file in which it was changed."""
    path = save(worked, folder / "chairs.mge")
    with zipfile.ZipFile(path) as archive:
        content = json.loads(archive.read("project.json"))
    change(content["items"][1]["result"]["request"])
    changed = {"project.json": json.dumps(content).encode()}
    return load_project(rewritten(path, changed, folder / "other.mge")).items[1].result.request


@pytest.mark.parametrize("change", [lambda r: r.update(where=None), lambda r: r.pop("where")])
def test_without_a_box_new_patches_lie_anywhere(
    worked: Bench, tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    assert read_with(worked, tmp_path, change).where is None


@pytest.mark.parametrize("where", ["box:1,0,0,1,0,1", 7])
def test_a_bad_box_is_refused(worked: Bench, tmp_path: Path, where: object) -> None:
    with pytest.raises(InputError, match="damaged"):
        read_with(worked, tmp_path, lambda request: request.update(where=where))


def test_orders_come_back_and_older_projects_have_the_usual_one(
    worked: Bench, tmp_path: Path
) -> None:
    def order_with(change: Callable[[dict[str, Any]], object]) -> str:
        return read_with(worked, tmp_path, lambda r: change(r["settings"])).settings.order

    assert order_with(lambda settings: None) == "confident"
    assert order_with(lambda settings: settings.update(order="near")) == "near"
    assert order_with(lambda settings: settings.pop("order")) == "confident"
    with pytest.raises(InputError, match="damaged"):
        order_with(lambda settings: settings.update(order="backwards"))
