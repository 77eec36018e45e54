from __future__ import annotations

import torch

from ai.library.card import Architecture
from ai.networks.build import build
from ai.networks.encoders import Encoder, feature_count, unet_stages
from ai.networks.picture_classifier import LinearHead, PictureClassifier

UNET = Architecture("unet2d", (("in_channels", 1), ("out_channels", 3), ("filters", (4, 8, 16))))


def test_features_are_mean_and_spread_of_every_level() -> None:
    network = build(UNET).eval()
    encoder = Encoder(unet_stages(network)).eval()
    assert feature_count(encoder, (32, 32)) == 2 * (4 + 8 + 16)
    picture = torch.randn(2, 1, 32, 32)
    with torch.inference_mode():
        features = encoder(picture)
        first = unet_stages(network)[0](picture).flatten(2)
    torch.testing.assert_close(features[:, :4], first.mean(2))
    torch.testing.assert_close(features[:, 4:8], first.std(2, unbiased=False), atol=1e-3, rtol=1e-3)


def test_the_head_leaves_out_what_never_varies() -> None:
    head = LinearHead(3, 2)
    head.standardise_by(torch.tensor([[1.0, 5.0, 2.0], [3.0, 5.0, 4.0]]))
    with torch.inference_mode():
        plain = head(torch.tensor([[1.0, 5.0, 2.0]]))
        odd = head(torch.tensor([[1.0, 900.0, 2.0]]))
    assert torch.equal(plain, odd)
    assert ((torch.tensor([[3.0, 5.0, 4.0]]) - head.mean) / head.scale).tolist() == [[1, 0, 1]]


def test_a_card_builds_the_same_classifier_again() -> None:
    arguments = (("encoder", "unet2d"), ("classes", 2), ("size_px", [32, 32]), ("filters", [4, 8, 16]))
    network = build(Architecture("picture-classifier", arguments))
    assert isinstance(network, PictureClassifier)
    assert network.head.linear.in_features == 56
