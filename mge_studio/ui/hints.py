"""What to say where there is nothing to show yet, and what the mouse does right now."""

from __future__ import annotations

from mge_studio.studio.document import Item
from mge_studio.studio.session import Session


def missing_tokens(item: Item | None, session: Session) -> str:
    if item is None:
        return "Open a shape to see what the tokenizer makes of it."
    if session.model is None:
        if session.model_loading:
            return "The model is still loading…"
        return "No model is loaded: choose one in the Model menu."
    return "Reading the shape…"


def mouse(painting: bool) -> str:
    if painting:
        return (
            "Drag paints  ·  Ctrl erases  ·  Space orbits  ·  [ ] or Ctrl + wheel sets the radius"
        )
    return "Drag orbits  ·  middle button pans  ·  wheel zooms  ·  click inspects a patch"
