"""How much of what the members of a model mark they share, counted block by block."""

from __future__ import annotations

import torch
from torch import Tensor


class Agreement:
    """Counts over all blocks.

    Parameters
    ----------
    members, labels
        How many there are.
    """

    def __init__(self, members: int, labels: int) -> None:
        self._sizes = torch.zeros((members, labels), dtype=torch.int64)
        self._shared = torch.zeros((members, members, labels), dtype=torch.int64)

    def count_labels(self, said: Tensor) -> None:
        """Count one more block of labels that exclude each other: (members, ...) uint8, label k is k + 1."""
        labels = self._sizes.shape[1]
        for one in range(len(said)):
            self._sizes[one] += _counts(said[one], labels)
            for other in range(one):
                self._shared[one, other] += _counts(said[one][said[one] == said[other]], labels)

    def count_masks(self, said: Tensor) -> None:
        """Count one more block of masks: (members, labels, ...) bool."""
        flat = said.flatten(2)
        self._sizes += flat.sum(-1).cpu()
        for one in range(len(said)):
            for other in range(one):
                self._shared[one, other] += (flat[one] & flat[other]).sum(-1).cpu()

    def lowest_dice(self) -> tuple[float | None, ...]:
        """Lowest pairwise Dice, one a label; 1 where nobody marks anything, None for one member."""
        return tuple(min(pairs) if pairs else None for pairs in self._pairwise_dice())

    def mean_dice(self) -> tuple[float | None, ...]:
        """Mean pairwise Dice, one a label; 1 where nobody marks anything, None for one member."""
        return tuple(sum(pairs) / len(pairs) if pairs else None for pairs in self._pairwise_dice())

    def _pairwise_dice(self) -> list[list[float]]:
        """Dice of every two members, one list a label."""
        members, labels = self._sizes.shape
        found = []
        for label in range(labels):
            sizes, shared = self._sizes[:, label].tolist(), self._shared[:, :, label].tolist()
            pairs = [(sizes[i] + sizes[j], shared[i][j]) for i in range(members) for j in range(i)]
            found.append([2 * both / total if total else 1.0 for total, both in pairs])
        return found

    def voxel_ranges(self) -> tuple[tuple[int, int] | None, ...]:
        """Fewest and most voxels that a member marks, one pair a label; None for one member."""
        members, labels = self._sizes.shape
        if members < 2:
            return (None,) * labels
        fewest, most = self._sizes.amin(0).tolist(), self._sizes.amax(0).tolist()
        return tuple(zip(fewest, most, strict=True))


def _counts(said: Tensor, labels: int) -> Tensor:
    return torch.bincount(said.flatten(), minlength=labels + 1)[1 : labels + 1].cpu()
