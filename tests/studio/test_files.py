"""Opening and exporting real files in the background."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import numpy as np
import pytest
import trimesh

from mge_studio.studio.settings import Settings


def test_files_open_in_the_background_and_the_first_becomes_current(ready, bed_path, van_path):
    jobs = ready.session.open_files([bed_path, van_path])
    assert len(ready.session.document) == 0 and len(jobs) == 2
    ready.settle()
    assert sorted(ready.names) == ["bed", "van"]
    assert ready.session.document.current.name == "bed"
    assert all(item.tokens is not None for item in ready.session.document.items)
    again = Settings.load(ready.session.settings.path)
    assert set(again.recent_files) == {str(bed_path), str(van_path)}


def test_bundled_samples_need_not_be_remembered(bench, bed_path):
    bench.session.open_files([bed_path], remember=False)
    bench.settle()
    assert bench.names == ["bed"] and bench.session.settings.recent_files == []


def test_a_file_that_cannot_be_opened_is_told_and_the_others_open(bench, bed_path, tmp_path):
    bench.session.open_files([tmp_path / "missing.obj", bed_path])
    bench.settle()
    assert bench.names == ["bed"]
    [(title, message, _)] = bench.errors
    assert title == "The file could not be opened" and "missing.obj" in message


def test_a_cancelled_load_adds_nothing(bench, bed_path):
    [job] = bench.session.open_files([bed_path])
    bench.session.cancel(job.id)
    bench.settle()
    bench.queue.run_pending()
    assert job.state == "cancelled" and bench.names == []


@pytest.mark.parametrize("suffix", [".obj", ".ply", ".stl", ".glb"])
def test_export_writes_input_units_and_remembers_its_folder(bench, bed_path, tmp_path, suffix):
    bench.session.open_files([bed_path])
    bench.settle()
    told = []
    bench.session.exported.connect(lambda item, path: told.append((item.exported, path)))
    target = tmp_path / f"out{suffix}"
    bench.session.export(bench.session.document.items[0].id, target)
    bench.settle()
    assert told == [(True, target)]
    assert bench.session.settings.last_folder == str(tmp_path)
    written, original = (trimesh.load(path, force="mesh") for path in (target, bed_path))
    assert np.allclose(written.extents, original.extents, rtol=1e-4)
    assert [path for path in tmp_path.iterdir() if "out" in path.name] == [target]


def test_an_export_that_fails_is_told(bench, bed_path, tmp_path):
    bench.session.open_files([bed_path])
    bench.settle()
    bench.session.export(bench.session.document.items[0].id, tmp_path / "no" / "such" / "out.obj")
    bench.settle()
    assert bench.errors[0][0] == "The export failed" and bench.errors[0][1].count("\n") == 0
    assert not bench.session.document.items[0].exported


def test_no_thread_is_left_after_closing(bench, bed_path):
    bench.session.open_files([bed_path] * 5)
    assert bench.session.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("mge-")]


def test_threads_for_the_model_leave_one_core_to_the_window():
    from mge_studio.studio.engine import thread_count

    assert 1 <= thread_count() <= max(1, (os.cpu_count() or 1) - 1)


def test_paths_may_be_text(bench, bed_path):
    bench.session.open_files([str(bed_path)], up="z")
    bench.settle()
    assert bench.session.document.items[0].shape.source == Path(bed_path)
