"""The geometry proves itself before anything is drawn: what goes to the network must come back to its place.

Three ramps, each the index along one axis of the source grid, go to the network's grid and back, and every voxel must
return with its own number, as a value and as a label. A ramp along one axis says nothing that a few lines of voxels do
not say as well: the way is a turning followed by steps along single axes, each line of voxels treated like its
neighbours. So the ramp of an axis runs at its full length over a strip of the other two, whose widths differ so that
axes which are swapped do not fit.
The cutting into windows and their stitching must give back what it got, voxel by voxel, which is stronger than any
ramp: noise shows it, on a grid cut down to a few windows, because the rule that places them is the same for many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch

from ai.errors import GeometryError
from ai.inference.results import Structure
from ai.library.grid_spec import GridSpec
from ai.prepare.grid import to_network
from ai.prepare.labels import labels_to_source
from ai.prepare.resample import same_space
from ai.prepare.way import Padding, Region, Resampling, Step, Triple, Way
from ai.volume import Volume, Voxels
from ai.words import joined, say

There: TypeAlias = Callable[[Voxels, Way, torch.device], torch.Tensor]
"""(slices, rows, columns) on the source grid -> (slices, rows, columns) on the network's grid."""

Back: TypeAlias = Callable[[torch.Tensor, Way], torch.Tensor]
"""(slices, rows, columns) on the network's grid -> (slices, rows, columns) on the source grid."""

Labels: TypeAlias = Callable[[torch.Tensor, Way], npt.NDArray[np.uint8]]
"""(channels, slices, rows, columns) on the network's grid -> the highest channel of each voxel of the source grid."""

Through: TypeAlias = Callable[[torch.Tensor], torch.Tensor]
"""Cut (1, slices, rows, columns) float32 on the network's grid as for the network and stitch it again, nothing done."""

LIMIT_VOXELS = 0.5
"""How far from its place something may return."""

_STRIP = (4, 3)
"""Widths of the strip on which a ramp runs."""

_LIMIT_STITCHED = 0.05
"""Of noise from 0 to 1, for windows added up in half precision; a window elsewhere is off by 0.3 on average."""

_TOWARDS_LPS = {"L": (0, 1), "R": (0, -1), "P": (1, 1), "A": (1, -1), "S": (2, 1), "I": (2, -1)}
"""Axis of the patient and sign of each letter."""

_SEED = 20261121

_MOST_LABELS = 256
"""Of a label map in uint8."""

_CLOSE = 1e-6
"""Of a voxel: what rounding of numbers may add to a place."""


def _there(voxels: Voxels, way: Way, device: torch.device) -> torch.Tensor:
    return to_network(voxels, way, device=device)


def _back(outputs: torch.Tensor, way: Way) -> torch.Tensor:
    return way.to_source(outputs)


def _labels(outputs: torch.Tensor, way: Way) -> npt.NDArray[np.uint8]:
    return labels_to_source(outputs, way)[0]


