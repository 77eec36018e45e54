from __future__ import annotations

import os
import subprocess
import sys

import pytest

SAYS = """
import os
from pathlib import Path
from ai.rank import give_way, go_first
before = os.nice(0)
give_way(4)
go_first()
score = Path("/proc/self/oom_score_adj")
print(os.nice(0) - before, score.read_text().strip() if score.exists() else 800)
"""


@pytest.mark.skipif(not hasattr(os, "nice"), reason="this system has no niceness")
def test_a_process_gives_way_and_goes_first() -> None:
    said = subprocess.run([sys.executable, "-c", SAYS], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["4", "800"]
