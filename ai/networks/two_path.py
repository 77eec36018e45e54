"""A network of two paths: one sees every voxel, the other a coarse picture of more surroundings.

References
----------
Kamnitsas et al., Med Image Anal 2017;36:61 (DeepMedic): the idea of two resolutions side by side. This one is smaller,
keeps the size of the window by padding, and takes its coarse picture from the same window.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

COARSE = 4
"""How many voxels of a side become one in the coarse path."""

MOST_FILTERS = 512


class TwoPathNet(nn.Module):
    """Fine and coarse path, joined.

    Parameters
    ----------
    spatial_dims
        2 or 3.
    in_channels, out_channels
        Of the picture, and outputs.
    filters
        Of the layers of each path, from the picture on.
    """

    def __init__(self, *, spatial_dims: int, in_channels: int, out_channels: int, filters: Sequence[int]) -> None:
        super().__init__()
        if spatial_dims not in (2, 3) or not filters or not all(1 <= each <= MOST_FILTERS for each in filters):
            raise ValueError(f"two paths in 2 or 3 dimensions of 1 to {MOST_FILTERS} filters")
        self.dimensions = spatial_dims
        self.fine = self._path(in_channels, filters)
        self.coarse = self._path(in_channels, filters)
        convolution = nn.Conv2d if spatial_dims == 2 else nn.Conv3d
        self.join = nn.Sequential(
            convolution(2 * filters[-1], filters[-1], 1), nn.LeakyReLU(0.01), convolution(filters[-1], out_channels, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        """(windows, channels, ...) -> (windows, outputs, ...), before any activation."""
        fine = self.fine(x)
        small = [max(1, -(-side // COARSE)) for side in x.shape[2:]]
        coarse = self.coarse(functional.interpolate(x, size=small, mode="area"))
        mode = "bilinear" if self.dimensions == 2 else "trilinear"
        wide = functional.interpolate(coarse, size=x.shape[2:], mode=mode, align_corners=False)
        result: Tensor = self.join(torch.cat([fine, wide], 1))
        return result

    def _path(self, inputs: int, filters: Sequence[int]) -> nn.Sequential:
        convolution = nn.Conv2d if self.dimensions == 2 else nn.Conv3d
        layers: list[nn.Module] = []
        for outputs in filters:
            # Groups of one picture: neither the size of a batch nor that of a window changes what comes out of them.
            layers += [convolution(inputs, outputs, 3, padding=1), nn.GroupNorm(1, outputs), nn.LeakyReLU(0.01)]
            inputs = outputs
        return nn.Sequential(*layers)
