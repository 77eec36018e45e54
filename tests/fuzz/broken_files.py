"""Which broken files there are: a number and a seed name one for ever."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.fuzz.damage import BREAKERS, Breaker
from tests.fuzz.folders import slice_bytes
from tests.fuzz.monsters import MONSTERS

MONSTER_SHARE = 0.15
REAL_SHARE = 0.15
"""Of the files that are made of those in the folder with real ones, where there is one."""

LARGEST_REAL = 2_000_000


def broken_file(number: int, seed: int, *, real: tuple[Path, ...] = ()) -> tuple[str, bytes]:
    """Name of the way in which it is broken, and the bytes of a file."""
    random = Random(f"lightbox {seed} {number}")
    if real and random.random() < REAL_SHARE:
        return _broken_real(random, real)
    makers: dict[str, Breaker] = MONSTERS if random.random() < MONSTER_SHARE else BREAKERS
    name = random.choice(sorted(makers))
    return name, makers[name](random)


def broken_folder(folder: Path, number: int, seed: int, count: int) -> None:
    """Fill a folder with good slices and as many broken files, so many that they are read together.

    Most are broken in the ways that leave a file to be read: these are what a quick reader may get wrong.
    """
    random = Random(f"lightbox folder {seed} {number}")
    for index in range(count):
        (folder / f"good{index:03d}.dcm").write_bytes(slice_bytes(index))
        name = random.choice(sorted(BREAKERS))
        (folder / f"bad{index:03d}.dcm").write_bytes(BREAKERS[name](random))


def real_files(folder: Path) -> tuple[Path, ...]:
    """Files that may be broken besides our own, always in the same order."""
    if not folder.is_dir():
        return ()
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".npz", ".md", ".json"})
    return tuple(sorted(path for path in found if path.stat().st_size <= LARGEST_REAL))


def _broken_real(random: Random, real: tuple[Path, ...]) -> tuple[str, bytes]:
    path = random.choice(real)
    data = bytearray(path.read_bytes())
    kind = random.choice(("cut", "bits", "bytes"))
    if kind == "cut":
        return f"{kind} {path.stem}", bytes(data[: random.randrange(len(data))])
    near = random.random() < 0.7
    for _ in range(random.choice((1, 3, 10, 100))):
        at = random.randrange(min(len(data), 3000)) if near else random.randrange(len(data))
        if kind == "bits":
            data[at] ^= 1 << random.randrange(8)
        else:
            data[at : at + 2] = random.choice((b"\0\0", b"\xff\xff", random.randbytes(2)))
    return f"{kind} {path.stem}", bytes(data)
