"""A folder of results: NAME-00.obj, NAME-01.obj ... and the recipe that makes them again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mge_studio.cli.console import Report, print_json, say
from mge_studio.cli.models import shape_results
from mge_studio.cli.outputs import staged_folder, write_json
from mge_studio.errors import InputError
from mge_studio.requests import CompleteRequest, SampleRequest
from mge_studio.studio.recipes import request_recipe

if TYPE_CHECKING:
    from mge_studio.model.pipeline import Model

Recipe = dict[str, Any]


def write_variants(
    model: Model, request: CompleteRequest | SampleRequest, folder: Path, name: str,
    report: Report, extra: Recipe | None = None, only: int | None = None,
) -> Recipe:  # fmt: skip
    """Run a request and write every result in the input's units; returns the recipe.

    extra: what else to write into recipe.json. only: the variant to write, None for all. Files
    appear in `folder` once all are done.
    """
    recipe = request_recipe(request, model.info) | (extra or {}) | {"results": []}
    with staged_folder(folder) as staging:
        for result in shape_results(model, request, report):
            if only not in (None, result.variant):
                continue
            file = f"{name}-{result.variant:02d}.obj"
            result.shape.save(staging / file)
            faces = 0 if result.shape.faces is None else len(result.shape.faces)
            facts = {"file": file, "faces": faces, "seconds": round(result.seconds, 3)}
            recipe["results"].append(facts)
        write_json(staging / "recipe.json", recipe)
    return recipe


def check_only(only: int | None, variants: int) -> None:
    """Raises InputError before any work is done in vain."""
    if only is not None and only >= variants:
        raise InputError(
            f"There is no result {only} of {variants}: they are numbered 0 to {variants - 1}."
        )


def announce(recipe: Recipe, folder: Path, as_json: bool) -> None:
    if as_json:
        print_json({"output": str(folder), **recipe})
        return
    for result in recipe["results"]:
        path = folder / result["file"]
        say(f"wrote {path}: {result['faces']:,} faces in {result['seconds']:.1f} s")
    say(f"wrote {folder / 'recipe.json'}")