@dataclass
class Proofs:
    """Which ways were proved: what was proved once for a contract and a grid is not proved again.

    Parameters
    ----------
    there, back, labels
        The way itself; others for tests.
    """

    there: There = _there
    back: Back = _back
    labels: Labels = _labels
    _proved: set[object] = field(default_factory=set, repr=False)

    def require(
        self,
        volume: Volume,
        spec: GridSpec,
        way: Way,
        *,
        device: torch.device,
        contract: str,
        through: Through | None = None,
    ) -> None:
        """Refuse a way on which things move.

        Parameters
        ----------
        volume
            The scan; only its grid is read.
        spec, way
            The contract and how it is carried out on this scan.
        device
            Where it is carried out.
        contract
            Hash of the contract, for remembering.
        through
            The cutting into windows and the stitching with a network that does nothing; None where there is none.

        Raises
        ------
        GeometryError
            When anything returns over `LIMIT_VOXELS` from its place.
        """
        key = (contract, way, volume.affine_lps.tobytes(), device, through is not None)
        if key in self._proved:
            return
        try:
            lies = _lies_as_wished(volume, spec, way)
            returns = lies and all(self._returns(way, number, device) for number in range(3))
            stitched = returns and (through is None or _is_stitched(through, way, spec, device))
        except torch.OutOfMemoryError:
            raise
        except (ValueError, RuntimeError) as error:  # shapes that do not fit: axes are swapped
            raise _moved() from error
        if not stitched:
            raise _moved()
        self._proved.add(key)

    def _returns(self, way: Way, number: int, device: torch.device) -> bool:
        """Whether a ramp along one axis of the network's grid goes to its places and returns to its own."""
        strip = _strip(way, number)
        source = way.axes[number]
        size = way.source_shape[source]
        along = [1, 1, 1]
        along[source] = size
        ramp = np.broadcast_to(np.arange(size, dtype=np.float32).reshape(along), strip.source_shape)
        on_network = self.there(ramp, strip, device)
        returned = self.back(on_network, strip)
        if tuple(on_network.shape) != strip.shape or tuple(returned.shape) != strip.source_shape:
            return False
        # Where the affine that places points and boxes says that the cells of the network's grid lie.
        centres = np.zeros((strip.shape[number], 3))
        centres[:, number] = np.arange(strip.shape[number])
        cells = strip.to_source_points(centres)[:, source]
        # Cells beyond the outer voxels that the network sees repeat them, or what was cut off behind the resampling.
        first, stop = strip.seen[source]
        bounds = np.stack([cells, np.clip(cells, first, stop - 1)])
        shown = np.arange(*strip.shown[number])
        shown = shown[np.argsort(cells[shown])]
        # Beyond the centres of the outer cells the last one goes on.
        seen = np.arange(first, stop)
        own = np.stack([np.interp(seen, cells[shown], held[shown]) for held in bounds])
        limit, border, slack = _limits(strip, number)
        low, high = cells[shown[0]] + border - _CLOSE, cells[shown[-1]] - border + _CLOSE
        known_cells = shown[(cells[shown] >= low) & (cells[shown] <= high)]
        known = (seen >= low) & (seen <= high) if border else np.full(len(seen), True)
        went = _lie_between(on_network, number, known_cells, bounds[:, known_cells], limit)
        came = _lie_between(_cut(returned, strip.seen), source, np.flatnonzero(known), own[:, known], limit)
        if not (went and came):
            return False
        labelled, coarse = self._labelled(on_network, strip, size)
        at = np.flatnonzero(known)
        return _lie_between(_cut(labelled, strip.seen), source, at, own[:, known], slack + coarse / 2)

    def _labelled(self, on_network: torch.Tensor, strip: Way, size: int) -> tuple[torch.Tensor, float]:
        """Bring a ramp back as a label map: as many labels as there are, each for the places next to its own.

        The highest of ``2 p x ramp - p ** 2`` over all ``p`` is that of the ``p`` nearest to the ramp, and
        interpolating it interpolates the ramp.
        """
        coarse = max(1.0, size / _MOST_LABELS)
        places = torch.arange(0, size, coarse, device=on_network.device)[:, None, None, None]
        outputs = places * (2 * on_network - places)
        return places.flatten().cpu()[torch.from_numpy(self.labels(outputs, strip)).long()], coarse


def sides_note(structures: Sequence[Structure], volume: Volume) -> str:
    """Say that paired structures do not lie on their sides of the patient.

    Parameters
    ----------
    structures
        On the grid of the volume. Two of them are a pair where one is the right one and the other the left one of the
        same code and name.
    volume
        Tells where right is; nothing is said where its axes are not known.

    Returns
    -------
    str
        A sentence for the reader; empty where all pairs lie as they should.
    """
    if not volume.axes_known:
        return ""
    rights = {_pair_key(each): each for each in structures if each.label.side == "right"}
    wrong = []
    for left in structures:
        right = rights.get(_pair_key(left)) if left.label.side == "left" else None
        if right is None:
            continue
        places = [_centre_index(each) for each in (right, left)]
        if places[0] is None or places[1] is None:
            continue
        (right_x, *_), (left_x, *_) = volume.to_lps_mm(np.array(places))
        if right_x >= left_x:  # x grows to the patient's left
            wrong.append(f"{right.label.title}/{left.label.title}")
    if not wrong:
        return ""
    return joined(
        (
            say("Right and left are swapped: {structures}.", structures=", ".join(wrong)),
            say("The result, or the scan itself, may be mirrored: do not use it before this is cleared up."),
        )
    )


def _moved() -> GeometryError:
    return GeometryError(
        say("The way from the scan to the model and back moves things, so nothing is shown of its result."),
        say("Report this with the name of the model: the fault is in the program or in the model's card."),
    )


def _lies_as_wished(volume: Volume, spec: GridSpec, way: Way) -> bool:
    """Whether the axes of the network's grid run in the patient as the contract wants, read off the affine."""
    if not spec.orientation or not volume.axes_known:
        return True
    steps = volume.affine_lps[:3, :3] @ way.source_of_network[:3, :3]
    wished = (_TOWARDS_LPS[letter] for letter in spec.orientation)
    return all(sign * steps[axis, number] > 0 for number, (axis, sign) in enumerate(wished))


def _strip(way: Way, number: int) -> Way:
    """Give the same way for a grid that has its full length along one axis of the network's grid only."""
    others = [axis for axis in range(3) if axis != number]
    width = dict(zip(others, _STRIP, strict=True))
    shape, region = list(way.source_shape), list(way.region)
    for axis in others:
        shape[way.axes[axis]] = width[axis]
        region[way.axes[axis]] = (0, width[axis])
    orders = [way.restore_order[axis] if axis == number else 1 for axis in range(3)]
    return replace(
        way,
        source_shape=_triple(shape),
        region=(region[0], region[1], region[2]),
        steps=tuple(_thinned(step, width) for step in way.steps),
        restore_order=_triple(orders),
    )


