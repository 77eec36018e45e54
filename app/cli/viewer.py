"""``lightbox [PATH…]`` and ``lightbox demo``: the two commands that open the window."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from app.cli.render import size_argument


def add_demo(parser: argparse.ArgumentParser) -> None:
    """Declare the options of ``demo``."""
    parser.add_argument("--screenshot", metavar="FILE", type=Path, help="render without a screen, save, end")
    parser.add_argument("--seed", metavar="N", type=int, default=0, help="another phantom (default: 0)")
    parser.add_argument("--size", metavar="W,H", type=size_argument, help="size of the window in pixels")


def add_open(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the viewer itself."""
    parser.add_argument(
        "paths", metavar="PATH", type=Path, nargs="*", help="image files, folders, ZIPs or DICOMDIRs to open"
    )


def open_window(paths: Sequence[Path]) -> int:
    """Open the viewer; returns when it is closed, with the exit code."""
    from app.main import run

    return run(paths)


def open_demo(options: argparse.Namespace) -> int:
    """Open the viewer on the phantom study and run the model that suits it."""
    from app.main import demo

    return demo(screenshot=options.screenshot, seed=options.seed, size=options.size)
