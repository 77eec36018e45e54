"""A U-Net that reads and draws finer than it computes: pixels are folded into channels, and out of them again.

References
----------
Shi et al., "Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel Convolutional Neural
Network", CVPR 2016, arXiv 1609.05158.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class FineUNet(nn.Module):
    """The blocks of a U-Net between a folding and an unfolding of pixels; the names of its weights stay the same.

    Parameters
    ----------
    network
        A `monai.networks.nets.DynUNet` without deep supervision whose inputs and outputs are ``subpixels`` squared
        times as many channels as the picture and the structures have.
    subpixels
        Pixels of a side that become channels of one.
    """

    def __init__(self, network: nn.Module, subpixels: int) -> None:
        super().__init__()
        blocks = dict(network.named_children())
        self.subpixels = subpixels
        self.input_block = blocks["input_block"]
        self.downsamples = nn.ModuleList(blocks["downsamples"].children())
        self.bottleneck = blocks["bottleneck"]
        self.upsamples = nn.ModuleList(blocks["upsamples"].children())
        self.output_block = blocks["output_block"]

    def forward(self, pictures: Tensor) -> Tensor:
        """(batch, channels, rows, columns) -> (batch, structures, rows, columns)."""
        kept = [self.input_block(functional.pixel_unshuffle(pictures, self.subpixels))]
        for down in self.downsamples:
            kept.append(down(kept[-1]))
        found = self.bottleneck(kept[-1])
        for up, beside in zip(self.upsamples, reversed(kept), strict=True):
            found = up(found, beside)
        return functional.pixel_shuffle(self.output_block(found), self.subpixels)


def start_fine(coarse: nn.Module, fine: FineUNet) -> None:
    """Give a fine network the weights of a coarse one, so that it says the same of every subpixel.

    It then answers what the coarse one answers on the picture shrunk by area, enlarged by repeating: the first
    convolution reads the mean of the subpixels, the last one is repeated for each.

    Parameters
    ----------
    coarse
        A ``unet2d`` with the same filters and one pixel per cell.
    fine
        Changed in place.

    Raises
    ------
    ValueError
        When the networks do not fit.
    """
    share = fine.subpixels**2
    given: dict[str, Tensor] = dict(coarse.named_parameters())
    with torch.no_grad():
        for name, own in fine.named_parameters():
            weight = given.get(name)
            if weight is not None and weight.shape != own.shape:
                reads = weight.ndim > 1 and own.shape[1] == share * weight.shape[1]
                axis = 1 if reads else 0
                weight = weight.repeat_interleave(share, axis) / (share if reads else 1)
            if weight is None or weight.shape != own.shape:
                raise ValueError(f"the coarse network has no weights for {name}")
            own.copy_(weight)
