"""The house rules that a machine can check and no linter of ours does."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "mge_studio"
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def python_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_files_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert {str(path): n for path, n in lengths.items() if n > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    lengths = {
        f"{path.relative_to(PACKAGE)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in python_files()
        for node in functions(path)
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}


def test_nothing_is_pickled() -> None:
    """`np.load` is allowed with allow_pickle=False only; `pickle` and `torch.load` not at all."""
    offences = []
    for path in python_files():
        text = path.read_text(encoding="utf-8")
        if "import pickle" in text or "torch.load(" in text:
            offences.append(str(path))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"np.load", "numpy.load"}:
                safe = any(
                    keyword.arg == "allow_pickle" and ast.unparse(keyword.value) == "False"
                    for keyword in node.keywords
                )
                if not safe:
                    offences.append(f"{path}:{node.lineno}")
    assert offences == []
