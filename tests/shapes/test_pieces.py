"""Which vertices of a mesh are connected."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mge_studio.shapes.pieces import pieces


def test_the_piece_with_most_faces_comes_first_and_lone_vertices_are_in_none() -> None:
    triangle, square = [[1, 5, 6]], [[2, 3, 4], [4, 3, 7]]
    piece, count = pieces(9, np.array(triangle + square, dtype=np.int32))
    assert count == 2
    assert (piece[[2, 3, 4, 7]] == 0).all() and (piece[[1, 5, 6]] == 1).all()
    assert sorted(piece[[0, 8]]) == [2, 3]
    assert pieces(0, np.zeros((0, 3), np.int32))[1] == 0


def test_faces_in_any_order_give_the_pieces_that_a_search_gives() -> None:
    rng = np.random.default_rng(3)
    for density in (0.1, 0.3, 0.5, 2.0):
        faces = rng.integers(0, 3000, (round(3000 * density), 3)).astype(np.int32)
        piece, count = pieces(3000, faces)
        ends = faces[:, [0, 1, 1, 2]].reshape(-1, 2)
        graph = coo_array((np.ones(len(ends)), ends.T), shape=(3000, 3000))
        whole, expected = connected_components(graph, directed=False)
        assert len(np.unique(np.stack([piece, expected]), axis=1).T) == whole
        assert count == len(np.unique(expected[faces[:, 0]]))
        assert (np.diff(np.bincount(piece[faces[:, 0]])) <= 0).all()


def test_a_long_strip_is_one_piece() -> None:
    first = np.random.default_rng(0).permutation(20_002).astype(np.int32)
    strip = np.stack([first[:-2], first[1:-1], first[2:]], axis=1)
    assert pieces(20_002, strip)[1] == 1
