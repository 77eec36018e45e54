"""The JSRT films with their nodules, as the recipe of ``cxr-nodule`` reads them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ai.errors import TrainingDataError
from ai.library.grid_spec import GridSpec
from ai.prepare.grid import prepare, to_network
from ai.progress import Progress, silent
from ai.training.jsrt import PIXEL_MM, Film

LUNGS = ("right_lung", "left_lung")


@dataclass(frozen=True)
class Nodule:
    """What the experts say of the one nodule of a film.

    Parameters
    ----------
    centre_px
        (row, column) index on the film as it is stored.
    size_mm
        Diameter.
    subtlety
        1 extremely subtle to 5 obvious.
    in_lungs
        Whether its centre lies in the lungs as they were outlined: the others lie behind heart, spine or diaphragm, are
        neither taught nor counted.
    """

    centre_px: tuple[float, float]
    size_mm: float
    subtlety: int
    in_lungs: bool


def read_nodules(data: Path, films: Sequence[Film]) -> tuple[Nodule | None, ...]:
    """Read the nodule of each film from ``cases.csv``; None for a film without one.

    Raises
    ------
    TrainingDataError
        When the table is missing, or says nothing of a film.
    """
    path = data / "cases.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows: Mapping[str, Mapping[str, str]] = {row["case"]: row for row in csv.DictReader(file)}
        return tuple(_nodule(film, rows[film.case]) for film in films)
    except (OSError, LookupError, ValueError) as error:
        raise TrainingDataError(
            f"The table {path.name} does not say of every film whether it has a nodule, and where.",
            "It must have the columns case, nodule, subtlety, size_mm, x and y.",
        ) from error


def _nodule(film: Film, row: Mapping[str, str]) -> Nodule | None:
    if row["nodule"] != "1":
        return None
    column, line = float(row["x"]), float(row["y"])
    inside = bool(film.masks(LUNGS)[:, round(line), round(column)].any())
    return Nodule((line, column), float(row["size_mm"]), int(row["subtlety"]), inside)


@dataclass(frozen=True, eq=False)
class NoduleFilms:
    """All films on one device.

    Parameters
    ----------
    pictures
        (films, side, side) uint8.
    lungs
        (films, side, side) bool.
    places
        (films, 2) float32: row and column of the nodule on this grid, where pixel k reaches from k - 0.5 to k + 0.5.
    diameters_px
        (films,) float32; 0 where there is none.
    taught
        (films,) bool: has a nodule inside the lungs.
    """

    pictures: Tensor
    lungs: Tensor
    places: Tensor
    diameters_px: Tensor
    taught: Tensor

    @property
    def side_px(self) -> int:
        """Side of the films."""
        return self.pictures.shape[-1]

    @property
    def device(self) -> torch.device:
        """Where they lie."""
        return self.pictures.device


def load_films(
    films: Sequence[Film],
    nodules: Sequence[Nodule | None],
    grid: GridSpec,
    *,
    device: torch.device,
    progress: Progress = silent,
) -> NoduleFilms:
    """Bring all films to the network's grid, by the very steps that run_model takes, and put them on the device.

    Parameters
    ----------
    films, nodules
        One entry per film.
    grid
        The contract, a square of one size for all, values 0 to 1.
    device
        Where they are trained on.
    progress
        Called once per film.
    """
    pictures, lungs = [], []
    places, diameters = torch.zeros(len(films), 2), torch.zeros(len(films))
    taught = torch.zeros(len(films), dtype=torch.bool)
    cpu = torch.device("cpu")
    for index, (film, nodule) in enumerate(zip(films, nodules, strict=True)):
        progress(index / len(films), f"Reading film {index + 1} of {len(films)}")
        prepared = prepare(film.volume(), grid, device=cpu)
        pictures.append((prepared.tensor[0, 0] * 255).round().to(torch.uint8))
        outlined = film.masks(LUNGS).max(0, keepdims=True).astype(np.float32)
        lungs.append(to_network(outlined, prepared.way, device=cpu)[0] >= 0.5)
        if nodule is not None:
            row, column = prepared.way.to_network_points([0, *nodule.centre_px])[1:]
            places[index] = torch.tensor([row, column])
            diameters[index] = nodule.size_mm / (PIXEL_MM * prepared.way.cell[1])
            taught[index] = nodule.in_lungs
    return NoduleFilms(
        torch.stack(pictures).to(device),
        torch.stack(lungs).to(device),
        places.to(device),
        diameters.to(device),
        taught.to(device),
    )
