"""From a bare machine to a running program: ``python3 packaging/bootstrap.py demo|test|run [arguments]``.

Standard library only. Makes a virtual environment (``.venv`` in the checkout, or the folder named by LIGHTBOX_VENV),
installs the project at the versions of ``constraints.txt`` and starts it. A stamp in the environment says what was
installed, so a later start goes straight to the program.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = (3, 11)
STAMP = "lightbox-stamp.json"

# What Qt opens at run time, and the Debian package that brings it. The first group is needed for every start,
# the second only where a window opens on an X11 display.
DRAWING_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

# Words after `run` that never open a window.
HEADLESS = {"info", "render", "convert", "models", "predict", "--version", "--help", "-h"}

# (what is checked, program of the environment with its arguments)
CHECKS = (
    ("lint", ("ruff", "check", ".")),
    ("format", ("ruff", "format", "--check", ".")),
    ("types", ("mypy",)),
    ("import contracts", ("lint-imports", "--no-cache")),
    ("file and function sizes", ("python", "packaging/size_report.py")),
)


class Refused(Exception):  # noqa: N818 - it carries the sentence for the person, not a fault of the program
    """The work cannot go on; the text says why and what to do."""


def say(words: str) -> None:
    """Progress goes to stderr, so that stdout stays the program's own."""
    print(f"lightbox setup: {words}", file=sys.stderr, flush=True)


def program(venv: Path, name: str) -> Path:
    """Path of a program inside the environment, on this kind of system."""
    return venv / "Scripts" / f"{name}.exe" if os.name == "nt" else venv / "bin" / name


