"""Removing floating pieces: tiny ones, and those that no token describes."""

from __future__ import annotations

import numpy as np
import trimesh

from mge_studio.model.specks import drop_specks

BODY = np.array([[0.0, 0, 0], [0.3, 0, 0], [0, 0.3, 0]])


def ball(radius: float, centre: tuple[float, float, float], detail: int) -> trimesh.Trimesh:
    mesh = trimesh.creation.icosphere(detail, radius)
    mesh.apply_translation(centre)
    return mesh


def dropped(*parts: trimesh.Trimesh, centres: np.ndarray = BODY) -> trimesh.Trimesh:
    whole = trimesh.util.concatenate(parts)
    vertices = np.asarray(whole.vertices, dtype=np.float32)
    faces = np.asarray(whole.faces, dtype=np.int32)
    cleaned = trimesh.Trimesh(*drop_specks(vertices, faces, centres), process=False)
    assert len(np.unique(cleaned.faces)) == len(cleaned.vertices)
    return cleaned


def test_a_tiny_piece_goes_and_the_rest_stays_whole() -> None:
    body, speck = ball(0.3, (0, 0, 0), 3), ball(0.01, (0.35, 0, 0), 0)
    cleaned = dropped(body, speck)
    assert cleaned.is_watertight and len(cleaned.faces) == len(body.faces)


def test_pieces_stay_or_go_by_their_size_however_finely_they_are_made() -> None:
    body = ball(0.3, (0, 0, 0), 3)
    for detail in (1, 3):
        speck, part = ball(0.015, (0.35, 0, 0), detail), ball(0.025, (0.35, 0, 0), detail)
        assert len(dropped(body, speck).faces) == len(body.faces)
        assert len(dropped(body, part).faces) == len(body.faces) + len(part.faces)


def test_a_piece_far_from_every_token_goes_however_large() -> None:
    body, stray = ball(0.3, (0, 0, 0), 3), ball(0.1, (0.8, 0.5, 0.2), 2)
    assert len(dropped(body, stray).faces) == len(body.faces)


def test_a_separate_part_with_tokens_stays() -> None:
    body, part = ball(0.3, (0, 0, 0), 3), ball(0.1, (0.8, 0.5, 0.2), 2)
    centres = np.concatenate([BODY, [[0.8, 0.6, 0.2]]])
    assert len(dropped(body, part, centres=centres).faces) == len(body.faces) + len(part.faces)


def test_something_always_stays() -> None:
    speck = ball(0.01, (0.9, 0, 0), 0)
    assert len(dropped(speck).faces) == len(speck.faces)
    none = np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32)
    assert len(drop_specks(*none, BODY)[1]) == 0
