"""A display mesh cut exactly along the borders between patches.

A point belongs to the patch whose centre is nearest, so borders are bisector planes: triangles
are subdivided until no patch fits inside one, then cut where the planes meet their edges. Every
vertex of the result belongs to one patch, which lets a texture of one texel per patch colour it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mge_studio.scene.smoothing import face_normals
from mge_studio.scene.subdivision import subdivided
from mge_studio.shapes.patches import nearest_patch
from mge_studio.shapes.shape import Float32, Int32

#: Longest edge, as a share of the mean distance between patches.
EDGE_SHARE = 0.4
MOST_TRIANGLES = 60_000

Corners = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class PatchMesh:
    """vertices, normals: (V, 3); faces: (F, 3); vertex_patches: (V,) int32.

    borders: (B, 2, 3) segments between two patches, with their normals (B, 2, 3);
    border_patches: (B, 2) int32, the patches on either side.
    """

    vertices: Float32
    normals: Float32
    faces: Int32
    vertex_patches: Int32
    borders: Float32
    border_normals: Float32
    border_patches: Int32


def plain_mesh(vertices: Float32, normals: Float32, faces: Int32) -> PatchMesh:
    """A mesh that is all one patch."""
    none = np.zeros((0, 2, 3), dtype=np.float32)
    patches = np.zeros(len(vertices), dtype=np.int32)
    return PatchMesh(
        vertices, normals, faces, patches, none, none, np.zeros((0, 2), dtype=np.int32)
    )


def cut_into_patches(
    vertices: Float32, normals: Float32, faces: Int32, centres: Float32
) -> PatchMesh:
    """Subdivide and cut a mesh along the borders of the patches around (M, 3) `centres`."""
    longest = _longest_edge(vertices, faces, len(centres))
    vertices, normals, faces = subdivided(vertices, normals, faces, longest, MOST_TRIANGLES)
    labels = nearest_patch(vertices, centres).astype(np.int32)
    corners = labels[faces]
    a, b, c = corners.T
    whole = (a == b) & (b == c)
    three = (a != b) & (b != c) & (c != a)
    attributes = np.concatenate([vertices, normals], axis=1).astype(np.float32)
    cuts = [
        _cut_two(attributes[faces[~whole & ~three]], corners[~whole & ~three], centres),
        _cut_three(attributes[faces[three]], corners[three], centres),
    ]
    soup = np.concatenate([cut[0] for cut in cuts]).reshape(-1, 6)
    soup_labels = np.repeat(np.concatenate([cut[1] for cut in cuts]), 3)
    segments = np.concatenate([cut[2] for cut in cuts])
    extra = np.arange(len(soup), dtype=np.int32).reshape(-1, 3) + len(vertices)
    return PatchMesh(
        vertices=np.concatenate([vertices, soup[:, :3]]),
        normals=np.concatenate([normals, soup[:, 3:]]),
        faces=np.concatenate([faces[whole], extra]).astype(np.int32),
        vertex_patches=np.concatenate([labels, soup_labels]).astype(np.int32),
        borders=np.ascontiguousarray(segments[..., :3]),
        border_normals=np.ascontiguousarray(segments[..., 3:]),
        border_patches=np.concatenate([cut[3] for cut in cuts]).astype(np.int32),
    )


def _longest_edge(vertices: Float32, faces: Int32, patches: int) -> float:
    """Edges no longer than this lose no patch inside a triangle."""
    area = float(np.linalg.norm(face_normals(vertices, faces), axis=1).sum()) / 2
    return max(EDGE_SHARE * float(np.sqrt(area / max(patches, 1))), 0.012)


def _bisect(start: Corners, end: Corners, mine: Int32, other: Int32, centres: Float32) -> Corners:
    """(N, 6) attributes where edges from `start` to `end` leave patch `mine` for `other`."""
    near = _advantage(start, mine, other, centres)
    far = _advantage(end, mine, other, centres)
    share = np.clip(near / np.maximum(near - far, 1e-12), 0.0, 1.0)[:, None]
    return (start + (end - start) * share).astype(np.float32)


def _advantage(
    corners: Corners, mine: Int32, other: Int32, centres: Float32
) -> NDArray[np.float32]:
    """(N,) by how much squared distance the corner is nearer to `mine` than to `other`."""
    position = corners[:, :3]
    squared: NDArray[np.float32] = ((position - centres[other]) ** 2).sum(axis=1) - (
        (position - centres[mine]) ** 2
    ).sum(axis=1)
    return squared


def _meeting_point(v: Corners, label: Int32, otherwise: Corners, centres: Float32) -> Corners:
    """(N, 6) attributes where three patches meet, or `otherwise` if that is outside the triangle.

    Advantages are linear over a triangle, so the barycentric weights for which both of two vanish
    are their cross product. v: (3, N, 6) corners; label: (3, N).
    """
    first, second = (
        np.stack([_advantage(v[i], label[0], label[k], centres) for i in range(3)], axis=1)
        for k in (1, 2)
    )
    weights = np.cross(first, second)
    total = weights.sum(axis=1, keepdims=True)
    shares = weights / np.where(np.abs(total) > 1e-12, total, -1)
    inside = ((shares >= 0).all(axis=1) & (np.abs(total[:, 0]) > 1e-12))[:, None]
    met = np.einsum("ni,ina->na", shares, v)
    return np.where(inside, met, otherwise).astype(np.float32)


def _cut_two(
    corners: Corners, labels: Int32, centres: Float32
) -> tuple[Corners, Int32, Corners, Int32]:
    """Cut triangles (N, 3, 6) with two labels into three each, and one border segment."""
    odd = np.where(labels[:, 1] == labels[:, 2], 0, np.where(labels[:, 0] == labels[:, 2], 1, 2))
    turn = (odd[:, None] + np.arange(3)) % 3
    rows = np.arange(len(labels))[:, None]
    (v0, v1, v2), turned = corners[rows, turn].swapaxes(0, 1), labels[rows, turn]
    own, other = turned[:, 0], turned[:, 1]
    q1, q2 = _bisect(v0, v1, own, other, centres), _bisect(v0, v2, own, other, centres)
    triangles = np.stack([
        np.stack(piece, axis=1) for piece in ((v0, q1, q2), (q1, v1, v2), (q1, v2, q2))
    ])  # fmt: skip
    patches = np.stack([own, other, other])
    segments, sides = np.stack([q1, q2], axis=1), np.stack([own, other], axis=1)
    return triangles.reshape(-1, 3, 6), patches.ravel(), segments, sides


def _cut_three(
    corners: Corners, labels: Int32, centres: Float32
) -> tuple[Corners, Int32, Corners, Int32]:
    """Cut triangles (N, 3, 6) with three labels into six each, and three border segments."""
    v, label = corners.swapaxes(0, 1), labels.T
    middle = [
        _bisect(v[i], v[(i + 1) % 3], label[i], label[(i + 1) % 3], centres) for i in range(3)
    ]
    centre = _meeting_point(v, label, (middle[0] + middle[1] + middle[2]) / np.float32(3), centres)
    triangles = np.stack([
        np.stack(piece, axis=1)
        for i in range(3)
        for piece in ((v[i], middle[i], centre), (v[i], centre, middle[i - 1]))
    ])  # fmt: skip
    patches = np.stack([label[i] for i in range(3) for _ in range(2)])
    segments = np.concatenate([np.stack([middle[i], centre], axis=1) for i in range(3)])
    sides = np.concatenate([np.stack([label[i], label[(i + 1) % 3]], axis=1) for i in range(3)])
    return triangles.reshape(-1, 3, 6), patches.ravel(), segments, sides
