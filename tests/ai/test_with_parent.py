from __future__ import annotations

import os
import subprocess
import sys
import time

ASKED = "from ai.with_parent import end_with_parent; end_with_parent(); import time; print('begun', flush=True); "


def _asked(then: str) -> tuple[subprocess.Popen[bytes], int]:
    """A process that watches, and the end of the pipe that keeps it alive."""
    reader, writer = os.pipe()
    process = subprocess.Popen([sys.executable, "-c", ASKED + then], stdin=reader, stdout=subprocess.PIPE)
    os.close(reader)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"begun"
    return process, writer


def test_it_ends_when_nobody_holds_the_other_end() -> None:
    process, writer = _asked("time.sleep(60)")
    began = time.monotonic()
    os.close(writer)
    assert process.wait(timeout=30) == 1
    assert time.monotonic() - began < 30
    process.communicate()


def test_it_ends_by_itself_as_ever() -> None:
    process, writer = _asked("time.sleep(0.1)")
    assert process.wait(timeout=30) == 0
    os.close(writer)
    process.communicate()
