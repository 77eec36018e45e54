"""The import contracts of pyproject.toml hold: who may import whom is a test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the packages of a folder, with the contracts that lie in it."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_import_contracts_hold() -> None:
    done = lint_imports(CHECKOUT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "planted", "contract"),
    [
        ("ai/volume.py", "import app.errors", "app above ai"),
        ("app/imaging/window.py", "from PySide6 import QtCore", "no Qt below state"),
        ("app/dicom/series.py", "from app.state import view_state", "inside app"),
        ("app/errors.py", "import torch", "app reaches torch only through the worker's client"),
    ],
)
def test_a_planted_import_is_caught(tmp_path: Path, module: str, planted: str, contract: str) -> None:
    for source in [*(CHECKOUT / "app").rglob("*.py"), *(CHECKOUT / "ai").rglob("*.py")]:
        copy = tmp_path / source.relative_to(CHECKOUT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())
    (tmp_path / "pyproject.toml").write_bytes((CHECKOUT / "pyproject.toml").read_bytes())
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{planted}\n")
    done = lint_imports(tmp_path)
    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout
