"""Names of shapes as names of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from mge_studio.studio.file_names import MOST_BYTES, file_name, free_path


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("chair · sample 1", "chair - sample 1"), ("../../etc/passwd", "etc-passwd"),
        ("a\nb\0c:d*e?", "a-b-c-d-e"), ("...", "shape"), ("", "shape"), ("Жук 車", "Жук 車"),
        ("NUL", "NUL-"), ("com1.obj", "com1.obj-"), ("console", "console"), ("\ud800", "shape"),
    ],
)  # fmt: skip
def test_every_name_becomes_one_that_can_be_written(name: str, safe: str, tmp_path: Path) -> None:
    assert file_name(name) == safe
    (tmp_path / f"{safe}.png").write_bytes(b"")
    assert [path.name for path in tmp_path.iterdir()] == [f"{safe}.png"]


def test_long_names_are_cut_between_letters() -> None:
    safe = file_name("車" * 300)
    assert set(safe) == {"車"} and MOST_BYTES - 3 < len(safe.encode()) <= MOST_BYTES


def test_a_free_path_is_neither_there_nor_taken(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    assert free_path(tmp_path / "a.png", set()).name == "a (2).png"
    assert free_path(tmp_path / "a.png", {"a (2).png"}).name == "a (3).png"
    assert free_path(tmp_path / "a.png", set(), there=False).name == "a.png"
    assert free_path(tmp_path / "B.png", {"b.png"}).name == "B (2).png"
