"""Networks of whole scans that can be named in place of a base model, from small to large. No torch here.

`ai.networks.volume_stages` builds them. All are narrower than in their papers: a scan has a hundred times the cells of
a picture, and sites have few scans.
"""

from __future__ import annotations

from collections.abc import Mapping

from ai.networks.encoder_names import EncoderName

VOLUME_NAMES: Mapping[str, EncoderName] = {
    "resnet10_3d": EncoderName("ResNet-10 in 3D, a quarter as wide", 0.9, 16),
    "densenet121_3d": EncoderName("DenseNet-121 in 3D, half as wide", 2.8, 16),
    "resnet18_3d": EncoderName("ResNet-18 in 3D, half as wide", 8.3, 16),
}
"""By the name that plans and cards write; the least side counts voxels."""

USUAL_VOLUME_NETWORK = "resnet10_3d"
"""What is suggested where no installed model suits."""
