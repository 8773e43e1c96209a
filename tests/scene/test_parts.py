"""The view of connected pieces: which there are, and that neighbours differ on screen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import pyvista as pv
import trimesh

from mge_studio.scene import parts as parts_module
from mge_studio.scene.colours import colour_distances, patch_colours
from mge_studio.scene.display import prepare
from mge_studio.scene.palettes import PALETTES
from mge_studio.scene.parts import Parts, prepare_parts
from mge_studio.scene.stage import Stage
from mge_studio.shapes.groups import groups_of
from mge_studio.shapes.shape import Shape


def shape_of(*meshes: trimesh.Trimesh) -> Shape:
    whole = trimesh.util.concatenate(list(meshes))
    return Shape("some", whole.vertices.astype(np.float32), whole.faces.astype(np.int32))


def box(x: float, y: float = 0.0, size: float = 0.2) -> trimesh.Trimesh:
    made = trimesh.creation.box((size, size, size))
    made.apply_translation((x, y, 0))
    return made


def soup(mesh: trimesh.Trimesh) -> Shape:
    """Every face with corners of its own, as some files have it, a hair apart."""
    corners = mesh.vertices[mesh.faces].reshape(-1, 3)
    noise = np.random.default_rng(0).uniform(-1e-8, 1e-8, corners.shape)
    faces = np.arange(len(corners), dtype=np.int32).reshape(-1, 3)
    return Shape("soup", (corners + noise).astype(np.float32), faces)


def colours_of(parts: Parts) -> np.ndarray:
    return patch_colours(parts.coloured, parts.neighbours, PALETTES["safe"])


def test_pieces_are_counted_and_every_face_lies_in_one() -> None:
    parts = prepare_parts(shape_of(box(-0.5), box(0.0, size=0.5), box(0.6)))
    assert parts.count == 3 and parts.solid and parts.mesh is not None
    of_faces = parts.mesh.vertex_patches[parts.mesh.faces]
    assert (of_faces == of_faces[:, :1]).all()
    middle = parts.mesh.vertices[parts.mesh.faces].mean(axis=1)[:, 0]
    for low, high in ((-0.7, -0.4), (-0.3, 0.3), (0.4, 0.8)):
        assert len(np.unique(of_faces[(middle > low) & (middle < high)])) == 1
    assert prepare_parts(soup(box(0.0))).count == 1


def test_closed_pieces_that_touch_stay_pieces() -> None:
    touching = prepare_parts(shape_of(box(-0.1), box(0.1)))
    assert touching.count == 2
    assert not np.array_equal(*colours_of(touching))


def test_a_cloud_has_none(ball: Shape) -> None:
    parts = prepare_parts(Shape("cloud", ball.vertices))
    assert parts.count == 0 and parts.mesh is None


def test_neighbours_differ_to_all_eyes() -> None:
    boxes = [box(x, y, 0.1) for x in np.arange(-0.6, 0.6, 0.11) for y in np.arange(-0.6, 0.6, 0.11)]
    parts = prepare_parts(shape_of(*boxes, box(0.0, size=0.05)))
    assert parts.count == len(boxes) + 1
    colours = colours_of(parts)
    sides = colours[parts.neighbours]
    assert (sides[:, 0] != sides[:, 1]).any(axis=1).all()
    assert len(np.unique(colours, axis=0)) == len(PALETTES["safe"])
    distances = [colour_distances(pair)[0, 1] for pair in sides]
    assert min(distances) > 0.05


def test_a_large_mesh_is_thinned_without_joining_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_module, "MOST_TRIANGLES", 1000)
    monkeypatch.setattr(parts_module, "DECIMATED_TRIANGLES", 400)
    inner = trimesh.creation.icosphere(subdivisions=4, radius=0.9)
    outer = trimesh.creation.icosphere(subdivisions=4, radius=0.95)  # nearer than a cluster is wide
    parts = prepare_parts(shape_of(inner, outer))
    assert parts.count == 2 and parts.mesh is not None and len(parts.mesh.faces) < 1200
    radii = np.linalg.norm(parts.mesh.vertices, axis=1)
    first, second = (radii[parts.mesh.vertex_patches == number].mean() for number in (0, 1))
    assert abs(first - second) == pytest.approx(0.05, abs=0.01)


def test_more_pieces_than_colours_are_chosen_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_module, "MOST_TOLD_APART", 4)
    parts = prepare_parts(shape_of(*(box(x, size=0.05) for x in np.arange(-0.6, 0.6, 0.1))))
    assert parts.count == 12 and parts.coloured == 4 and parts.mesh is not None
    assert np.bincount(parts.mesh.vertex_patches).tolist() == [72, 72, 72, 72]


def test_the_stage_shows_the_pieces_of_its_own_shape_only(plotter: pv.Plotter) -> None:
    def picture() -> np.ndarray:
        plotter.render()
        return np.asarray(plotter.screenshot(return_img=True)).astype(int)

    stage = Stage(plotter)
    shape, other = shape_of(box(-0.3), box(0.3)), shape_of(box(0.0, size=0.7))
    stage.show(prepare(shape))
    stage.fit(300 / 240)
    plain = picture()
    stage.set_view_mode("parts")
    assert np.array_equal(picture(), plain)  # nothing is known yet
    stage.set_parts(prepare_parts(other))
    assert np.array_equal(picture(), plain)
    parts = prepare_parts(shape)
    stage.set_parts(parts)
    seen = picture()
    change = seen - plain
    left, right = change[:, :150].mean(axis=(0, 1)), change[:, 150:].mean(axis=(0, 1))
    assert np.abs(left).max() > 1 and np.abs(right).max() > 1 and np.abs(left - right).max() > 1
    stage.set_palette("vivid", 0)
    assert np.abs(picture() - seen).mean() > 0.5
    stage.set_palette("safe", 0)
    assert np.array_equal(picture(), seen)
    stage.set_view_mode("plain")
    assert np.array_equal(picture(), plain)
    stage.show(prepare(other))
    plain = picture()
    stage.set_view_mode("parts")
    assert np.array_equal(picture(), plain)


def grouped(shape: Shape, names: tuple[str, ...], of_faces: np.ndarray) -> Shape:
    return replace(shape, groups=groups_of(names, of_faces))


def sides_of_two_boxes() -> Shape:
    """Groups that cut both boxes in half, so that vertices are shared between groups."""
    shape = shape_of(box(-0.3), box(0.3))
    up = shape.vertices[shape.faces].mean(axis=1)[:, 1] > 0.05  # less than half
    return grouped(shape, ("low", "unused", "high"), np.where(up, 2, 0))


def test_named_parts_are_those_of_the_file() -> None:
    shape = sides_of_two_boxes()
    assert prepare_parts(shape).count == 2 and prepare_parts(shape).names == ()
    parts = prepare_parts(shape, by_name=True)
    assert parts.names == ("low", "high") and parts.count == 2 and parts.solid
    of_faces = parts.mesh.vertex_patches[parts.mesh.faces]
    assert (of_faces == of_faces[:, :1]).all()
    assert np.array_equal(of_faces[:, 0], np.where(shape.groups.of_faces == 1, 1, 0))
    corners = parts.mesh.vertices[parts.mesh.faces]
    assert np.allclose(corners, shape.vertices[shape.faces])
    assert prepare_parts(shape_of(box(0.0)), by_name=True).names == ()  # has none: its pieces


def test_the_largest_names_come_first_and_differ_in_colour() -> None:
    boxes = [box(0.18 * at - 0.8, size=0.15 - 0.01 * at) for at in range(10)]
    shape = shape_of(*boxes)
    names = tuple(f"part {at}" for at in range(10))
    of_faces = np.repeat(np.arange(10)[::-1], 12)
    parts = prepare_parts(grouped(shape, names, of_faces), by_name=True)
    assert parts.names == names[::-1]
    for palette in PALETTES.values():
        colours = patch_colours(parts.coloured, parts.neighbours, palette)
        assert len(np.unique(colours, axis=0)) == 10


def test_names_of_a_soup_and_of_a_mesh_too_large_to_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    loose = soup(box(0.0))
    parts = prepare_parts(grouped(loose, ("a", "b"), np.repeat([0, 1], [4, 8])), by_name=True)
    assert parts.names == ("b", "a") and len(parts.mesh.faces) == 12
    monkeypatch.setattr(parts_module, "MOST_TRIANGLES", 1000)
    monkeypatch.setattr(parts_module, "DECIMATED_TRIANGLES", 500)
    ball = shape_of(trimesh.creation.icosphere(subdivisions=4, radius=0.9))
    of_faces = (ball.vertices[ball.faces].mean(axis=1)[:, 1] > 0).astype(int)
    parts = prepare_parts(grouped(ball, ("south", "north"), of_faces), by_name=True)
    assert 100 < len(parts.mesh.faces) < 1000
    of = parts.mesh.vertex_patches[parts.mesh.faces]
    assert (of == of[:, :1]).all()
    high = parts.mesh.vertices[parts.mesh.faces].mean(axis=1)[:, 1]
    north = np.array([parts.names[part] == "north" for part in of[:, 0]])
    assert (high[north] > -0.1).all() and (high[~north] < 0.1).all()
