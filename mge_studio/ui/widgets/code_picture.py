"""A code's piece of surface as a small picture, painted without OpenGL."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap, QPolygonF

from mge_studio.studio.atlas import CodePiece

SIZE = 72
#: Painted this many times larger and reduced: smooth edges.
SUPERSAMPLING = 3
SURFACE, CUT = np.array([132, 178, 226]), np.array([84, 92, 110])
LIGHT = np.array([0.35, 0.8, 0.5]) / np.linalg.norm([0.35, 0.8, 0.5])
CORNER = np.array([0.62, 0.45, 0.83])


def paint_piece(piece: CodePiece, size: int = SIZE) -> QPixmap:
    """Seen from that corner of the cube which its surface faces most, up being up."""
    side = size * SUPERSAMPLING
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    if len(piece.faces):
        painter = QPainter(image)
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, corners in _triangles(piece, side):
            painter.setBrush(QColor(*colour))
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        painter.end()
    return QPixmap.fromImage(
        image.scaled(
            size, size,
            Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation,
        )
    )  # fmt: skip


def _triangles(piece: CodePiece, side: int) -> list[tuple[list[int], list[list[float]]]]:
    """Colour and corners of each triangle that faces the viewer, the farthest first."""
    corners = piece.vertices[piece.faces].astype(np.float64)
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-12)
    eye = _eye(across[~piece.cut].sum(axis=0))
    right = np.cross([0.0, 1.0, 0.0], eye)
    right /= np.linalg.norm(right)
    up = np.cross(eye, right)
    shade = 0.42 + 0.58 * np.clip(_smooth(piece, across) @ LIGHT, 0, 1)
    colours = np.where(piece.cut[:, None], CUT, SURFACE) * shade[:, None]
    places = np.stack([corners @ right, -(corners @ up)], axis=-1) * 0.48 * side + side / 2
    seen = np.flatnonzero(normals @ eye > 0)
    order = seen[np.argsort((corners.mean(axis=1) @ eye)[seen])]
    return list(zip(colours[order].astype(int).tolist(), places[order].tolist(), strict=True))


def _eye(facing: NDArray[np.float64]) -> NDArray[np.float64]:
    signs = np.where(facing < -1e-9, -1.0, 1.0)
    eye = CORNER * signs
    return np.asarray(eye / np.linalg.norm(eye))


def _smooth(piece: CodePiece, across: NDArray[np.float64]) -> NDArray[np.float64]:
    """(F, 3) unit normals, averaged over the neighbours of each face of the surface."""
    sums = np.zeros((len(piece.vertices), 3))
    for corner in range(3):
        np.add.at(sums, piece.faces[:, corner], across * ~piece.cut[:, None])
    normals = np.where(piece.cut[:, None], across, sums[piece.faces].sum(axis=1))
    return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12))
