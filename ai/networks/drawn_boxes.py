"""Second step of Faster R-CNN and Mask R-CNN: a place that is told rightly already can be made to count less.

References
----------
Lin et al., "Focal Loss", arXiv 1708.02002.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:  # torchvision tells no types: as much of its classes as is used

    class FastRCNNPredictor(nn.Module):
        """Labels and corners of places."""

        def __init__(self, features: int, outputs: int) -> None: ...

    class RoIHeads(nn.Module):
        """The second step."""

        box_predictor: nn.Module

        def __init__(self, *parts: Any) -> None: ...

        def select_training_samples(self, proposals: list[Tensor], targets: Any) -> Any:
            """Draw places."""

        def has_mask(self) -> bool:
            """Whether it outlines, too."""
            return False
else:
    from torchvision.models.detection.faster_rcnn import FastRCNNPredictor
    from torchvision.models.detection.roi_heads import RoIHeads

Targets = list[dict[str, Tensor]]


class RememberingPredictor(FastRCNNPredictor):
    """The last layers, which keep what they said of the drawn places until their loss is taken."""

    said: Tensor | None = None

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """(places, features) -> (places, labels + 1) logits and the corners."""
        logits, corners = super().forward(features)
        self.said = logits if self.training else None
        return logits, corners


class DrawnBoxes(RoIHeads):
    """Places that are drawn from all that the first step proposes.

    Attributes
    ----------
    focus
        Exponent of the focal loss of their labels; 0 is cross entropy.
    """

    focus: float = 0.0
    _labels: Tensor | None = None

    def select_training_samples(
        self, proposals: list[Tensor], targets: Targets | None
    ) -> tuple[list[Tensor], list[Tensor], list[Tensor], list[Tensor]]:
        """Draw places; remember their labels."""
        drawn: tuple[list[Tensor], list[Tensor], list[Tensor], list[Tensor]] = super().select_training_samples(
            proposals, targets
        )
        self._labels = torch.cat(drawn[2])
        return drawn

    def forward(
        self,
        features: dict[str, Tensor],
        proposals: list[Tensor],
        image_shapes: list[tuple[int, int]],
        targets: Targets | None = None,
    ) -> tuple[list[dict[str, Tensor]], dict[str, Tensor]]:
        """Tell boxes, or the losses in training mode."""
        found, losses = super().forward(features, proposals, image_shapes, targets)
        predictor = self.box_predictor
        if isinstance(predictor, RememberingPredictor):
            if self.focus and predictor.said is not None and self._labels is not None:
                surprise = functional.cross_entropy(predictor.said, self._labels, reduction="none")
                losses["loss_classifier"] = ((1 - torch.exp(-surprise)) ** self.focus * surprise).mean()
            predictor.said = self._labels = None  # what hangs on a step's graph cannot be copied
        return found, losses


def drawn_boxes(heads: RoIHeads, *, places: int, score: float, overlap: float, most: int) -> DrawnBoxes:
    """Make them of the parts of torchvision's own.

    Parameters
    ----------
    heads
        Whose layers are taken.
    places
        Drawn of each picture, a quarter of them round objects.
    score, overlap, most
        As in `ai.networks.picture_detector`.
    """
    outlines = (heads.mask_roi_pool, heads.mask_head, heads.mask_predictor) if heads.has_mask() else ()
    own = heads.box_roi_pool, heads.box_head, heads.box_predictor
    return DrawnBoxes(*own, 0.5, 0.5, places, 0.25, None, score, overlap, most, *outlines)
