"""Whether a mesh could be used as it is: closed, one piece, nothing floating beside it."""

from __future__ import annotations

from dataclasses import dataclass

from mge_studio.shapes.pieces import piece_areas, piece_volumes, pieces
from mge_studio.shapes.shape import Shape

#: A mesh has one main component when the largest holds this share of its outer surface.
MAIN_SHARE = 0.95


@dataclass(frozen=True)
class MeshHealth:
    """closed: every edge has two faces. pieces: connected components that enclose something;
    cavities, which face inwards, are not counted. main_share: of the outer area, in [0, 1]."""

    closed: bool
    pieces: int
    main_share: float

    @property
    def has_one_main_component(self) -> bool:
        return self.main_share >= MAIN_SHARE

    @property
    def is_healthy(self) -> bool:
        return self.closed and self.has_one_main_component

    @property
    def floating(self) -> int:
        """Pieces beside the largest."""
        return max(0, self.pieces - 1)


def mesh_health(shape: Shape) -> MeshHealth:
    """The health of a mesh; an empty one has no pieces and is not closed."""
    if shape.faces is None or len(shape.faces) == 0:
        return MeshHealth(False, 0, 0.0)
    piece, _ = pieces(len(shape.vertices), shape.faces)
    area = piece_areas(shape.vertices, shape.faces, piece)
    volume = piece_volumes(shape.vertices, shape.faces, piece)
    outer = area[volume > 0] if (volume > 0).any() else area
    return MeshHealth(shape.is_watertight, len(outer), float(outer.max() / outer.sum()))