def missing_packages(wanted: dict[str, str]) -> list[str]:
    """Debian packages of those libraries that the loader does not find; empty on systems other than Linux."""
    if not sys.platform.startswith("linux"):
        return []
    missing = []
    for library, package in wanted.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def provide_packages(packages: Sequence[str], purpose: str) -> None:
    """Install Debian packages as root; otherwise refuse with the one line that does it."""
    apt = shutil.which("apt-get")
    names = " ".join(packages)
    if apt is None:
        raise Refused(f"{purpose} needs system libraries that are missing; their names on Debian and Ubuntu: {names}.")
    if os.geteuid() != 0:
        raise Refused(
            f"{purpose} needs system packages; run this, then start again:\n  sudo apt-get install -y {names}"
        )
    say(f"installing system packages: {names}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        done = subprocess.run([apt, *words], env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    if done.returncode != 0:
        raise Refused(f"apt-get could not install {names}; its own words stand above.")


def fingerprint(checkout: Path, python: Path) -> str:
    """Hash of all that decides what gets installed: the two lists, the folder, the interpreter."""
    digest = hashlib.sha256()
    for part in (checkout / "pyproject.toml", checkout / "packaging" / "constraints.txt"):
        digest.update(part.read_bytes())
    digest.update(f"{checkout}|{python}|{sys.version}".encode())
    return digest.hexdigest()


def read_stamp(venv: Path) -> tuple[str, set[str]]:
    """(fingerprint, extras) of what the environment holds; ``("", set())`` where nothing was finished."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
        return str(stamp["fingerprint"]), {str(name) for name in stamp["extras"]}
    except (OSError, ValueError, KeyError, TypeError):
        return "", set()


def pip_works(venv: Path) -> bool:
    """Whether the environment has an interpreter that starts and has pip."""
    python = program(venv, "python")
    if not python.exists():
        return False
    return subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def make_environment(venv: Path) -> None:
    """Make the virtual environment, or mend one that does not start any more."""
    if importlib.util.find_spec("ensurepip") is None:  # Debian ships it in a package of its own
        provide_packages([f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"], "Making a virtual environment")
    say(f"making a virtual environment in {venv}")
    clear = ["--clear"] if (venv / "pyvenv.cfg").exists() else []
    made = subprocess.run([sys.executable, "-m", "venv", *clear, str(venv)], stdout=sys.stderr, check=False)
    if made.returncode != 0:
        raise Refused(f"No virtual environment could be made in {venv}; Python's own words stand above.")


def install(venv: Path, extras: set[str], checkout: Path = CHECKOUT) -> None:
    """Bring the environment to the pinned versions, unless its stamp says that it has them with these extras.

    Parameters
    ----------
    venv
        Folder of the environment; one that the person made is used as it is, e.g. with another build of torch.
    extras
        Extras of pyproject.toml; those installed before are kept.
    checkout
        The folder with pyproject.toml.
    """
    mark = fingerprint(checkout, program(venv, "python"))
    found, present = read_stamp(venv)
    if found == mark and extras <= present and program(venv, "python").exists():
        return
    started = time.monotonic()
    (venv / STAMP).unlink(missing_ok=True)
    if not pip_works(venv):
        make_environment(venv)
    names = ",".join(sorted(extras | present))
    target = f"{checkout}[{names}]" if names else str(checkout)
    say("installing the pinned packages; the first time this takes some minutes and a few gigabytes")
    pip = [str(program(venv, "python")), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    constraints = checkout / "packaging" / "constraints.txt"
    done = subprocess.run(
        [*pip, "-c", str(constraints), "-e", target], stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
    )
    if done.returncode != 0:
        raise Refused("The packages could not be installed; pip's own words stand above (network? free space?).")
    stamp = {"fingerprint": mark, "extras": sorted(extras | present)}
    (venv / STAMP).write_text(json.dumps(stamp), encoding="utf-8")
    say(f"installed in {time.monotonic() - started:.0f} s")


def start(command: Sequence[str]) -> int:
    """Become the program; on Windows, where a process cannot, wait for it. Returns its exit code."""
    if os.name == "nt":
        return subprocess.run(command, check=False).returncode
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(command[0], list(command))


def run_tests(venv: Path, arguments: Sequence[str]) -> int:
    """Run every check, then pytest without a display; 0 if all pass, else the code of the first that failed."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}
    steps = [*CHECKS, ("tests", ("python", "-m", "pytest", *arguments))]
    failed: list[tuple[str, int]] = []
    for title, (name, *words) in steps:
        say(title)
        command = [str(program(venv, name)), *words]
        code = subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode
        if code != 0:
            failed.append((title, code))
    if failed:
        say("failed: " + ", ".join(title for title, _ in failed))
        return failed[0][1]
    say("all checks passed")
    return 0


def opens_x11_window(command: str, arguments: Sequence[str]) -> bool:
    """Whether what follows shows a window on an X11 display; only then Qt opens the second group of libraries."""
    if command == "test" or "--screenshot" in arguments or set(arguments[:1]) & HEADLESS:
        return False
    return bool(os.environ.get("DISPLAY")) and os.environ.get("QT_QPA_PLATFORM", "xcb") == "xcb"


def prepare(command: str, arguments: Sequence[str]) -> Path:
    """Check libraries, install what is missing, return the environment's folder."""
    window = WINDOW_LIBRARIES if opens_x11_window(command, arguments) else {}
    missing = missing_packages({**DRAWING_LIBRARIES, **window})
    if missing:
        provide_packages(missing, "The window")
    venv = Path(os.environ.get("LIGHTBOX_VENV") or CHECKOUT / ".venv").absolute()
    install(venv, {"dev"} if command == "test" else set())
    return venv


def main(arguments: Sequence[str]) -> int:
    """Read the command line and do it; returns the exit code."""
    if sys.version_info < OLDEST_PYTHON:
        found = f"{sys.version_info[0]}.{sys.version_info[1]}"
        say(f"Lightbox needs Python 3.11 or newer and this is {found}; start it with a newer one, e.g. python3.12.")
        return 1
    parser = argparse.ArgumentParser(prog="bootstrap.py", description="Install Lightbox and start it.")
    parser.add_argument("command", choices=("demo", "test", "run"), help="phantom study; all checks; lightbox itself")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="handed on to lightbox, or to pytest")
    chosen = parser.parse_args(arguments)
    try:
        venv = prepare(chosen.command, chosen.rest)
    except Refused as refusal:
        say(str(refusal))
        return 1
    if chosen.command == "test":
        return run_tests(venv, chosen.rest)
    words = ["demo"] if chosen.command == "demo" else []
    return start([str(program(venv, "lightbox")), *words, *chosen.rest])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
