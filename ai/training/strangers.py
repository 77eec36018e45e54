"""Pictures that a model of chest films was not made for, to count what its gate refuses: turned, drawn, foreign."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from ai.errors import TrainingDataError
from ai.training.jsrt import Film
from ai.volume import Volume

T = TypeVar("T")

MOST = 60
"""Pictures of each kind, spread evenly over what there is."""

Plane: TypeAlias = npt.NDArray[np.uint8]
"""(rows, columns) uint8."""

Pictures: TypeAlias = Callable[[], Iterator[Volume]]
"""Makes them anew each time, one after the other."""


def strange_films(films: Sequence[Film]) -> Mapping[str, Pictures]:
    """Films as they must not be read, and pictures drawn by chance, by name."""
    some = spread(films)

    def turned(change: Callable[[Plane], Plane]) -> Pictures:
        def make() -> Iterator[Volume]:
            for film in some:
                volume = film.volume()
                yield replace(volume, voxels=np.ascontiguousarray(change(volume.voxels[0]))[np.newaxis])

        return make

    def drawn(draw: Callable[[np.random.Generator], Plane]) -> Pictures:
        def make() -> Iterator[Volume]:
            chance = np.random.default_rng(0)
            like = some[0].volume()
            for _ in range(MOST):
                yield replace(like, voxels=draw(chance)[np.newaxis])

        return make

    return {
        "inverted": turned(_inverted),
        "turned_a_quarter_left": turned(np.rot90),
        "turned_a_quarter_right": turned(_quarter_right),
        "on_its_head": turned(_half),
        "mirrored_top_to_bottom": turned(np.flipud),
        "mirrored_left_to_right": turned(np.fliplr),
        "noise": drawn(_noise),
        "clouds": drawn(_clouds),
        "shapes_with_sharp_edges": drawn(_shapes),
        "pages_of_text": drawn(_text),
    }


def pictures_of(folder: Path) -> Pictures:
    """JPEG and PNG files of a folder and those below it, grey, without any tag.

    Raises
    ------
    TrainingDataError
        When there are none.
    """
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if not paths:
        raise TrainingDataError(f"There are no pictures in {folder.name}.", "It must hold JPEG or PNG files.")

    def make() -> Iterator[Volume]:
        for path in spread(paths):
            plane = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
            if plane is None:
                raise TrainingDataError(f"{path.name} cannot be read as a picture.", "Leave it out.")
            yield Volume(np.asarray(plane)[np.newaxis], np.eye(4), axes_known=False, bones_bright=True)

    return make


def spread(things: Sequence[T]) -> Sequence[T]:
    """Take at most `MOST` of them, evenly."""
    return [things[number * len(things) // min(MOST, len(things))] for number in range(min(MOST, len(things)))]


def _inverted(plane: Plane) -> Plane:
    return 255 - plane


def _quarter_right(plane: Plane) -> Plane:
    return np.rot90(plane, 3)


def _half(plane: Plane) -> Plane:
    return np.rot90(plane, 2)


def _noise(chance: np.random.Generator) -> Plane:
    return chance.integers(0, 256, (512, 512), dtype=np.uint8)


def _clouds(chance: np.random.Generator) -> Plane:
    plane = cv2.GaussianBlur(chance.normal(size=(512, 512)), (0, 0), float(np.exp(chance.uniform(0.7, 4))))
    low, high = plane.min(), plane.max()
    return np.asarray((plane - low) / (high - low) * 255).astype(np.uint8)


def _shapes(chance: np.random.Generator) -> Plane:
    plane = np.full((512, 512), chance.integers(256), np.uint8)
    for _ in range(15):
        x, y, side, grey = (int(chance.integers(top)) for top in (512, 512, 128, 256))
        cv2.circle(plane, (x, y), side + 3, grey, -1)
        x, y, side, grey = (int(chance.integers(top)) for top in (512, 512, 170, 256))
        cv2.rectangle(plane, (x, y), (x + side, y + side), grey, -1)
    return plane


def _text(chance: np.random.Generator) -> Plane:
    plane = np.full((512, 512), 240, np.uint8)
    for row in range(20, 500, 18):
        words = "".join(chr(letter) for letter in chance.integers(65, 122, 40))
        cv2.putText(plane, words, (10, row), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 20, 1)
    return plane
