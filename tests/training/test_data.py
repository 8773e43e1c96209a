"""From files to batches: what is prepared is true, repeatable, resumable and never unsafe."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from mge_studio.errors import InputError
from mge_studio.shapes.shape import NORMALIZED_RADIUS
from mge_studio.training.augment import FOR_MESHES, NONE
from mge_studio.training.prepare import prepare
from mge_studio.training.records import from_fixed, to_fixed
from mge_studio.training.sources import PROCEDURAL_HELD_OUT, Source, parse_source
from mge_studio.training.store import BatchSpec, Mixture, Store, load_store


def test_parse_source_reads_weights(tmp_path: Path) -> None:
    odd = tmp_path / "a=b"
    odd.mkdir()
    assert parse_source(str(odd)) == Source(str(odd))
    assert parse_source("procedural") == Source("procedural", 1.0)
    assert parse_source("procedural:chair=0.5") == Source("procedural:chair", 0.5)
    for bad in ("x=0", "x=-1", "x=inf", "a=b/meshes", "=1"):
        with pytest.raises(InputError, match="positive"):
            parse_source(bad)


@pytest.mark.parametrize(
    ("path", "reason"),
    [("procedural:dragon", "dragon"), ("/nowhere/at/all", "neither"), ("empty", "no meshes")],
)
def test_unusable_sources_say_why(path: str, reason: str, tmp_path: Path) -> None:
    if path == "empty":
        path = str(tmp_path)
    with pytest.raises(InputError, match=reason):
        Source(path).items("train", 10)


def test_no_procedural_shape_is_both_trained_on_and_held_out() -> None:
    source = Source("procedural")
    train = {(i.family, i.index) for i in source.items("train", 5000)}
    held_out = {(i.family, i.index) for i in source.items("validation", 5000)}
    assert train.isdisjoint(held_out)
    assert max(i for _, i in held_out) < PROCEDURAL_HELD_OUT


def test_a_bad_mesh_is_reported_and_skipped(mesh_folder: Path, tmp_path: Path) -> None:
    target = prepare(Source(str(mesh_folder)), "train", tmp_path, procedural_count=0, workers=1)
    failures = json.loads((target / "failures.json").read_text())
    assert [failure["path"] for failure in failures] == ["box/broken.obj"]
    assert "broken" in failures[0]["reason"] or "mesh" in failures[0]["reason"]


def test_a_zip_gives_the_same_records_and_no_path_escapes(
    mesh_folder: Path, store: Store, tmp_path: Path
) -> None:
    archive = tmp_path / "meshes.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(mesh_folder.rglob("*.*")):
            file.write(path, path.relative_to(mesh_folder))
        file.writestr("../../escaped.ply", "ply")
    target = prepare(Source(str(archive)), "train", tmp_path / "c", procedural_count=0, workers=1)
    packed = load_store(target)
    assert sorted(packed.names) == sorted(store.names)
    assert not list(tmp_path.parent.rglob("escaped.ply"))


def test_preparing_again_keeps_what_is_there(tmp_path: Path) -> None:
    source = Source("procedural:mug")
    target = prepare(source, "validation", tmp_path, procedural_count=3, workers=1)
    shard = next(target.glob("shard-*.h5"))
    stamp = shard.stat().st_mtime_ns
    prepare(source, "validation", tmp_path, procedural_count=3, workers=1)
    assert shard.stat().st_mtime_ns == stamp


def test_inside_bits_are_true_for_balls(store: Store) -> None:
    rows = [i for i, name in enumerate(store.class_names) if name == "ball"]
    assert rows
    for row in rows:
        for key in ("volume", "near"):
            radius = np.linalg.norm(from_fixed(store.arrays[key][row]), axis=1)
            clear = np.abs(radius - NORMALIZED_RADIUS) > 0.02
            inside = store.arrays[f"{key}_inside"][row]
            assert np.array_equal(inside[clear], radius[clear] < NORMALIZED_RADIUS)


def test_fixed_point_is_finer_than_any_wall() -> None:
    points = np.random.default_rng(0).uniform(-1.25, 1.25, (1000, 3))
    assert np.abs(from_fixed(to_fixed(points)) - points).max() < 2.1e-5


def mixture(store: Store) -> Mixture:
    return Mixture([store, store], [3.0, 1.0], ("box", "ball"), [FOR_MESHES, NONE])


def test_batches_are_a_function_of_seed_and_step(store: Store) -> None:
    spec = BatchSpec(4, 128, volume=50, near=30)
    one, same = (mixture(store).batch(spec, 1, 7) for _ in range(2))
    other = mixture(store).batch(spec, 1, 8)
    assert all(torch.equal(a, b) for a, b in zip(one[:5], same[:5], strict=True))
    assert not torch.equal(one.points, other.points)
    assert one.points.shape == (4, 128, 3) and one.queries.shape == (4, 80, 3)
    prefetched = mixture(store).batches(spec, 1, 7)
    assert torch.equal(next(prefetched).points, one.points)
    assert torch.equal(next(prefetched).points, other.points)
    prefetched.close()


def test_augmented_shapes_stay_in_frame_and_inside_stays_true(store: Store) -> None:
    """A stretched, turned ball is an ellipsoid: surface points must not be deep inside it."""
    balls = Store(
        {k: v[[i for i, n in enumerate(store.class_names) if n == "ball"]]
         for k, v in store.arrays.items()},
        [n for n, c in zip(store.names, store.class_names, strict=True) if c == "ball"],
        ["ball"] * store.class_names.count("ball"),
        np.ones(store.class_names.count("ball"), dtype=bool),
    )  # fmt: skip
    batch = Mixture([balls], [1.0], ("ball",), [FOR_MESHES]).batch(BatchSpec(16, 2048), 0, 0)
    for points, queries, inside in zip(batch.points, batch.queries, batch.inside, strict=True):
        assert points.norm(dim=1).max() < NORMALIZED_RADIUS + 0.06  # jitter included
        near = queries[batch.volume :]
        gap = torch.cdist(near, points).min(dim=1).values
        beyond = near.norm(dim=1) > points.norm(dim=1).max()
        assert not inside[batch.volume :][beyond & (gap > 0.02)].any()
        assert 0.2 < inside[batch.volume :].float().mean() < 0.8


def test_unknown_classes_are_marked(store: Store) -> None:
    batch = Mixture([store], [1.0], ("ball",), [NONE]).batch(BatchSpec(32, 64), 0, 0)
    assert set(batch.classes.tolist()) == {-1, 0}
