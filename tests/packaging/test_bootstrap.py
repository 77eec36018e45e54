"""The first start: what is installed when, and that a later start goes straight to the program."""

from __future__ import annotations

import importlib.util
import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "bootstrap.py"
posix_only = pytest.mark.skipif(os.name == "nt", reason="the fake programs are shell scripts")


@pytest.fixture(scope="module")
def bootstrap() -> ModuleType:
    # Loaded by path: the folder shares its name with the library `packaging`.
    spec = importlib.util.spec_from_file_location("lightbox_bootstrap", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    (folder / "packaging").mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[project]\n")
    (folder / "packaging" / "constraints.txt").write_text("numpy==2.4.6\n")
    return folder


def write_script(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def fake_venv(tmp_path: Path) -> Path:
    """An environment whose programs write their arguments into ``calls`` and succeed."""
    venv = tmp_path / "venv"
    for name in ("python", "ruff", "mypy", "lint-imports"):
        write_script(venv / "bin" / name, f'echo "{name} $*" >> "{venv}/calls"')
    write_script(venv / "bin" / "lightbox", f'echo "lightbox $*" >> "{venv}/calls"\nexit 7')
    return venv


def calls(venv: Path) -> list[str]:
    path = venv / "calls"
    return path.read_text().splitlines() if path.exists() else []


def launch(venv: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LIGHTBOX_VENV": str(venv), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


@posix_only
def test_first_start_installs_the_pinned_project_and_hands_on_arguments_and_exit_code(fake_venv: Path) -> None:
    done = launch(fake_venv, "demo", "--screenshot", "picture.png")
    assert done.returncode == 7
    assert done.stdout == ""
    *setup, last = calls(fake_venv)
    pip = next(call for call in setup if "pip install" in call)
    assert "constraints.txt -e" in pip
    assert "[dev]" not in pip
    assert last == "lightbox demo --screenshot picture.png"


@posix_only
def test_second_start_calls_nothing_but_the_program_and_is_quick(fake_venv: Path) -> None:
    launch(fake_venv, "run")
    (fake_venv / "calls").unlink()
    started = time.monotonic()
    done = launch(fake_venv, "run", "info", "scan.dcm")
    assert time.monotonic() - started < 2
    assert done.returncode == 7
    assert done.stderr == ""
    assert calls(fake_venv) == ["lightbox info scan.dcm"]


@posix_only
def test_the_test_command_adds_dev_once_and_demo_keeps_it(fake_venv: Path) -> None:
    launch(fake_venv, "run")
    assert launch(fake_venv, "test", "-k", "nothing").returncode == 0
    made = calls(fake_venv)
    assert sum("pip install" in call for call in made) == 2
    assert any("[dev]" in call for call in made)
    assert made[-1] == "python -m pytest -k nothing"
    assert [call.split()[0] for call in made[-6:]] == ["ruff", "ruff", "mypy", "lint-imports", "python", "python"]
    launch(fake_venv, "demo")
    assert sum("pip install" in call for call in calls(fake_venv)) == 2


@posix_only
def test_all_checks_run_and_the_first_failure_gives_the_exit_code(fake_venv: Path) -> None:
    write_script(fake_venv / "bin" / "mypy", "exit 3")
    done = launch(fake_venv, "test")
    assert done.returncode == 3
    assert calls(fake_venv)[-1] == "python -m pytest"
    assert done.stderr.rstrip().endswith("failed: types")


@posix_only
def test_a_failed_install_is_one_sentence_and_is_tried_again(fake_venv: Path) -> None:
    write_script(fake_venv / "bin" / "python", 'case "$*" in *install*) exit 9;; esac')
    done = launch(fake_venv, "run")
    assert done.returncode == 1
    assert "could not be installed" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert calls(fake_venv) == []
    write_script(fake_venv / "bin" / "python", f'echo "python $*" >> "{fake_venv}/calls"')
    assert launch(fake_venv, "run").returncode == 7


@posix_only
@pytest.mark.parametrize("changed", ["pyproject.toml", "packaging/constraints.txt"])
def test_a_change_of_the_lists_installs_again(
    bootstrap: ModuleType, checkout: Path, fake_venv: Path, changed: str
) -> None:
    bootstrap.install(fake_venv, set(), checkout)
    before = len(calls(fake_venv))
    bootstrap.install(fake_venv, set(), checkout)
    assert len(calls(fake_venv)) == before
    (checkout / changed).write_text("something else\n")
    bootstrap.install(fake_venv, set(), checkout)
    assert len(calls(fake_venv)) > before


@pytest.mark.parametrize("content", ["", "not json", "[]", json.dumps({"fingerprint": "x"})])
def test_a_damaged_stamp_counts_as_none(bootstrap: ModuleType, tmp_path: Path, content: str) -> None:
    (tmp_path / bootstrap.STAMP).write_text(content)
    assert bootstrap.read_stamp(tmp_path) == ("", set())


def test_an_old_python_gets_a_sentence(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    assert bootstrap.main(["demo"]) == 1
    assert "needs Python 3.11 or newer and this is 3.9" in capsys.readouterr().err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system libraries are looked up on Linux only")
def test_a_missing_library_names_its_package(bootstrap: ModuleType) -> None:
    assert bootstrap.missing_packages({"libnot-there.so.9": "libnotthere9", "libc.so.6": "libc6"}) == ["libnotthere9"]


@pytest.mark.parametrize(
    ("command", "arguments", "display", "opens"),
    [
        ("demo", [], ":0", True),
        ("run", ["scan.dcm"], ":0", True),
        ("run", [], ":0", True),
        ("run", [], "", False),
        ("demo", ["--screenshot", "f.png"], ":0", False),
        ("run", ["info", "scan.dcm"], ":0", False),
        ("test", [], ":0", False),
    ],
)
def test_libraries_of_x11_are_asked_for_only_where_a_window_opens_there(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    arguments: list[str],
    display: str,
    opens: bool,
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    assert bootstrap.opens_x11_window(command, arguments) is opens


def test_without_root_the_one_line_is_printed(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", answering("/usr/bin/apt-get"))
    monkeypatch.setattr(bootstrap.os, "geteuid", answering(1000), raising=False)
    with pytest.raises(bootstrap.Refused, match=r"sudo apt-get install -y libegl1 libgl1$"):
        bootstrap.provide_packages(["libegl1", "libgl1"], "The window")


def test_without_apt_the_names_are_printed(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", answering(None))
    with pytest.raises(bootstrap.Refused, match=r"missing; their names on Debian and Ubuntu: libegl1\."):
        bootstrap.provide_packages(["libegl1"], "The window")


@posix_only
def test_as_root_apt_gets_the_packages(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    apt = tmp_path / "bin" / "apt-get"
    write_script(apt, f'echo "$*" >> "{tmp_path}/apt"')
    monkeypatch.setattr(bootstrap.shutil, "which", answering(str(apt)))
    monkeypatch.setattr(bootstrap.os, "geteuid", answering(0))
    bootstrap.provide_packages(["libegl1"], "The window")
    update, install = (tmp_path / "apt").read_text().splitlines()
    assert update.split()[0] == "update"
    assert install.split()[0] == "install"
    assert install.split()[-1] == "libegl1"
    write_script(apt, "exit 100")
    with pytest.raises(bootstrap.Refused, match="could not install libegl1"):
        bootstrap.provide_packages(["libegl1"], "The window")


def test_every_shipped_pin_is_exact_and_without_address() -> None:
    lines = (SCRIPT.parent / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert len(pins) > 40
    for pin in pins:
        name, _, version = pin.partition("==")
        assert name, pin
        assert version, pin
        assert not set(pin) & set("/@+ "), pin


def answering(value: object) -> Callable[..., object]:
    """A function that gives the same answer to everything."""

    def answer(*_: object) -> object:
        return value

    return answer
