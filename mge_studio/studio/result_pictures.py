"""Pictures of many shapes: a file for each, or a contact sheet; drawn and written on a worker."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from psygnal import Signal

from mge_studio.requests import Progress
from mge_studio.studio.jobs import CancelToken, Job
from mge_studio.studio.pictures import Develop, Pixels, Work, save_png

if TYPE_CHECKING:
    from mge_studio.studio.session import Session

Background = Literal["white", "transparent"]
PAPER = (255, 255, 255)
#: Of the captions on a sheet, and where nobody knows what will be behind it.
INK, ANY_INK = (52, 57, 66), (120, 126, 138)
#: A side of a sheet in pixels: larger ones are opened by few programs.
LONGEST_SHEET = 16_000


@dataclass(frozen=True, eq=False)
class Sheet:
    """cells: how each picture of `size` squared is drawn; captions: (C, size) uint8 opacity of the
    words below each."""

    cells: Sequence[Develop]
    captions: Sequence[NDArray[np.uint8]]
    size: int
    background: Background


class ResultPictureFiles:
    """saved(how many pictures, the folder or the sheet they are in)."""

    saved = Signal(int, Path)

    def __init__(self, session: Session) -> None:
        self._session = session

    def save_each(self, pictures: Sequence[tuple[Path, Develop]], background: Background) -> Job:
        """Write every picture to a file of its own, all in one folder, over what is there."""
        return self._submit(partial(each_work, pictures, background), len(pictures))

    def save_sheet(self, sheet: Sheet, path: Path) -> Job:
        """Write all pictures side by side into one file."""
        return self._submit(partial(sheet_work, sheet, path), len(sheet.cells))

    def _submit(self, work: Work, count: int) -> Job:
        title = f"Save {count} picture{'s' if count > 1 else ''}"
        deliver = partial(self._on_saved, count)
        return self._session.jobs.submit("export", title, work, deliver, lane="files")

    def _on_saved(self, count: int, _: Job, place: Path) -> None:
        folder = place if place.is_dir() else place.parent
        self._session.settings.last_folder = str(folder.absolute())
        self._session.settings.save()
        self.saved.emit(count, place)


def each_work(
    pictures: Sequence[tuple[Path, Develop]], background: Background, token: CancelToken
) -> Iterator[Progress | Path]:
    """Can be cancelled between two pictures; those that are written then stay."""
    for done, (path, develop) in enumerate(pictures):
        yield Progress(done / len(pictures), f"Writing {path.name}")
        save_png(_on_paper(develop(), background), path)
    if token.seal():
        yield pictures[0][0].parent


def sheet_work(sheet: Sheet, path: Path, token: CancelToken) -> Iterator[Progress | Path]:
    columns, rows = sheet_layout(len(sheet.cells))
    below = sheet.captions[0].shape[0]
    pixels = np.zeros((rows * (sheet.size + below), columns * sheet.size, 4), dtype=np.uint8)
    ink = INK if sheet.background == "white" else ANY_INK
    for at, (develop, caption) in enumerate(zip(sheet.cells, sheet.captions, strict=True)):
        yield Progress(0.9 * at / len(sheet.cells), f"Drawing {path.name}")
        row, column = divmod(at, columns)
        top, left = row * (sheet.size + below), column * sheet.size
        cell = pixels[top : top + sheet.size + below, left : left + sheet.size]
        cell[: sheet.size] = develop()
        cell[sheet.size :, :, :3], cell[sheet.size :, :, 3] = ink, caption
    if token.seal():
        yield Progress(0.9, f"Writing {path.name}")
        save_png(_on_paper(pixels, sheet.background), path)
        yield path


def sheet_layout(count: int) -> tuple[int, int]:
    """Columns and rows for so many pictures: wider than high."""
    columns = math.ceil(math.sqrt(count * 1.4))
    return min(columns, count), math.ceil(count / columns)


def most_pixels(count: int, wanted: int) -> int:
    """The size of each of `count` pictures on a sheet that does not become too large."""
    return min(wanted, LONGEST_SHEET // max(sheet_layout(count)))


def _on_paper(pixels: Pixels, background: Background) -> Image.Image:
    picture = Image.fromarray(pixels)
    if background == "transparent":
        return picture
    paper = Image.new("RGB", picture.size, PAPER)
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper
