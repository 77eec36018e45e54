"""Results that are at hand: a second press of the same button answers at once. No torch here.

They are kept by the caller of the worker process, not in it: that process is killed by a cancel and should give its
memory to the next network, and what the window shows anyway is not held twice.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ai.inference.options import RunOptions
from ai.inference.results import ModelResult
from ai.library.card import ModelCard
from ai.library.pack import contract_sha256
from ai.plain import to_plain
from ai.volume import Volume

Key: TypeAlias = tuple[str, ...]
"""What a result hangs on: voxels and tags of the scan, weights, contract, options."""

DEFAULT_LIMIT = 1 << 30
"""Bytes: label map, probabilities and votes of four large CT scans."""

_HASHES_KEPT = 8
"""Scans whose voxels need not be read again; a scan is opened anew with another ``source_id``."""


class ResultCache:
    """The latest results, up to a number of bytes.

    Parameters
    ----------
    limit
        Bytes of the arrays that are kept; the least recently used go first.
    """

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self._limit = limit
        self._results: OrderedDict[Key, ModelResult] = OrderedDict()
        self._hashes: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def key(self, card: ModelCard, volume: Volume, options: RunOptions) -> Key:
        """Name of a run. Reads all voxels of a scan that was not asked for before: half a second for a large one."""
        said = repr(options)
        model = (card.key, card.weights_sha256, contract_sha256(card), repr(to_plain(card.reference)), said)
        with self._lock:
            known = self._hashes.get(volume.source_id)
        if known is None:
            known = _content(volume)
            with self._lock:
                self._hashes[volume.source_id] = known
                while len(self._hashes) > _HASHES_KEPT:
                    self._hashes.popitem(last=False)
        return (known, *model)

    def get(self, key: Key, volume: Volume) -> ModelResult | None:
        """Return the result of a run as one of this volume, or None."""
        with self._lock:
            result = self._results.get(key)
            if result is None:
                return None
            self._results.move_to_end(key)
        if result.provenance.source_id == volume.source_id:
            return result
        return replace(result, provenance=replace(result.provenance, source_id=volume.source_id))

    def add(self, key: Key, result: ModelResult) -> None:
        """Keep a result; one that is larger than all the room is not kept."""
        if result_bytes(result) > self._limit:
            return
        with self._lock:
            self._results[key] = result
            self._results.move_to_end(key)
            while sum(result_bytes(each) for each in self._results.values()) > self._limit:
                self._results.popitem(last=False)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._results.clear()
            self._hashes.clear()


def result_bytes(result: ModelResult) -> int:
    """Memory of the arrays of a result; what structures share counts once."""
    arrays: list[npt.NDArray[np.generic]] = [heatmap.cells for heatmap in result.heatmaps]
    for structure in result.structures:
        arrays += [each for each in (structure.labelled, structure.probability, structure.votes) if each is not None]
    return sum({array.__array_interface__["data"][0]: array.nbytes for array in arrays}.values())


def _content(volume: Volume) -> str:
    """Hash of everything that a model may read of a scan; its ``source_id`` is left out."""
    digest = hashlib.sha256(repr(to_plain(replace(volume, source_id=""))).encode())
    digest.update(volume.affine_lps.tobytes())
    digest.update(str(volume.voxels.dtype).encode())
    for plane in volume.voxels:
        digest.update(np.ascontiguousarray(plane).data)
    return digest.hexdigest()
