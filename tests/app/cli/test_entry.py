"""The entry: exit codes, quiet ends, one calm sentence for what nobody expected."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli import entry, viewer
from app.cli.entry import CalmHook, main

Lightbox = Callable[..., Any]


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("info", "--help"), ("predict", "-h"), ("--version",)])
def test_help_is_no_failure(lightbox: Lightbox, words: tuple[str, ...]) -> None:
    done = lightbox(*words)
    assert done.code == 0
    assert "lightbox" in done.out


def test_help_names_every_command(lightbox: Lightbox) -> None:
    out = lightbox("--help").out
    for name in ("demo", "info", "render", "convert", "models", "predict"):
        assert f"    {name}" in out


@pytest.mark.parametrize("words", [("info",), ("info", "a", "b"), ("--json",), ("convert", "a"), ("predict", "m", "a")])
def test_wrong_usage(lightbox: Lightbox, words: tuple[str, ...]) -> None:
    done = lightbox(*words)
    assert done.code == 2
    assert "usage: lightbox" in done.err


def test_paths_without_a_command_open_the_viewer(lightbox: Lightbox, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[list[Path]] = []

    def run(paths: list[Path]) -> int:
        opened.append(paths)
        return 7

    monkeypatch.setattr("app.main.run", run)
    assert lightbox().code == 7
    assert lightbox("a", "b c").code == 7
    assert lightbox("./info").code == 7
    assert opened == [[], [Path("a"), Path("b c")], [Path("info")]]


def test_the_demo_gets_its_options(lightbox: Lightbox, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, object]] = []

    def demo(**options: object) -> int:
        calls.append(options)
        return 0

    monkeypatch.setattr("app.main.demo", demo)
    assert lightbox("demo").code == 0
    assert lightbox("demo", "--screenshot", "f.png", "--seed", "5", "--size", "1600,900").code == 0
    assert calls == [
        {"screenshot": None, "seed": 0, "size": None},
        {"screenshot": Path("f.png"), "seed": 5, "size": (1600, 900)},
    ]
    assert lightbox("demo", "--size", "big").code == 2


def test_an_interrupt_is_quiet(lightbox: Lightbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(viewer, "open_demo", stop)
    done = lightbox("demo")
    assert (done.code, done.out, done.err) == (130, "", "")


def test_the_hook_of_before_is_back_afterwards(lightbox: Lightbox, tmp_path: Path) -> None:
    before = sys.excepthook
    lightbox("models")
    assert lightbox("info", tmp_path / "nothing").code == 1
    assert sys.excepthook is before


def test_the_unexpected_goes_to_the_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(options: object) -> int:
        raise ZeroDivisionError("Doe^John")

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(viewer, "open_demo", fail)
    with pytest.raises(ZeroDivisionError):
        main(["demo"])
    assert isinstance(sys.excepthook, CalmHook)


PROGRAM = """
import sys
from pathlib import Path
import app.log
app.log.platformdirs.user_log_dir = lambda *names, **options: sys.argv[1]
from app.cli import entry, info
def fail(options, console):
    raise ValueError("could not read 'Doe^John' of 19600102 at /data/doe/1.dcm")
entry.COMMANDS["info"] = entry.Command("", info.add, fail)
sys.exit(entry.main(sys.argv[2:]))
"""


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_the_unexpected_is_one_sentence_and_a_traceback_in_the_log(tmp_path: Path, json: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "log"), "info", "x", *json]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Something went wrong inside Lightbox; nothing of your data was changed.")
    assert len(done.stderr.strip().splitlines()) == 1
    assert ('"error"' in done.stdout) is bool(json)
    log = (tmp_path / "log" / "lightbox.log").read_text(encoding="utf-8")
    assert "in fail" in log
    assert "ValueError: could not read … of … at …" in log
    for secret in ("Doe", "19600102", "/data"):
        assert secret not in log.split("ValueError: ")[1]


@pytest.mark.skipif(os.name != "posix", reason="closed pipes look different elsewhere")
def test_a_closed_pipe_is_quiet() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-c", "import sys; from app.cli.entry import main; sys.exit(main(['models', '--json']))"]
    try:
        done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (130, "")


def test_python_dash_m_is_the_same() -> None:
    done = subprocess.run([sys.executable, "-m", "app", "--version"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("lightbox ")


def test_a_negative_centre_is_no_option() -> None:
    assert entry._joined_values(["render", "--window", "-600,1500", "-o", "f"]) == [
        "render",
        "--window=-600,1500",
        "-o",
        "f",
    ]
