"""``python -m tests.fuzz --count 2000 --seed 1``: break files, read them, say what went wrong.

The same seed makes the same files, on every machine with the same codecs. ``--keep DIR`` keeps those that went wrong.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz.broken_files import broken_file, broken_folder, real_files
from tests.fuzz.folders import FOLDERS
from tests.fuzz.watch import verdicts

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "conformance"


def main() -> int:
    """Run and print a summary; the exit code tells whether all went well."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="files (default: 200)")
    parser.add_argument("--seed", type=int, default=1, help="other files (default: 1)")
    parser.add_argument("--first", type=int, default=0, help="number of the first file (default: 0)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="folder for files that went wrong")
    parser.add_argument("--folders", action="store_true", help="hostile folders, archives and indexes instead")
    parser.add_argument("--together", type=int, default=0, metavar="N", help="folders of 2 N files instead of files")
    options = parser.parse_args()
    return run_folders() if options.folders else run_files(options)


def run_files(options: argparse.Namespace) -> int:
    """Break files and have them read."""
    real = real_files(REAL)
    started = time.monotonic()
    bad, refusals, slowest, largest, kinds = 0, Counter[str](), (0.0, ""), (0, ""), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="broken-") as folder:
        names: dict[Path, str] = {}

        def files() -> Iterator[Path]:
            for number in range(options.first, options.first + options.count):
                if options.together:
                    path = Path(folder) / f"{number:05d}"
                    path.mkdir()
                    broken_folder(path, number, options.seed, options.together)
                    names[path] = "folder"
                    yield path
                    continue
                kind, data = broken_file(number, options.seed, real=real)
                path = Path(folder) / f"{number:05d}.dcm"
                path.write_bytes(data)
                names[path] = kind
                yield path

        for verdict in verdicts(files()):
            kind = names.pop(verdict.path)
            kinds[kind.split()[0]] += 1
            slowest = max(slowest, (verdict.seconds, f"{verdict.path.stem} {kind}"))
            largest = max(largest, (verdict.growth, f"{verdict.path.stem} {kind}"))
            refusals.update(set(verdict.sentences))
            if verdict.faults:
                bad += 1
                say(f"{verdict.path.stem} {kind}, {verdict.seconds:.1f} s")
                for fault in verdict.faults:
                    say(f"    {fault}")
                if options.keep is not None:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    keep(verdict.path, options.keep / f"seed{options.seed}-{verdict.path.name}")
            if verdict.path.is_dir():
                shutil.rmtree(verdict.path)
            else:
                verdict.path.unlink()
    say(", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())))
    say(f"slowest: {slowest[1]}, {slowest[0]:.1f} s; most memory: {largest[1]}, {largest[0] / 1e6:.0f} MB")
    say(f"{options.count} files in {time.monotonic() - started:.0f} s, {len(refusals)} different sentences, {bad} bad")
    return 1 if bad else 0


def keep(path: Path, target: Path) -> None:
    """Copy a file or folder that went wrong."""
    if path.is_dir():
        shutil.copytree(path, target, dirs_exist_ok=True)
    else:
        shutil.copy(path, target)


def run_folders() -> int:
    """Make every hostile folder and have it read; each must show its good slices."""
    bad = 0
    with tempfile.TemporaryDirectory(prefix="hostile-") as top:
        for name, make in FOLDERS.items():
            folder = Path(top) / name
            folder.mkdir()
            (verdict,) = verdicts([make(folder)])
            faults = verdict.faults if verdict.found_images else (*verdict.faults, "the good slices were not found")
            bad += bool(faults)
            say(f"{name}: {verdict.seconds:.1f} s, {verdict.growth / 1e6:.0f} MB {'' if faults else 'well'}")
            for fault in faults:
                say(f"    {fault}")
    return 1 if bad else 0


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this program prints


if __name__ == "__main__":
    sys.exit(main())
