"""A picture or scan as probabilities of classes: an encoder, its pooled features standardised, one linear layer."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from ai.networks.encoders import Encoder, feature_count

PRECISE = ("head.",)
"""Names of weights that are kept in float32: small, and the probability hangs on them."""


LEFT_OUT = 1e30
"""Scale of a feature that tells nothing: it becomes 0, and moving averages of the scale stay numbers."""


class LinearHead(nn.Module):
    """Standardises features by stored numbers, then one linear layer.

    Parameters
    ----------
    features, classes
        Sizes of input and output.
    """

    mean: Tensor
    scale: Tensor

    def __init__(self, features: int, classes: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("scale", torch.ones(features))
        self.linear = nn.Linear(features, classes)

    def forward(self, features: Tensor) -> Tensor:
        """(batch, features) -> (batch, classes) logits."""
        logits: Tensor = self.linear((features - self.mean) / self.scale)
        return logits

    def standardise_by(self, features: Tensor) -> None:
        """Take mean and spread from (cases, features) of the training part; what never varies is left out."""
        spread = features.std(0, unbiased=False)
        self.mean.copy_(features.mean(0))
        self.scale.copy_(torch.where(spread > 1e-5, spread, torch.full_like(spread, LEFT_OUT)))

    def begin_anew(self, features: Tensor) -> None:
        """Forget what was fitted: say nothing yet, and divide by nothing, for an encoder that is to change much.

        Random features hardly differ between cases. Divided by so small a spread they would be hundreds as soon as the
        encoder learns.

        Parameters
        ----------
        features
            (cases, features) of the training part.
        """
        self.mean.copy_(features.mean(0).detach())
        self.scale.fill_(1.0)
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)


class PictureClassifier(nn.Module):
    """Encoder and head.

    Parameters
    ----------
    encoder
        See `ai.networks.encoders`.
    classes
        How many.
    size_px
        (rows, columns) of the pictures, or (slices, rows, columns) of the scans.
    """

    def __init__(self, encoder: Encoder, classes: int, size_px: Sequence[int]) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = LinearHead(feature_count(encoder, size_px), classes)

    def forward(self, pictures: Tensor) -> Tensor:
        """(batch, 1, [slices,] rows, columns), scaled as the contract says -> (batch, classes) logits."""
        logits: Tensor = self.head(self.encoder(pictures))
        return logits
