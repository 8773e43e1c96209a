"""Short texts about shapes, results and models, for labels and tooltips."""

from __future__ import annotations

from mge_studio.requests import (
    CompleteRequest,
    ModelInfo,
    Order,
    ReconstructRequest,
    SampleRequest,
    ShapeResult,
)
from mge_studio.shapes.grounding import Levelling
from mge_studio.shapes.shape import Shape
from mge_studio.studio.document import Item

#: Which codes are decided first.
ORDER_TEXTS: dict[Order, str] = {
    "confident": "the most confident first",
    "random": "at random",
    "near": "the nearest to what is known first",
}


def describe_item(item: Item) -> str:
    """What it consists of, how large it is in its own units, and how it was made."""
    shape = describe_shape(item.shape)
    return shape if item.result is None else f"{shape}\n{describe_result(item.result)}"


def describe_shape(shape: Shape) -> str:
    """What it consists of, and how large it is in its own units."""
    if len(shape.vertices) == 0:
        return "Nothing: no surface formed"
    size = " × ".join(f"{extent:.3g}" for extent in shape.extents)
    if shape.faces is None:
        return f"{len(shape.vertices):,} points\n{size} units"
    closed = "closed" if shape.is_watertight else "open"
    return f"{len(shape.faces):,} triangles, {closed}\n{size} units"


def describe_result(result: ShapeResult) -> str:
    """One line: what was asked, with what seed, how long it took."""
    request = result.request
    seconds = f"{result.seconds:.1f} s" if result.seconds else ""
    if isinstance(request, ReconstructRequest):
        parts = [_decoded(request), f"{request.resolution}³", seconds]
    else:
        made = "Completion" if isinstance(request, CompleteRequest) else "Sample"
        settings = request.settings
        parts = [
            f"{made} {result.variant + 1} of {settings.variants}",
            settings.class_name or "",
            f"seed {settings.seed}",
            seconds,
        ]
    return "  ·  ".join(part for part in parts if part)


def recipe(item: Item) -> list[tuple[str, str]]:
    """Everything that is needed to make a result again, as (name, value) lines."""
    assert item.result is not None
    result, request = item.result, item.result.request
    lines = [("Patches", f"{len(result.tokens)}, {int(result.generated.sum())} of them invented")]
    if isinstance(request, ReconstructRequest):
        lines += [
            *_job_lines(request),
            ("Resolution", str(request.resolution)),
            ("Seed", str(request.seed)),
        ]
    else:
        made = "Complete" if isinstance(request, CompleteRequest) else "Sample"
        variant = f"{result.variant + 1} of {request.settings.variants}"
        lines += [("Job", made), ("Variant", variant), *_settings_lines(request)]
    if item.made_by is not None:
        lines.append(("Model", item.made_by.name))
    return [*lines, ("Seconds", f"{result.seconds:.2f}")]


def _decoded(request: ReconstructRequest) -> str:
    if request.between is None:
        return "Edited tokens" if request.edited else "Reconstruction"
    return f"{request.between}{', edited' if request.edited_since else ''}"


def _job_lines(request: ReconstructRequest) -> list[tuple[str, str]]:
    between = request.between
    if between is None:
        return [("Job", "Decode edited tokens" if request.edited else "Reconstruct")]
    lines = [
        ("Job", "Interpolate"),
        ("From", between.first),
        ("To", between.second),
        ("Share", f"{between.share:.0%} of the way"),
    ]
    return [*lines, ("Edited", "by hand since")] if request.edited_since else lines


def describe_levelling(found: Levelling) -> str:
    """What was done to stand a shape on the ground."""
    if found.by == "level":
        return "It is level already: only its height was centred."
    if found.by == "nothing":
        return "No ground found: too little of it is flat. Only its height was centred."
    by = "its flat parts are level" if found.by == "flats" else "it stands on its feet"
    return f"Turned by {found.degrees:.1f}°, so that {by}, and its height centred."


def describe_model(info: ModelInfo) -> str:
    """Name and size; the model of a training run, RUN/model, is called after its run."""
    name = info.folder.parent.name if info.name == "model" else info.name
    return f"{name}  ·  {info.parameters / 1e6:.1f}M parameters"


def describe_patches(info: ModelInfo) -> str:
    """How many patches shapes have, and can have."""
    most = "" if info.most_patches == info.patches else f" (up to {info.most_patches})"
    return f"{info.patches} patches{most}"


def _settings_lines(request: CompleteRequest | SampleRequest) -> list[tuple[str, str]]:
    settings = request.settings
    lines = [
        ("Class", settings.class_name or "any"),
        ("Seed", str(settings.seed)),
        ("Steps", str(settings.steps)),
        ("Temperature", f"{settings.temperature:g}"),
        ("Top-p", f"{settings.top_p:g}"),
        ("Guidance", f"{settings.guidance:g}"),
        ("Order", ORDER_TEXTS[settings.order]),
        ("Resolution", str(settings.resolution)),
    ]
    if isinstance(request, CompleteRequest):
        lines += [
            ("Masked patches", settings.mode),
            ("Keep the unmasked surface", "yes" if settings.preserve else "no"),
            ("Symmetric", "yes" if settings.symmetry else "no"),
        ]
        lines += [] if request.where is None else [("Only inside", request.where.text)]
    return lines
