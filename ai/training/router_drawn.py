"""Pictures that are no scan, drawn by chance: what the router must call "something else", kind by kind.

Rough on purpose: they stand for all that is not asked for, so what counts is that they differ, not that they are true.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

SIDE = 256
"""Rows and columns of what is drawn."""

Plane: TypeAlias = npt.NDArray[np.uint8]
"""(rows, columns) uint8."""

FloatField: TypeAlias = npt.NDArray[np.float64]
"""(SIDE, SIDE) float64."""

Chance: TypeAlias = np.random.Generator

Scrap: TypeAlias = Callable[[], Plane]
"""Gives any scan, for what is made of scans."""

_ROWS, _COLUMNS = np.mgrid[0:SIDE, 0:SIDE].astype(np.float64)


def _grey(field: FloatField) -> Plane:
    low, high = float(field.min()), float(field.max())
    return np.asarray((field - low) / max(high - low, 1e-9) * 255).astype(np.uint8)


def _sized(plane: Plane, interpolation: int = cv2.INTER_LINEAR) -> Plane:
    return np.asarray(cv2.resize(plane, (SIDE, SIDE), interpolation=interpolation)).astype(np.uint8)


def _clouds(chance: Chance, sigma: float) -> FloatField:
    field = cv2.GaussianBlur(chance.normal(size=(SIDE, SIDE)), (0, 0), sigma)
    return np.asarray(field / field.std())


def _ellipse(chance: Chance, *, reach: tuple[float, float] = (0.25, 0.45), centre: float = 0.08) -> FloatField:
    """Relative radius from a random ellipse about the middle: below 1 inside."""
    row, column = SIDE * (0.5 + chance.uniform(-centre, centre, 2))
    tall, wide = SIDE * chance.uniform(*reach, 2)
    turned = chance.uniform(0, math.pi)
    up, along = _ROWS - row, _COLUMNS - column
    one = (along * math.cos(turned) + up * math.sin(turned)) / wide
    other = (-along * math.sin(turned) + up * math.cos(turned)) / tall
    return np.asarray(np.hypot(one, other))


def _write(plane: Plane, chance: Chance, row: int, column: int, letters: int, grey: int, scale: float = 0.35) -> None:
    words = "".join(chr(code) for code in chance.integers(48, 122, letters))
    cv2.putText(plane, words, (column, row), cv2.FONT_HERSHEY_SIMPLEX, scale, grey, 1)


def noise(chance: Chance, scrap: Scrap) -> Plane:
    """Draw independent pixels, of several distributions, on grids of several sizes."""
    side = int(chance.choice([32, 64, 128, SIDE]))
    field = chance.normal(size=(side, side)) if chance.random() < 0.6 else chance.exponential(size=(side, side))
    return _sized(_grey(field), cv2.INTER_NEAREST)


def clouds(chance: Chance, scrap: Scrap) -> Plane:
    """Draw smooth noise of one or more sizes."""
    each = [_clouds(chance, math.exp(chance.uniform(0.5, 4))) for _ in range(int(chance.integers(1, 4)))]
    return _grey(np.sum(each, axis=0))


def shapes(chance: Chance, scrap: Scrap) -> Plane:
    """Draw discs, boxes and triangles with sharp edges."""
    plane = np.full((SIDE, SIDE), chance.integers(256), np.uint8)
    for _ in range(int(chance.integers(3, 25))):
        corners = chance.integers(-20, SIDE + 20, (3, 2)).astype(np.int32)
        grey, size = int(chance.integers(256)), int(chance.integers(4, 70))
        which = chance.integers(3)
        if which == 0:
            cv2.circle(plane, corners[0].tolist(), size, grey, -1)
        elif which == 1:
            cv2.rectangle(plane, corners[0].tolist(), corners[1].tolist(), grey, -1)
        else:
            cv2.fillPoly(plane, [corners], grey)
    return plane


def page(chance: Chance, scrap: Scrap) -> Plane:
    """Draw a page of text: a report, a request."""
    paper, ink = (240, 20) if chance.random() < 0.7 else (15, 220)
    plane = np.full((SIDE, SIDE), paper, np.uint8)
    step = int(chance.integers(8, 22))
    for row in range(step, SIDE, step):
        if chance.random() < 0.85:
            _write(plane, chance, row, int(chance.integers(5, 40)), int(chance.integers(5, 50)), ink, step / 36)
    return plane


def screen(chance: Chance, scrap: Scrap) -> Plane:
    """Draw a window on a screen with panels, words, and perhaps scans in it."""
    plane = np.full((SIDE, SIDE), chance.integers(10, 245), np.uint8)
    cv2.rectangle(plane, (0, 0), (SIDE, int(chance.integers(8, 26))), int(chance.integers(256)), -1)
    wide = int(chance.integers(30, 110))
    cv2.rectangle(plane, (0, 26), (wide, SIDE), int(chance.integers(256)), -1)
    for row in range(40, SIDE, int(chance.integers(12, 26))):
        _write(plane, chance, row, 4, int(chance.integers(3, 12)), int(chance.integers(256)))
    for _ in range(int(chance.integers(0, 4))):
        side = int(chance.integers(40, 110))
        row, column = int(chance.integers(26, SIDE - side)), int(chance.integers(0, SIDE - side))
        plane[row : row + side, column : column + side] = cv2.resize(scrap(), (side, side))
    return plane


def pattern(chance: Chance, scrap: Scrap) -> Plane:
    """Draw a test picture: bars, ramps, boards."""
    count = int(chance.integers(2, 20))
    ramp = _COLUMNS if chance.random() < 0.5 else _ROWS
    field = np.floor(ramp / SIDE * count) * chance.choice([1, -1])
    which = chance.integers(4)
    if which == 0:
        field = (np.floor(_COLUMNS / SIDE * count) + np.floor(_ROWS / SIDE * count)) % 2
    elif which == 1:
        field = np.sin(ramp / SIDE * count * math.pi)
    elif which == 2:
        field = field % 2
    plane = _grey(field)
    for _ in range(int(chance.integers(0, 8))):
        row, column, side = (int(each) for each in chance.integers(0, SIDE - 40, 3))
        cv2.rectangle(plane, (column, row), (column + side // 3, row + side // 4), int(chance.integers(256)), -1)
    return plane


def gradient(chance: Chance, scrap: Scrap) -> Plane:
    """Draw a slope or a bulge with little else."""
    across, down = chance.normal(size=2)
    field = across * _COLUMNS / SIDE + down * _ROWS / SIDE + chance.normal() * _ellipse(chance) ** 2
    return _grey(field + chance.uniform(0, 0.1) * _clouds(chance, 2.0))


def ultrasound(chance: Chance, scrap: Scrap) -> Plane:
    """Draw a fan of speckle on black with words."""
    row, half = -SIDE * chance.uniform(0.02, 0.3), chance.uniform(0.4, 0.8)
    up, along = _ROWS - row, _COLUMNS - SIDE * chance.uniform(0.4, 0.6)
    radius, angle = np.hypot(up, along), np.arctan2(along, up)
    near = -row + SIDE * chance.uniform(0.02, 0.15)
    inside = (np.abs(angle) < half) & (radius > near) & (radius < SIDE * chance.uniform(0.8, 1.2))
    tissue = np.exp(0.8 * _clouds(chance, math.exp(chance.uniform(1.5, 3.2))))
    plane = _grey(np.where(inside, np.minimum(tissue * chance.exponential(size=tissue.shape), 5), 0))
    for place in range(int(chance.integers(1, 6))):
        _write(plane, chance, 12 + 14 * place, int(chance.integers(2, SIDE - 80)), int(chance.integers(4, 14)), 230)
    return plane


def breast(chance: Chance, scrap: Scrap) -> Plane:
    """Draw half an ellipse of fibres at one edge."""
    reach = SIDE * chance.uniform(0.35, 0.85)
    radius = np.hypot(_COLUMNS / reach, (_ROWS - SIDE * chance.uniform(0.4, 0.6)) / (SIDE * chance.uniform(0.35, 0.5)))
    fibres = np.abs(_clouds(chance, 2.0)) + _clouds(chance, 14.0)
    plane = _grey(np.where(radius < 1, 3 + fibres + 2 * np.clip(1 - radius, 0, 0.4), 0))
    return plane[:, ::-1] if chance.random() < 0.5 else plane


def limb(chance: Chance, scrap: Scrap) -> Plane:
    """Draw long bones in a sleeve of soft tissue, as of an arm, a leg or fingers."""
    plane = np.zeros((SIDE, SIDE), np.float64)
    count = int(chance.integers(1, 6))
    turned = chance.uniform(-0.5, 0.5)
    for number in range(count):
        middle = SIDE * (number + 0.5 + chance.uniform(-0.1, 0.1)) / count
        line = _COLUMNS - middle + turned * (_ROWS - SIDE / 2)
        sleeve = SIDE / count * chance.uniform(0.3, 0.48)
        joint = 1 + 0.35 * np.cos(_ROWS / SIDE * 2 * math.pi * chance.integers(1, 4) + chance.uniform(0, 6))
        bone = sleeve * chance.uniform(0.25, 0.5) * joint
        plane += 0.5 * np.sqrt(np.clip(1 - (line / sleeve) ** 2, 0, 1))
        plane += 0.6 * np.sqrt(np.clip(1 - (line / bone) ** 2, 0, 1)) * (1 - 0.5 * (np.abs(line) < 0.5 * bone))
    return _grey(plane * (1 + 0.04 * _clouds(chance, 3.0)))


def spots(chance: Chance, scrap: Scrap) -> Plane:
    """Draw bright soft spots in a faint body, as of nuclear medicine."""
    field = 0.2 * (_ellipse(chance, reach=(0.12, 0.45)) < 1) * np.ones((SIDE, SIDE))
    for _ in range(int(chance.integers(2, 14))):
        row, column = chance.uniform(0.2, 0.8, 2) * SIDE
        field += chance.exponential() * np.exp(
            -((_ROWS - row) ** 2 + (_COLUMNS - column) ** 2) / (2 * (SIDE * chance.uniform(0.01, 0.08)) ** 2)
        )
    return _grey(np.asarray(cv2.GaussianBlur(field, (0, 0), 2)) + 0.03 * np.abs(_clouds(chance, 1.5)))


def vessels(chance: Chance, scrap: Scrap) -> Plane:
    """Draw branching dark lines in a round field, as of an angiogram."""
    plane = _grey(10 + _clouds(chance, 25.0))
    for _ in range(int(chance.integers(3, 10))):
        place, angle = chance.uniform(0.1, 0.9, 2) * SIDE, chance.uniform(0, 2 * math.pi)
        width = chance.uniform(1, 6)
        for _ in range(60):
            angle += chance.normal() * 0.25
            onward = place + 6 * np.array([math.cos(angle), math.sin(angle)])
            cv2.line(plane, place.astype(int).tolist(), onward.astype(int).tolist(), 30, max(1, round(width)))
            place, width = onward, max(1.0, width * 0.98)
    if chance.random() < 0.7:
        plane[np.hypot(_ROWS - SIDE / 2, _COLUMNS - SIDE / 2) > SIDE * chance.uniform(0.42, 0.5)] = 0
    return plane


def head_of_ct(chance: Chance, scrap: Scrap) -> Plane:
    """Draw a bright ring round faint matter in a head rest, as of a CT of the head."""
    radius = _ellipse(chance, reach=(0.3, 0.42), centre=0.04)
    thick = chance.uniform(0.05, 0.12)
    field = np.where(radius < 1.12, 0.45, 0.0)
    field = np.where(radius < 1, 1.0, field)
    inner = 0.5 + chance.uniform(0.01, 0.06) * _clouds(chance, 8.0)
    for _ in range(int(chance.integers(0, 4))):
        inner = np.where(_ellipse(chance, reach=(0.02, 0.12), centre=0.1) < 1, inner - 0.12, inner)
    field = np.where(radius < 1 - thick, inner, field)
    if chance.random() < 0.6:
        field = np.maximum(field, 0.5 * (np.abs(radius - chance.uniform(1.25, 1.5)) < 0.03) * (_ROWS > SIDE / 2))
    return _grey(np.clip(field + 0.02 * chance.normal(size=field.shape), 0, 1))


def belly(chance: Chance, scrap: Scrap) -> Plane:
    """Draw a body without lungs: organs, a spine, no air, as of a slice of the abdomen."""
    radius = _ellipse(chance, reach=(0.33, 0.47), centre=0.03)
    field = np.where(radius < 1, 0.3, 0.0)
    field = np.where(radius < 0.88, 0.55 + 0.02 * _clouds(chance, 5.0), field)
    for _ in range(int(chance.integers(3, 9))):
        grey = chance.uniform(0.3, 0.8)
        field = np.where((_ellipse(chance, reach=(0.04, 0.16), centre=0.22) < 1) & (radius < 0.85), grey, field)
    row = SIDE * chance.uniform(0.62, 0.75)
    field = np.where(np.hypot(_ROWS - row, _COLUMNS - SIDE / 2) < SIDE * chance.uniform(0.04, 0.08), 1.0, field)
    return _grey(np.clip(field + 0.03 * chance.normal(size=field.shape), 0, 1))


def mask(chance: Chance, scrap: Scrap) -> Plane:
    """Draw bright flat shapes on black, as of a segmentation."""
    field = _clouds(chance, math.exp(chance.uniform(2, 3.6)))
    return np.asarray(np.where(field > chance.uniform(0.2, 1.8), 255, 0)).astype(np.uint8)


def plot(chance: Chance, scrap: Scrap) -> Plane:
    """Draw curves in a frame with numbers."""
    paper, ink = (245, 10) if chance.random() < 0.7 else (10, 235)
    plane = np.full((SIDE, SIDE), paper, np.uint8)
    cv2.rectangle(plane, (30, 15), (SIDE - 12, SIDE - 30), ink, 1)
    for _ in range(int(chance.integers(1, 5))):
        steps = np.cumsum(chance.normal(size=40)) * chance.uniform(1, 10)
        points = np.stack([np.linspace(32, SIDE - 14, 40), np.clip(SIDE / 2 + steps, 17, SIDE - 32)], 1)
        cv2.polylines(plane, [points.astype(np.int32)], isClosed=False, color=int(chance.integers(256)), thickness=1)
    for place in range(40, SIDE - 30, 30):
        _write(plane, chance, place, 2, 3, ink, 0.3)
        _write(plane, chance, SIDE - 12, place, 3, ink, 0.3)
    return plane


def tiles(chance: Chance, scrap: Scrap) -> Plane:
    """Draw a scan whose tiles were mixed up."""
    whole = _sized(scrap())
    count = int(chance.choice([2, 4, 8]))
    side = SIDE // count
    places = [(row, column) for row in range(count) for column in range(count)]
    plane = np.empty_like(whole)
    for place, source in enumerate(chance.permutation(len(places))):
        row, column = (each * side for each in places[place])
        top, left = (each * side for each in places[source])
        plane[row : row + side, column : column + side] = whole[top : top + side, left : left + side]
    return plane


def sheet(chance: Chance, scrap: Scrap) -> Plane:
    """Draw several scans side by side, as on a sheet of film."""
    down, across = ((2, 2), (1, 2), (2, 1), (3, 3), (2, 3))[int(chance.integers(5))]
    plane = np.zeros((SIDE, SIDE), np.uint8)
    tall, wide = SIDE // down, SIDE // across
    for row in range(down):
        for column in range(across):
            inner = cv2.resize(scrap(), (wide - 2, tall - 2))
            plane[row * tall + 1 : row * tall + tall - 1, column * wide + 1 : column * wide + wide - 1] = inner
    return plane


def detail(chance: Chance, scrap: Scrap) -> Plane:
    """Draw a small part of a scan, far too near to tell what it is."""
    whole = scrap()
    side = max(8, int(min(whole.shape) * chance.uniform(0.04, 0.1)))
    row, column = (int(chance.integers(0, most - side)) for most in whole.shape)
    return _sized(whole[row : row + side, column : column + side])


DRAWN: Mapping[str, Callable[[Chance, Scrap], Plane]] = {
    each.__name__: each
    for each in (
        noise,
        screen,
        ultrasound,
        spots,
        tiles,
        clouds,
        page,
        breast,
        vessels,
        sheet,
        shapes,
        pattern,
        limb,
        head_of_ct,
        detail,
        gradient,
        plot,
        belly,
        mask,
    )
}
"""Kinds by name; neighbours in this order come into different folds."""

_PHOTOGRAPHS = {
    "sklearn": ("datasets/images/china.jpg", "datasets/images/flower.jpg"),
    "skimage": tuple(
        f"data/{name}"
        for name in (
            "astronaut.png",
            "brick.png",
            "camera.png",
            "cell.png",
            "chelsea.png",
            "clock_motion.png",
            "coffee.png",
            "coins.png",
            "grass.png",
            "gravel.png",
            "hubble_deep_field.jpg",
            "ihc.png",
            "moon.png",
            "motorcycle_left.png",
            "page.png",
            "retina.jpg",
            "rocket.jpg",
            "text.png",
        )
    ),
    "matplotlib": ("mpl-data/sample_data/grace_hopper.jpg",),
}
"""Photographs that come with packages that may be installed."""


def photographs() -> tuple[Path, ...]:
    """Files of photographs that lie in installed packages, in a fixed order; none where there are none."""
    found = []
    for package, names in _PHOTOGRAPHS.items():
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
            found += [path for name in names if (path := Path(folder) / name).is_file()]
    return tuple(found)


def photograph(path: Path, chance: Chance) -> Plane:
    """Cut a random part out of a photograph, grey."""
    whole = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if whole is None:
        return np.zeros((SIDE, SIDE), np.uint8)
    side = int(min(whole.shape[:2]) * chance.uniform(0.4, 1))
    row, column = (int(chance.integers(0, most - side + 1)) for most in whole.shape[:2])
    return _sized(np.asarray(whole, np.uint8)[row : row + side, column : column + side])