def _thinned(step: Step, width: dict[int, int]) -> Step:
    """Leave a step as it is along one axis and without effect along the others, of the given widths."""
    if isinstance(step, Padding):
        before, after = (
            [0 if axis in width else sides[axis] for axis in range(3)] for sides in (step.before, step.after)
        )
        return Padding(_triple(before), _triple(after))
    axes = [same_space(width[axis], width[axis]) if axis in width else step.axes[axis] for axis in range(3)]
    return Resampling((axes[0], axes[1], axes[2]))


def _limits(strip: Way, number: int) -> tuple[float, float, float]:
    """How far a value may return from its place, the border that is left out, and how far a label's border may move.

    All in voxels of the source. What moves by a whole voxel must not pass as a label either, which is known to half a
    voxel only: so less is left to it.

    Where the contract takes the nearest slice (nnU-Net on thick slices) or the mean of whole pixels (MONAI's Resize),
    results move by up to half of a cell of the grids concerned: the model was made with that, and no more is asked.
    """
    samplings = [step.axes[number] for step in strip.steps if isinstance(step, Resampling)]
    changing = [each for each in samplings if not each.is_identity]
    cells = np.cumprod([1.0, *(each.scale for each in changing)])  # voxels of the source, after each
    cell, largest = float(cells[-1]), float(cells.max())
    first, stop = strip.shown[number]
    if not changing:
        border = 0.0
    elif any(each.shrink != "sample" for each in changing) or stop - first < strip.shape[number]:
        border = 3 * largest  # what is smoothed over, or mixed with padding
    elif any(each.order == 3 for each in changing):
        border = 2 * largest  # a cubic spline rings where the values stop to grow
    else:
        border = largest if len(changing) > 1 else 0.0  # twice interpolated: the last value went on twice
    averaged = [cells[k] for k, each in enumerate(changing) if each.shrink == "area"]
    limit = LIMIT_VOXELS * max([1.0, *averaged])
    nearest = any(each.order == 0 or strip.restore_order[number] == 0 for each in changing)
    if nearest:
        limit += LIMIT_VOXELS * max(1.0, cell)
    return limit, border, limit if averaged or nearest else LIMIT_VOXELS / 2


def _lie_between(
    values: torch.Tensor,
    axis: int,
    indices: npt.NDArray[np.intp],
    places: npt.NDArray[np.float64],
    limit: float,
) -> bool:
    """Whether all values at some indices of an axis lie within ``limit`` of two places of each index, or between."""
    lines = values.movedim(axis, 0).reshape(values.shape[axis], -1).cpu().numpy()[indices]
    low, high = places.min(0)[:, None] - limit, places.max(0)[:, None] + limit
    return bool(((lines >= low) & (lines <= high)).all())


def _cut(values: torch.Tensor, region: Region) -> torch.Tensor:
    return values[tuple(slice(*span) for span in region)]


def _is_stitched(through: Through, way: Way, spec: GridSpec, device: torch.device) -> bool:
    """Whether windows that nothing was done to add up to the whole again."""
    shape = list(way.shape)
    for axis in range(3):
        window = spec.patch[axis - 3 + spec.dimensions] if spec.patch and axis >= 3 - spec.dimensions else 1
        shape[axis] = min(shape[axis], max(2 * window + window // 3, _STRIP[0]))
    noise = np.random.default_rng(_SEED).random((1, *shape), np.float32)
    stitched = through(torch.from_numpy(noise).to(device))
    if tuple(stitched.shape) != noise.shape:
        return False
    return bool((stitched.float().cpu() - torch.from_numpy(noise)).abs().max() <= _LIMIT_STITCHED)


def _triple(values: Sequence[int]) -> Triple:
    return values[0], values[1], values[2]


def _pair_key(structure: Structure) -> tuple[str, str]:
    """Return what the right and the left one of a pair share."""
    name = structure.label.name.replace(structure.label.side, "", 1) if structure.label.side else structure.label.name
    return structure.label.code.value, name


def _centre_index(structure: Structure) -> tuple[float, float, float] | None:
    """(slice, row, column) index of the middle of all voxels; None where there are none."""
    sums, count = np.zeros(3), 0
    for index in range(len(structure.labelled)):
        plane = structure.plane(index)
        here = int(np.count_nonzero(plane))
        if here:
            rows, columns = plane.sum(1), plane.sum(0)
            sums += (index * here, rows @ np.arange(len(rows)), columns @ np.arange(len(columns)))
            count += here
    if not count:
        return None
    slices, rows_at, columns_at = sums / count
    return float(slices), float(rows_at), float(columns_at)
