"""What a confined process may not do, each tried in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ai.confined import own_modules

_START = """
import io, os, pickle, socket, subprocess, sys, ctypes, pathlib, shutil
from ai import confined
work = pathlib.Path(sys.argv[1])
"""


def tried(
    code: str, work: Path, *, before: str = "", confine: str = "writable=[work]"
) -> subprocess.CompletedProcess[str]:
    """Run code in a confined process; it prints "refused" where the hook said no."""
    body = "\n".join(f"    {line}" for line in code.splitlines())
    script = (
        f"{_START}{before}\nconfined.confine({confine})\ntry:\n{body}\n"
        "    print('done')\nexcept confined.Confined as error:\n    print('refused:', error.message)\n"
        "print(len(confined.attempts()))\n"
    )
    return subprocess.run(
        [sys.executable, "-c", script, str(work)], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("socket.create_connection(('127.0.0.1', 9), 1)", "reach the network"),
        ("socket.socket()", "reach the network"),
        ("subprocess.run(['true'])", "start another program"),
        ("os.system('true')", "start another program"),
        ("os.fork()", "start another program"),
        ("os.execv('/bin/true', ['true'])", "start another program"),
        ("os.posix_spawn('/bin/true', ['true'], {})", "start another program"),
        ("os.kill(os.getppid(), 0)", "start another program"),
        ("open('/tmp/lightbox-outside', 'w')", "write a file outside its folder"),
        ("os.open('/tmp/lightbox-outside', os.O_RDWR | os.O_CREAT)", "write a file outside its folder"),
        ("(work / '..' / 'outside').write_text('')", "write a file outside its folder"),
        ("open('/proc/self/mem', 'r+b')", "write a file outside its folder"),
        ("os.remove(__import__('os').path.expanduser('~/none'))", "change a file outside its folder"),
        ("os.rename(work / 'a', '/tmp/lightbox-outside')", "change a file outside its folder"),
        ("os.symlink('/etc', '/tmp/lightbox-outside')", "change a file outside its folder"),
        ("ctypes.CDLL('libm.so.6')", "load a library of code"),
        ("pickle.loads(b'cposix\\nsystem\\n(S\"true\"\\ntR.')", "unpickle posix.system"),
    ],
)
def test_refused(code: str, what: str, tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("the places and libraries named here are those of Linux")
    done = tried(code, tmp_path)
    assert done.stdout == f"refused: The model tried to {what}, so it was stopped.\n1\n", done.stderr


def test_its_own_folder_and_reading_stay_free(tmp_path: Path) -> None:
    done = tried(
        "(work / 'a').write_text('x')\nos.rename(work / 'a', work / 'b')\nopen(confined.__file__).read()\n"
        "shutil.copy(work / 'b', work / 'c')\n(work / 'd').mkdir()\nos.remove(work / 'c')",
        tmp_path,
    )
    assert done.stdout == "done\n0\n", done.stderr
    assert (tmp_path / "b").read_text() == "x"


def test_a_way_out_by_a_link_is_closed(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "link").symlink_to(tmp_path)
    done = tried("(work / 'link' / 'outside').write_text('')", work)
    assert "write a file outside" in done.stdout
    assert not (tmp_path / "outside").exists()


def test_modules_beside_a_foreign_model_are_not_run(tmp_path: Path) -> None:
    for name in ("torch", "safetensors", "platformdirs"):
        (tmp_path / f"{name}.py").write_text("import pathlib\npathlib.Path('ran').touch()\n")
    done = subprocess.run(
        [sys.executable, "-m", "ai", "convert", str(tmp_path / "none")],
        cwd=tmp_path, env=own_modules(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert "request.json" in done.stderr  # so far it came
    assert not (tmp_path / "ran").exists()


def test_what_was_swallowed_is_remembered(tmp_path: Path) -> None:
    done = tried("try:\n    os.system('true')\nexcept Exception:\n    pass", tmp_path)
    assert done.stdout == "done\n1\n"


def test_the_worker_may_write_but_not_connect(tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    done = tried(f"open({str(outside)!r}, 'w').close()\nsocket.socket()", tmp_path, confine="writable=None")
    assert "reach the network" in done.stdout
    assert outside.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_the_network_is_left_where_the_system_allows_it(tmp_path: Path) -> None:
    script = (
        "from ai import confined; import socket; left = confined.leave_network()\n"
        "names = [name for _, name in socket.if_nameindex()] if left else ['lo']\n"
        "print(left, names)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip().endswith("['lo']")
