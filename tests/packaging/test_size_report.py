"""The size report tells what has grown, and nothing else."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "size_report.py"


@pytest.fixture(scope="module")
def report() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lightbox_size_report", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("x = 1\n" * 400, []),
        ("x = 1\n" * 401, ["f.py: 401 lines (over 400)"]),
        ("def f():\n" + "    x = 1\n" * 59, []),
        ("def f():\n" + "    x = 1\n" * 60, ["f.py:1: f() has 61 lines (over 60)"]),
        ("class A:\n" + "".join(f"    def m{i}(self): ...\n" for i in range(15)) + "    def _p(self): ...\n", []),
        (
            "class A:\n" + "".join(f"    def m{i}(self): ...\n" for i in range(16)),
            ["f.py:1: A has 16 public methods (over 15)"],
        ),
    ],
)
def test_only_what_is_over_a_limit_is_told(report: ModuleType, source: str, found: list[str]) -> None:
    assert list(report.oversized(source, "f.py")) == found


def test_it_never_stops_a_build() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("size report: ")
