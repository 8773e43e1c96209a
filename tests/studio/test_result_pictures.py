"""Pictures of many shapes: a file each, and on a contact sheet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mge_studio.errors import InputError
from mge_studio.requests import Progress
from mge_studio.studio.jobs import CancelToken
from mge_studio.studio.result_pictures import (
    LONGEST_SHEET,
    Sheet,
    each_work,
    most_pixels,
    sheet_layout,
    sheet_work,
)


def disc(red: int, size: int = 32) -> np.ndarray:
    """A red square in the middle of nothing."""
    pixels = np.zeros((size, size, 4), dtype=np.uint8)
    pixels[8:-8, 8:-8] = red, 0, 0, 255
    return pixels


def sheet(count: int, background: str, red: int = 200) -> Sheet:
    caption = np.full((10, 32), 255, dtype=np.uint8)
    return Sheet([lambda: disc(red)] * count, [caption] * count, 32, background)


def test_every_picture_has_a_file_on_paper_or_on_nothing(tmp_path: Path) -> None:
    pictures = [(tmp_path / f"{red}.png", lambda red=red: disc(red)) for red in (90, 180)]
    *told, folder = each_work(pictures, "white", CancelToken())
    assert folder == tmp_path and [event.fraction for event in told] == [0, 0.5]
    seen = np.asarray(Image.open(tmp_path / "180.png"))
    assert seen.shape == (32, 32, 3)
    assert seen[0, 0].tolist() == [255, 255, 255] and seen[16, 16].tolist() == [180, 0, 0]
    list(each_work(pictures, "transparent", CancelToken()))
    assert np.array_equal(np.asarray(Image.open(tmp_path / "90.png")), disc(90))


def test_cancelling_leaves_what_was_written(tmp_path: Path) -> None:
    token = CancelToken()
    pictures = [(tmp_path / f"{at}.png", lambda: disc(9)) for at in range(3)]
    work = each_work(pictures, "white", token)
    assert isinstance(next(work), Progress) and isinstance(next(work), Progress)
    assert token.cancel()
    work.close()
    assert [path.name for path in tmp_path.iterdir()] == ["0.png"]


def test_a_sheet_holds_all_with_their_captions(tmp_path: Path) -> None:
    path = tmp_path / "sheet.png"
    assert list(sheet_work(sheet(5, "white"), path, CancelToken()))[-1] == path
    seen = np.asarray(Image.open(path)).astype(int)
    columns, rows = sheet_layout(5)
    assert (columns, rows) == (3, 2) and seen.shape == (rows * 42, columns * 32, 3)
    middles = seen[16::42, 16::32]
    assert (middles.reshape(-1, 3)[:5] == [200, 0, 0]).all()
    assert middles[1, 2].tolist() == [255, 255, 255]
    assert seen[37, 16].max() < 100  # ink below the picture
    list(sheet_work(sheet(1, "transparent"), path, CancelToken()))
    assert np.asarray(Image.open(path))[0, 0].tolist() == [0, 0, 0, 0]


def test_sheets_stay_of_a_size_that_programs_open() -> None:
    for count in (1, 2, 3, 7, 100, 4000):
        columns, rows = sheet_layout(count)
        assert columns * rows >= count > columns * (rows - 1)
        assert max(columns, rows) * most_pixels(count, 512) <= LONGEST_SHEET
    assert most_pixels(100, 512) == 512 > most_pixels(4000, 512)


def test_a_folder_that_is_gone_is_named_in_a_sentence(tmp_path: Path) -> None:
    pictures = [(tmp_path / "gone" / "a.png", lambda: disc(9))]
    with pytest.raises(InputError, match=r"a\.png cannot be written: No such file"):
        list(each_work(pictures, "white", CancelToken()))
