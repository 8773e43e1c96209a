"""What to say where there is nothing to show yet, and what the mouse does right now."""

from __future__ import annotations

from mge_studio.studio.document import Item
from mge_studio.studio.session import Session
from mge_studio.ui.painting import Tool

_TOOLS: dict[Tool, str] = {
    "brush": "Drag paints  ·  {brush_smaller} {brush_larger} sets the radius",
    "patch": "Click or drag masks single patches",
    "box": "Drag a box over what to mask",
    "polygon": "Click corners  ·  double click or Enter closes, Esc drops",
    "lasso": "Drag around what to mask",
    "flood": "Click masks a part  ·  {tool_flood}: all of it, {flood_by_normal}: up to its creases",
}


REGION = (
    "Drag the balls  ·  {region_apply} masks what lights up  ·  {cancel} drops it  ·  "
    "beside them the mouse orbits"
)


def missing_tokens(item: Item | None, session: Session) -> str:
    if item is None:
        return "Open a shape to see what the tokenizer makes of it."
    if session.model is None:
        if session.model_loading:
            return "The model is still loading…"
        return "No model is loaded: choose one in the Model menu."
    return "Reading the shape…"


def mouse(painting: bool, tool: Tool = "brush") -> str:
    if painting:
        return f"{_TOOLS[tool]}  ·  Ctrl takes away  ·  Shift intersects  ·  Space orbits"
    return "Drag orbits  ·  middle button pans  ·  wheel zooms  ·  click inspects a patch"
