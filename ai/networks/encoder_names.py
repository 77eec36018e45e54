"""Networks that can be named in place of a base model, from small to large. No torch here.

`ai.networks.named_stages` builds them. Of each the part that makes features is used, pooled over its stages: the large
dense layers of AlexNet and VGG are not, so their sizes are smaller than in the papers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class EncoderName:
    """What is known of a network before it is made.

    Parameters
    ----------
    title
        As its authors write it.
    millions
        Weights of its stages, in millions, one digit after the point.
    least_px
        Shortest side of a picture that it can read.
    fixed
        Whether it reads pictures of one size alone, that with which it was made, in whole patches of ``least_px``.
    """

    title: str
    millions: float
    least_px: int = 32
    fixed: bool = False


ENCODER_NAMES: Mapping[str, EncoderName] = {
    "mobilenet_v3_small": EncoderName("MobileNet v3 (small)", 0.9),
    "mobilenet_v2": EncoderName("MobileNet v2", 2.2),
    "alexnet": EncoderName("AlexNet", 2.5, 63),
    "mobilenet_v3_large": EncoderName("MobileNet v3 (large)", 3.0),
    "convnext_atto": EncoderName("ConvNeXt (atto)", 3.4),
    "efficientnet_b0": EncoderName("EfficientNet-B0", 4.0),
    "nasnet_small": EncoderName("NASNet-A (6 @ 1056)", 6.1),
    "densenet121": EncoderName("DenseNet-121", 6.9),
    "vgg11_bn": EncoderName("VGG-11 with batch norm", 9.2),
    "resnet18": EncoderName("ResNet-18", 11.2),
    "vgg16": EncoderName("VGG-16", 14.7),
    "mixer_s16": EncoderName("MLP-Mixer (S/16)", 17.8, 16, fixed=True),
    "resnet34": EncoderName("ResNet-34", 21.3),
    "inception_v3": EncoderName("Inception v3", 21.8, 75),
    "resnet50": EncoderName("ResNet-50", 23.5),
}
"""By the name that plans and cards write."""

USUAL_ENCODER = "resnet18"
"""What is suggested where no installed model suits."""
