"""Pictures and animations as files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mge_studio.errors import InputError
from mge_studio.studio.jobs import CancelToken
from mge_studio.studio.pictures import animation_work, picture_work


def square(shift: int) -> np.ndarray:
    """A red square on nothing, `shift` pixels to the right."""
    pixels = np.zeros((20, 30, 4), dtype=np.uint8)
    pixels[5:15, shift : shift + 8] = (200, 30, 20, 255)
    return pixels


def frames() -> list[Callable[[], np.ndarray]]:
    return [partial(square, shift) for shift in (0, 7, 14)]


def test_a_png_keeps_its_opacity(tmp_path: Path) -> None:
    path = tmp_path / "square.png"
    assert list(picture_work(partial(square, 3), path, CancelToken()))[-1] == path
    assert np.array_equal(np.asarray(Image.open(path)), square(3))


@pytest.mark.parametrize("suffix", ["gif", "webp"])
def test_frames_do_not_show_through_each_other(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"square.{suffix}"
    assert list(animation_work(frames(), 0.9, path, CancelToken()))[-1] == path
    with Image.open(path) as animation:
        assert animation.n_frames == 3 and animation.info["loop"] == 0
        for number, make in enumerate(frames()):
            animation.seek(number)
            shown = np.asarray(animation.convert("RGBA")).astype(int)
            assert np.array_equal(shown[..., 3] > 127, make()[..., 3] > 127)
            assert np.abs(shown[10, 7 * number + 4] - [200, 30, 20, 255]).max() < 30


def test_cancelled_or_failed_writing_leaves_nothing(tmp_path: Path) -> None:
    token = CancelToken()
    work = animation_work(frames(), 1.0, tmp_path / "square.gif", token)
    next(work)
    token.cancel()
    assert all(not isinstance(event, Path) for event in work)
    with pytest.raises(InputError, match="cannot be written"):
        list(picture_work(partial(square, 0), tmp_path / "no" / "square.png", CancelToken()))
    assert list(tmp_path.iterdir()) == []
