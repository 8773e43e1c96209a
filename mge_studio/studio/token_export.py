"""Writing the tokens of an item to a file, in the background."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mge_studio.requests import Progress
from mge_studio.shapes.token_files import write_tokens
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.jobs import CancelToken, Job

if TYPE_CHECKING:
    from mge_studio.studio.session import Session


def export_tokens(session: Session, item_id: int, path: Path) -> Job | None:
    """Write the tokens of an item as .npz, .json or .csv; None when it has none."""
    item = session.document.item(item_id)
    title = f"Export {path.name}"
    if item.tokens is None:
        message = f"{item.name} has no tokens yet: try again in a moment."
        session.error.emit(title, message, "")
        return None

    def remember(job: Job, written: Path) -> None:
        session.settings.last_folder = str(written.absolute().parent)
        session.settings.save()

    work = partial(_work, item.tokens, path)
    return session.jobs.submit(
        "export-tokens", title, work, remember, lane="files", item_id=item_id
    )


def _work(tokens: Tokens, path: Path, token: CancelToken) -> Iterator[Progress | Path]:
    """Cannot be cancelled once begun: whether the file was written must be known."""
    if token.seal():
        yield Progress(0.0, f"Writing {path.name}")
        write_tokens(tokens, path)
        yield path
