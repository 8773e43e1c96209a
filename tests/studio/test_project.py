"""Project files: the whole way round, bad files, autosaves and a studio that is killed."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from studio_bench import Bench, FakeEngine, half, rewritten, save, tetrahedron

from mge_studio.errors import InputError
from mge_studio.requests import CompleteRequest, GenerationSettings, ReconstructRequest
from mge_studio.shapes.groups import Groups, groups_of
from mge_studio.studio.autosave import find_recoveries
from mge_studio.studio.dispatch import MainQueue
from mge_studio.studio.project import Project, ProjectView, load_project, save_project
from mge_studio.studio.session import Session
from mge_studio.studio.settings import Settings

VIEW = ProjectView(
    "mask", (0.1, 0.0, -0.2), 3.5, 40.0, 12.0, parallel=True, panes=4, layout="AAAA/w=="
)


def other_bench(folder: Path, weights: str = "") -> Bench:
    engine, queue = FakeEngine(), MainQueue()
    session = Session(engine, Settings(path=folder / "other.json"), queue.call_soon)
    made = Bench(engine, queue, session)
    session.error.connect(lambda *error: made.errors.append(error))
    if weights:
        made.load_model()
        session.model = replace(session.model, tokenizer_hash=weights, folder=Path("elsewhere"))
    return made


def test_everything_comes_back(worked: Bench, tmp_path: Path) -> None:
    worked.session.view = VIEW
    project = load_project(save(worked, tmp_path / "chairs.mge"))
    before, after = worked.session.document.items, project.items
    assert [item.name for item in after] == [item.name for item in before]
    assert project.view == VIEW and project.current == worked.session.document.current_id
    for old, new in zip(before, after, strict=True):
        for name in ("id", "visible", "exported", "partial", "parent", "made_by"):
            assert getattr(old, name) == getattr(new, name)
        for name in ("kept", "starred"):
            assert getattr(old, name) == getattr(new, name)
        assert np.array_equal(old.shape.vertices, new.shape.vertices)
        assert np.array_equal(old.shape.faces, new.shape.faces)
        assert np.array_equal(old.tokens.codes, new.tokens.codes)
        assert new.tokens_by == old.tokens_by
    chair, completion, reconstruction, sample = after
    assert np.array_equal(chair.mask, half(8)) and not chair.visible
    assert chair.tokenization.patches.shape == (8, 4)
    request = completion.result.request
    assert isinstance(request, CompleteRequest) and np.array_equal(request.mask, half(8))
    assert request.settings == GenerationSettings(seed=7, class_name="chair", top_p=0.9)
    assert request.shape.vertices is chair.shape.vertices, "a shared array is stored once"
    assert isinstance(reconstruction.result.request, ReconstructRequest)
    assert reconstruction.result.request.resolution == 96
    assert sample.result.request.settings.class_name == "chair"


def test_a_project_opens_where_its_files_are_not(worked: Bench, tmp_path: Path) -> None:
    source = tmp_path / "chair.obj"
    source.write_text("v 0 0 0\n")
    worked.session.add_shape(tetrahedron("with a file", source))
    worked.settle()
    path = save(worked, tmp_path / "chairs.mge")
    assert load_project(path).items[-1].shape.source == source
    source.unlink()
    bench = other_bench(tmp_path)
    bench.session.open_project(path)
    bench.settle()
    assert bench.names == worked.names
    assert bench.session.document.items[-1].shape.source is None
    assert bench.session.document.current.name == "chair · completion 1"
    assert bench.session.close()


def test_codes_of_the_same_tokenizer_are_kept_wherever_it_lies(
    ready: Bench, tmp_path: Path
) -> None:
    ready.session.model = replace(ready.session.model, tokenizer_hash="abc")
    ready.masked_chair()
    path = save(ready, tmp_path / "chair.mge")
    for weights, runs in (("abc", 0), ("def", 1)):
        bench = other_bench(tmp_path, weights)
        bench.session.open_project(path)
        bench.settle()
        assert len(bench.engine.ran) == runs
        assert bench.session.document.items[0].masked_count == 4
        assert bench.session.close()


def test_modified_goes_on_with_changes_and_off_with_saving(ready: Bench, tmp_path: Path) -> None:
    session = ready.session
    changes: list[bool] = []
    session.project_changed.connect(lambda: changes.append(session.modified))
    assert not session.modified and session.project_path is None
    with pytest.raises(ValueError, match="needs a path"):
        session.save_project()
    chair = ready.chair()
    assert session.modified and not session.loses_by_closing
    path = save(ready, tmp_path / "chair.mge")
    assert not session.modified and session.project_path == path
    assert session.settings.recent_files == [str(path)]
    session.rename(chair, "stool")
    assert session.modified and session.loses_by_closing
    session.save_project()
    ready.settle()
    assert not session.modified and load_project(path).items[0].name == "stool"
    assert changes == [True, False, True, False]


def test_results_in_a_saved_project_are_not_lost_by_closing(worked: Bench, tmp_path: Path) -> None:
    assert worked.session.loses_by_closing
    save(worked, tmp_path / "chairs.mge")
    assert worked.session.has_unsaved_results and not worked.session.loses_by_closing


def test_opening_and_new_take_the_place_of_the_document(worked: Bench, tmp_path: Path) -> None:
    path, session = save(worked, tmp_path / "chairs.mge"), worked.session
    ids = {item.id for item in session.document.items}
    session.new_project()
    assert len(session.document) == 0 and not session.history.undo_names
    assert session.project_path is None and not session.modified
    worked.chair()
    session.open_project(path)
    worked.settle()
    items = session.document.items
    assert len(items) == 4 and ids.isdisjoint(item.id for item in items)
    assert [item.parent for item in items] == [None, items[0].id, items[0].id, None]
    assert session.project_path == path and not session.modified


def test_a_save_that_fails_leaves_the_old_file_and_says_so(worked: Bench, tmp_path: Path) -> None:
    (tmp_path / "folder.mge").mkdir()
    worked.session.save_project(tmp_path / "folder.mge")
    worked.settle()
    title, message, _ = worked.errors[0]
    assert title == "The project could not be saved" and "folder.mge cannot be written" in message
    assert worked.session.modified and not list(tmp_path.glob("*.tmp"))


def with_json(path: Path, target: Path, **changes: object) -> Path:
    with zipfile.ZipFile(path) as archive:
        content = json.loads(archive.read("project.json"))
    item = {name: changes.pop(name) for name in list(changes) if name in content["items"][0]}
    content["items"][0] |= item
    return rewritten(path, {"project.json": json.dumps(content | changes).encode()}, target)


def npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=True)
    return stream.getvalue()


@pytest.fixture
def saved(ready: Bench, tmp_path: Path) -> Path:
    ready.masked_chair()
    return save(ready, tmp_path / "chair.mge")


def test_a_newer_version_is_refused_politely(saved: Path, tmp_path: Path) -> None:
    newer = with_json(saved, tmp_path / "newer.mge", version=2, app_version="7.3", items=None)
    with pytest.raises(InputError, match=r"newer\.mge was saved by MGE Studio 7\.3.*update"):
        load_project(newer)


def test_views_of_older_projects_and_those_that_cannot_be(saved: Path, tmp_path: Path) -> None:
    old = {"mode": "mask", "focal": [0.1, 0, 0], "distance": 3, "azimuth": 40, "elevation": 12}
    older = load_project(with_json(saved, tmp_path / "older.mge", view=old))
    assert older.view == ProjectView("mask", (0.1, 0.0, 0.0), 3.0, 40.0, 12.0)
    for wrong in ({"panes": 3}, {"parallel": 1}, {"layout": None}):
        with pytest.raises(InputError, match="damaged"):
            load_project(with_json(saved, tmp_path / "wrong.mge", view=old | wrong))


def test_damaged_files_are_refused_in_one_sentence(saved: Path, tmp_path: Path) -> None:
    huge = npy(np.zeros((4, 3), np.float32)).replace(b"(4, 3)", b"(4, 9999999999)", 1)
    far = npy(np.array([[0, 1, 99]], np.int32))
    pickled = npy(np.array([[{}, 1, 2]], object))
    bad = [
        rewritten(saved, {"../evil.npy": b"x"}, tmp_path / "traversal.mge"),
        rewritten(saved, {"arrays/0.npy": None}, tmp_path / "missing.mge"),
        rewritten(saved, {"arrays/0.npy": huge}, tmp_path / "huge.mge"),
        rewritten(saved, {"arrays/0.npy": pickled}, tmp_path / "pickled.mge"),
        rewritten(saved, {"arrays/1.npy": far}, tmp_path / "far.mge"),
        rewritten(saved, {"project.json": b"[" * 99_999}, tmp_path / "deep.mge"),
        with_json(saved, tmp_path / "parent.mge", parent=1),
        with_json(saved, tmp_path / "flag.mge", kept="yes"),
        with_json(saved, tmp_path / "current.mge", current=77),
    ]
    data = saved.read_bytes()
    for name, content in (
        ("empty", b""),
        ("text", b"hello"),
        ("cut", data[: len(data) // 2]),
        ("flipped", data[:900] + bytes(byte ^ 0xFF for byte in data[900:960]) + data[960:]),
    ):
        bad.append(tmp_path / f"{name}.mge")
        bad[-1].write_bytes(content)
    for path in bad:
        with pytest.raises(InputError, match=rf"{path.name} is damaged or no project"):
            load_project(path)
    with pytest.raises(InputError, match="no such file"):
        load_project(tmp_path / "gone.mge")


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mge_studio.studio.project_archive.MAX_UNPACKED_BYTES", 1 << 20)
    bomb = rewritten(saved, {"arrays/999.npy": bytes(2 << 20)}, tmp_path / "bomb.mge")
    assert bomb.stat().st_size < 1 << 16
    with pytest.raises(InputError, match="damaged"):
        load_project(bomb)
    load_project(saved)


def test_a_bad_project_leaves_the_document_as_it_is(worked: Bench, tmp_path: Path) -> None:
    bad = tmp_path / "bad.mge"
    bad.write_text("hello")
    worked.session.open_project(bad)
    worked.settle()
    assert worked.errors[0][0] == "The project could not be opened" and len(worked.names) == 4


def test_an_empty_project_can_be_saved(tmp_path: Path) -> None:
    save_project(Project(()), tmp_path / "empty.mge")
    assert load_project(tmp_path / "empty.mge") == Project(())


def autosaves(home: Path) -> list[Path]:
    return list((home / "data" / "autosave").glob("*"))


def test_autosaving_keeps_what_would_be_lost_until_it_is_saved(
    ready: Bench, tmp_path: Path, studio_home: Path
) -> None:
    session = ready.session
    chair = ready.chair()
    assert session.autosave() is None, "a file's shape alone can be opened again"
    session.set_mask(chair, half(8))
    assert session.autosave() is not None
    ready.settle()
    assert len(autosaves(studio_home)) == 1 and session.modified
    assert session.autosave() is None, "nothing changed since"
    assert find_recoveries() == [], "this studio still runs"
    save(ready, tmp_path / "chair.mge")
    assert autosaves(studio_home) == [] and session.autosave() is None
    session.rename(chair, "stool")
    session.autosave()
    ready.settle()
    assert len(autosaves(studio_home)) == 1
    assert session.close()
    assert autosaves(studio_home) == []


KILLED = """
import sys, time
sys.path.insert(0, {tests!r})
from pathlib import Path
from studio_bench import Bench, FakeEngine
from mge_studio.studio.dispatch import MainQueue
from mge_studio.studio.session import Session
from mge_studio.studio.settings import Settings
queue = MainQueue()
bench = Bench(FakeEngine(), queue, Session(FakeEngine(), Settings(), queue.call_soon))
bench.load_model()
chair = bench.masked_chair()
bench.session.save_project(Path({path!r}))
bench.settle()
bench.session.rename(chair, "stool")
bench.session.autosave()
bench.settle()
print("autosaved", flush=True)
time.sleep(60)
"""


def test_what_a_killed_studio_did_is_offered_and_recovered(
    ready: Bench, tmp_path: Path, studio_home: Path
) -> None:
    path = tmp_path / "chair.mge"
    code = KILLED.format(tests=str(Path(__file__).parent), path=str(path))
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "autosaved\n"
    assert find_recoveries() == [], "it still runs"
    os.kill(process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    process.communicate()
    half_written = autosaves(studio_home)[0].with_suffix(".mge.1.tmp")
    half_written.write_text("half")
    (recovery,) = find_recoveries()
    assert not half_written.exists()
    assert load_project(path).items[0].name == "chair"
    ready.session.recover(recovery)
    ready.settle()
    assert ready.names == ["stool"] and ready.item(ready.session.document.current_id).mask.any()
    assert ready.session.project_path == path and ready.session.modified
    assert find_recoveries() == [] and len(autosaves(studio_home)) == 1
    ready.session.save_project()
    ready.settle()
    assert load_project(path).items[0].name == "stool" and autosaves(studio_home) == []


def test_groups_come_back_and_are_kept_once(ready: Bench, tmp_path: Path) -> None:
    chair = ready.masked_chair()
    shape = ready.session.document.item(chair).shape
    groups = groups_of(("left leg", "Ж", "seat…"), np.arange(len(shape.faces)) % 3)
    ready.session.document.update(chair, shape=replace(shape, groups=groups))
    ready.session.complete(chair, GenerationSettings(seed=7))
    ready.settle()
    path = save(ready, tmp_path / "chairs.mge")
    first, *_ = load_project(path).items
    assert first.shape.groups.names == groups.names
    assert np.array_equal(first.shape.groups.of_faces, groups.of_faces)
    assert first.shape.groups.of_faces.dtype == np.uint8
    other = other_bench(tmp_path)
    other.session.open_project(path)
    other.settle()
    again = save(other, tmp_path / "again.mge")
    with zipfile.ZipFile(path) as one, zipfile.ZipFile(again) as two:
        assert len(one.namelist()) == len(two.namelist())


@pytest.mark.parametrize(
    ("names", "of_faces"),
    [
        (b"a\nb", [0, 2, 0, 1]), (b"a\nb", [0, 1]), (b"a\nb", [0.0, 1, 1, 0]),
        (b"a", [0, 0, 0, 0]), (b"a\n\nb", [0, 1, 2, 0]), (b"\xff\nb", [0, 1, 0, 1]),
        (b"a\n" + b"b" * 5000, [0, 1, 0, 1]),
    ],
)  # fmt: skip
def test_damaged_groups_are_refused(
    ready: Bench, tmp_path: Path, names: bytes, of_faces: list[float]
) -> None:
    chair = ready.masked_chair()
    rows = np.array(of_faces, dtype=float if isinstance(of_faces[0], float) else np.uint8)
    groups = Groups((), rows)
    groups.__dict__["encoded_names"] = np.frombuffer(names, np.uint8)
    shape = replace(tetrahedron(), groups=groups)
    ready.session.document.update(chair, shape=shape)
    with pytest.raises(InputError):
        load_project(save(ready, tmp_path / "a.mge"))
