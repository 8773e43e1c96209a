"""Presets of generation settings: what they hold, and what the settings file remembers of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mge_studio.errors import InputError
from mge_studio.requests import GenerationSettings
from mge_studio.studio.presets import BUILT_IN, Presets
from mge_studio.studio.settings import Settings

OWN = GenerationSettings(steps=24, temperature=0.5, top_p=0.8, class_name="chair", variants=3)


def presets(folder: Path) -> Presets:
    return Presets(Settings.load(folder / "settings.json"))


def test_a_preset_says_how_and_not_what(tmp_path: Path) -> None:
    asked = replace(OWN, seed=5, mode="in-place", preserve=False)
    quick = presets(tmp_path).applied("Quick", asked)
    assert (quick.steps, quick.resolution, quick.temperature) == (8, 96, 0.8)
    kept = ("class_name", "variants", "seed", "mode", "preserve")
    assert all(getattr(quick, name) == getattr(asked, name) for name in kept)


def test_the_usual_settings_are_a_preset_and_no_two_are_alike(tmp_path: Path) -> None:
    known = presets(tmp_path)
    assert known.fitting(GenerationSettings(class_name="bed", variants=4)) == "Balanced"
    assert known.fitting(replace(GenerationSettings(), steps=17)) == ""
    for name in BUILT_IN:
        assert known.fitting(known.applied(name, OWN)) == name


def test_own_presets_are_remembered_renamed_and_deleted(tmp_path: Path) -> None:
    known = presets(tmp_path)
    known.save("Chairs", OWN)
    known.save("Rough", replace(OWN, steps=4))
    known.save("Chairs", replace(OWN, guidance=3.0))
    known.rename("Chairs", "Seats")
    again = presets(tmp_path)
    assert again.own == ["Seats", "Rough"]
    assert again.applied("Seats", GenerationSettings()).guidance == 3.0
    again.delete("Rough")
    assert presets(tmp_path).names == [*BUILT_IN, "Seats"]


def test_of_two_alike_the_one_chosen_is_shown(tmp_path: Path) -> None:
    known = presets(tmp_path)
    known.save("Mine", GenerationSettings())
    assert known.fitting(GenerationSettings()) == "Balanced"
    assert known.fitting(GenerationSettings(), first="Mine") == "Mine"


def test_names_that_cannot_be_taken(tmp_path: Path) -> None:
    known = presets(tmp_path)
    known.save("Mine", OWN)
    known.save("Other", OWN)
    for name in (" ", "quick"):
        with pytest.raises(InputError):
            known.save(name, OWN)
    with pytest.raises(InputError, match="Other already"):
        known.rename("Mine", "Other")
    known.rename("Mine", "Mine")


def test_a_settings_file_changed_by_hand_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    held = {"Odd": {"steps": "many", "temperature": 1, "other": 3}, "Bad": 7, "Quick": {}}
    (tmp_path / "settings.json").write_text(json.dumps({"presets": held}))
    known = presets(tmp_path)
    assert known.own == ["Odd"]
    assert known.applied("Odd", GenerationSettings()) == GenerationSettings(temperature=1.0)
