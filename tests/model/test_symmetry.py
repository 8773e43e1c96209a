"""Hidden places that are drawn to mirror images of visible ones."""

from __future__ import annotations

import numpy as np

from mge_studio.model.symmetry import REACH, drawn_to_images, mirror_images


def test_images_of_what_has_both_sides_are_none() -> None:
    one_side = np.float32([[0.5, 0.1, 0.2], [0.01, 0.3, 0.0]])
    assert np.allclose(mirror_images(one_side), [[-0.5, 0.1, 0.2]])  # the other is its own image
    both = np.concatenate([one_side, one_side * np.float32([-1, 1, 1])])
    assert len(mirror_images(both)) == 0
    assert mirror_images(np.zeros((0, 3), np.float32)).shape == (0, 3)


def test_each_image_draws_one_place_and_far_ones_stay() -> None:
    images = np.float32([[-0.5, 0, 0], [0, 0.9, 0]])
    places = np.float32([[-0.45, 0.05, 0], [-0.4, 0.1, 0], [0.5, -0.5, 0]])
    moved, drawn = drawn_to_images(places, images)
    assert drawn.tolist() == [True, False, False]
    assert np.array_equal(moved[0], images[0]) and np.array_equal(moved[1:], places[1:])
    assert np.linalg.norm(places[2] - images, axis=1).min() > REACH
    unmoved, none = drawn_to_images(places, images[:0])
    assert np.array_equal(unmoved, places) and not none.any()


def test_what_is_unusually_far_from_its_image_means_something_else() -> None:
    images = np.float32([[-0.5, y, 0] for y in (0.0, 0.3, 0.6)] + [[-0.9, 0.3, 0]])
    near = images[:3] + np.float32([0, 0, 0.05])
    beside = np.float32([[-0.7, 0.3, 0]])
    _, drawn = drawn_to_images(np.concatenate([near, beside]), images)
    assert drawn.tolist() == [True, True, True, False]
