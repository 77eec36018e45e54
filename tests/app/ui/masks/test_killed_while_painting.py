"""The process is killed while the button is down: the next start offers everything up to the last finished stroke."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.imaging.masks.journal import read

ROOT = Path(__file__).parents[4]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.app.ui.masks.killed_window", *map(str, arguments)]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment, timeout=180)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system ends processes in another way")
def test_a_kill_within_a_stroke_loses_that_stroke_alone(make, tmp_path: Path) -> None:
    scan, settings, truth = make.scan(tmp_path / "ct", slices=15), tmp_path / "settings.toml", tmp_path / "truth.npz"
    painted = run("paint", scan, settings, truth)
    assert painted.returncode == -signal.SIGKILL, painted.stderr
    assert "in the middle of a stroke" in painted.stdout
    (kept,) = (tmp_path / "edits").iterdir()
    assert len(read(kept)[1]) == 2
    looked = run("look", scan, settings, truth)
    assert looked.returncode == 0, looked.stderr
    assert "everything up to the last finished stroke" in looked.stdout
