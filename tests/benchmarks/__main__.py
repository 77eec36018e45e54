"""``python -m tests.benchmarks [NAME…]``: run the entries of this folder and print medians and ratios.

An entry is a module with ``run() -> list[Row]``. Absolute times say little on a shared machine: the ratios are the
result.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path

from ai.memory import ask_for_large_pages
from tests.benchmarks.table import Row

NOT_ENTRIES = {"__main__", "ct_series", "hands", "patients", "table"}


def names() -> list[str]:
    """Entries of this folder."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NOT_ENTRIES)


def table(rows: list[Row]) -> str:
    """Lines of a Markdown table."""
    lines = ["| what | ours, ms | peer | peer, ms | peer ÷ ours | goal |", "|---|---:|---|---:|---:|---|"]
    lines += [
        f"| {row.name} | {row.product_ms:.2f} | {row.peer} | {row.peer_ms:.2f} | {row.ratio:.2f} | {row.goal} |"
        for row in rows
    ]
    return "\n".join(lines)


def main() -> int:
    """Run what the command line names, everything by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("name", nargs="*", choices=[[], *names()], help="entries to run (default: all)")
    chosen = parser.parse_args().name or names()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    ask_for_large_pages()
    rows = []
    for name in chosen:
        print(f"running {name}", file=sys.stderr, flush=True)  # noqa: T201 - this program prints
        rows += importlib.import_module(f"tests.benchmarks.{name}").run()
    print(table(rows))  # noqa: T201 - this program prints
    return 0


if __name__ == "__main__":
    sys.exit(main())
