"""Writing pictures and animations: encoded on a worker, whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from psygnal import Signal

from mge_studio.errors import InputError
from mge_studio.requests import Progress
from mge_studio.studio.jobs import CancelToken, Job

if TYPE_CHECKING:
    from mge_studio.studio.session import Session

Pixels = NDArray[np.uint8]
#: Makes the (H, W, 4) pixels of one picture, when they are wanted.
Develop = Callable[[], Pixels]
Work = Callable[[CancelToken], Iterator[Progress | Path]]

#: The colour of a GIF's palette that is seen through.
HOLE = 255


class PictureFiles:
    """Writes pictures beside the other files of a session."""

    saved = Signal(Path)

    def __init__(self, session: Session) -> None:
        self._session = session

    def save_picture(self, develop: Develop, path: Path) -> Job:
        """Write one picture as PNG."""
        return self._submit(partial(picture_work, develop, path), path)

    def save_animation(self, frames: Sequence[Develop], seconds: float, path: Path) -> Job:
        """Write frames that repeat for ever, `seconds` a round, as GIF or WebP, by the suffix."""
        return self._submit(partial(animation_work, frames, seconds, path), path)

    def _submit(self, work: Work, path: Path) -> Job:
        jobs = self._session.jobs
        return jobs.submit("export", f"Save {path.name}", work, self._on_saved, lane="files")

    def _on_saved(self, job: Job, path: Path) -> None:
        self._session.settings.last_folder = str(path.absolute().parent)
        self._session.settings.save()
        self.saved.emit(path)


def picture_work(develop: Develop, path: Path, token: CancelToken) -> Iterator[Progress | Path]:
    yield Progress(0.0, f"Writing {path.name}")
    picture = Image.fromarray(_light(develop()))
    if token.seal():
        save_png(picture, path)
        yield path


def animation_work(
    frames: Sequence[Develop], seconds: float, path: Path, token: CancelToken
) -> Iterator[Progress | Path]:
    gif = path.suffix.lower() == ".gif"
    pictures = []
    for done, develop in enumerate(frames):
        yield Progress(0.9 * done / len(frames), f"Writing {path.name}")
        pixels = develop()
        pictures.append(_with_palette(pixels) if gif else Image.fromarray(_light(pixels)))
    options: dict[str, Any] = (
        {"format": "GIF", "disposal": 2, "transparency": HOLE}
        if gif
        else {"format": "WEBP", "quality": 90, "method": 3}
    )
    if token.seal():
        duration = round(1000 * seconds / len(frames))
        _save(
            pictures[0], path, save_all=True, append_images=pictures[1:], loop=0,
            duration=duration, **options,
        )  # fmt: skip
        yield path


def _light(pixels: Pixels) -> Pixels:
    """Without opacity where all is opaque."""
    return pixels[..., :3] if (pixels[..., 3] == 255).all() else pixels


def _with_palette(pixels: Pixels) -> Image.Image:
    """At most 255 colours; a pixel is seen through, or it is not."""
    picture = Image.fromarray(np.ascontiguousarray(pixels[..., :3])).quantize(HOLE)
    holes = (pixels[..., 3] < 128).astype(np.uint8) * 255
    picture.paste(HOLE, mask=Image.fromarray(holes))
    return picture


def save_png(picture: Image.Image, path: Path) -> None:
    """Whole or not at all. Raises InputError, in one sentence, where the path cannot be written."""
    _save(picture, path, format="PNG")


def _save(picture: Image.Image, path: Path, **options: Any) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        picture.save(temporary, **options)
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        reason = error.strerror or error
        raise InputError(f"{path} cannot be written: {reason}; save elsewhere.") from error
