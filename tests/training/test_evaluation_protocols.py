"""What evaluations hide, damage and compare with: the parts that need no model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mge_studio.errors import InputError
from mge_studio.shapes.procedural.families import generate
from mge_studio.shapes.shape import Float32
from mge_studio.training.evaluation.classifier import Classifier, train_classifier
from mge_studio.training.evaluation.corruptions import CORRUPTIONS, rotation_of
from mge_studio.training.evaluation.hiding import HIDINGS, parse_hiding
from mge_studio.training.evaluation.training_shapes import TrainingShapes, load_training_shapes
from mge_studio.training.evaluation.visibility import random_camera, visible_from

DATA = "procedural:chair,mug,car,sword"


@pytest.fixture(scope="module")
def training(tmp_path_factory: pytest.TempPathFactory) -> TrainingShapes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MGE_STUDIO_HOME", str(tmp_path_factory.mktemp("home")))
        return load_training_shapes(DATA, per_family=12)


@pytest.fixture(scope="module")
def judge(training: TrainingShapes) -> Classifier:
    return train_classifier(training)


def held_out(family: str, count: int) -> Float32:
    return np.stack([generate(family, i).sample_surface(2048, 0)[0] for i in range(count)])


def test_training_shapes_are_never_held_out_ones(training: TrainingShapes) -> None:
    assert min(item.index for item in training.items) >= 1000
    assert training.points.shape == (48, 2048, 3)


def test_training_shapes_are_read_back_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MGE_STUDIO_HOME", str(tmp_path))
    drawn = load_training_shapes("procedural:mug", per_family=2)
    files = list(tmp_path.rglob("*.safetensors"))
    assert len(files) == 1
    shares: list[float] = []
    again = load_training_shapes("procedural:mug", per_family=2, on_share=shares.append)
    assert shares == []  # nothing was drawn
    np.testing.assert_array_equal(again.points, drawn.points)
    files[0].write_bytes(b"damaged")
    np.testing.assert_array_equal(
        load_training_shapes("procedural:mug", per_family=2).points, drawn.points
    )


def test_the_judge_knows_shapes_it_never_saw(judge: Classifier) -> None:
    assert judge.class_names == ("car", "chair", "mug", "sword")
    judged = [
        name == family
        for family in judge.class_names
        for name in judge.classify(held_out(family, 5))
    ]
    assert np.mean(judged) >= 0.9


def test_features_vary_by_one_over_training_shapes(
    judge: Classifier, training: TrainingShapes
) -> None:
    features = judge.features(training.points)
    np.testing.assert_allclose(features, judge.support, atol=1e-9)
    assert features.var(axis=0).mean() == pytest.approx(1)


def test_the_nearest_training_shape_to_a_part_of_one_is_that_one(training: TrainingShapes) -> None:
    whole = training.points[17]
    assert training.nearest_to_part(whole[whole[:, 1] > 0]) == 17


def test_a_camera_sees_the_near_side_of_a_sphere(rng_points: Float32) -> None:
    visible = visible_from(rng_points, np.array([0, 0, 3.0]))
    front = rng_points[:, 2]
    assert visible[front > 0.5].mean() > 0.95
    assert not visible[front < 0].any()


def test_cameras_are_seeded_and_stand_off_the_shape() -> None:
    np.testing.assert_array_equal(random_camera(5), random_camera(5))
    assert np.linalg.norm(random_camera(6)) == pytest.approx(3)


@pytest.fixture
def rng_points() -> Float32:
    directions = np.random.default_rng(0).normal(size=(4000, 3))
    return (0.9 * directions / np.linalg.norm(directions, axis=1)[:, None]).astype(np.float32)


@pytest.mark.parametrize("corruption", CORRUPTIONS, ids=lambda corruption: corruption.name)
def test_the_first_level_of_a_corruption_is_clean(corruption, rng_points: Float32) -> None:  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(0)
    points = corruption.corrupt(rng_points, corruption.levels[0], rng)
    # Even sampling at half density is the clean end of uneven sampling.
    known = {tuple(row) for row in np.round(rng_points, 5).tolist()}
    assert {tuple(row) for row in np.round(points, 5).tolist()} <= known
    assert len(points) >= len(rng_points) // 2


def test_corruptions_do_what_they_say(rng_points: Float32) -> None:
    by_name = {corruption.name: corruption.corrupt for corruption in CORRUPTIONS}
    rng = np.random.default_rng(1)
    moved = by_name["noise"](rng_points, 0.05, rng) - rng_points
    assert moved.std() == pytest.approx(0.05, rel=0.1)
    assert len(by_name["density"](rng_points, 256, rng)) == 256
    assert len(by_name["missing"](rng_points, 0.25, rng)) == 3000
    uneven = by_name["uneven"](rng_points, 32, rng)
    assert np.linalg.norm(uneven.mean(axis=0)) > 0.2


def test_a_rotation_keeps_lengths_and_turns_by_its_angle() -> None:
    rotation = rotation_of(30, np.random.default_rng(0))
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-12)
    assert np.degrees(np.arccos((np.trace(rotation) - 1) / 2)) == pytest.approx(30)


def test_ways_of_hiding_are_read_as_they_are_written() -> None:
    assert [parse_hiding(str(hiding)) for hiding in HIDINGS] == list(HIDINGS)


@pytest.mark.parametrize("text", ["half:+x", "view:0.5", "block", "random:1", "sphere:0.5", ""])
def test_other_ways_of_hiding_are_refused_with_the_grammar(text: str) -> None:
    with pytest.raises(InputError, match=r"random:0\.5, block:0\.5, half:0\.5 or view"):
        parse_hiding(text)
