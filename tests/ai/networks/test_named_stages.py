"""Networks by name: each reads grey pictures, learns, is built again from its card and shows where it looked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional

from ai.errors import ModelPackError
from ai.library.card import Architecture
from ai.networks.build import build
from ai.networks.encoder_names import ENCODER_NAMES
from ai.networks.encoders import Encoder
from ai.networks.named_stages import named_stages
from ai.networks.picture_classifier import PRECISE, PictureClassifier
from ai.networks.stage import last_stage
from ai.networks.weights import read_weights, write_weights
from ai.networks.zoo import timm_network
from ai.training.teach_classifier import parameter_counts, trainable_groups

NAMES = tuple(ENCODER_NAMES)


def side_of(name: str) -> int:
    return max(64, ENCODER_NAMES[name].least_px)


def classifier(name: str) -> PictureClassifier:
    side = side_of(name)
    card = Architecture("picture-classifier", (("encoder", name), ("classes", 2), ("size_px", (side, side))))
    network = build(card)
    assert isinstance(network, PictureClassifier)
    return network


@pytest.mark.parametrize("name", NAMES)
def test_a_few_steps_teach_every_stage_and_the_card_builds_it_again(name: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    network, side = classifier(name), side_of(name)
    groups = trainable_groups(network, "all")
    assert len(groups) == 1 + len(network.encoder.stages)
    trained, every = parameter_counts(network, groups)
    assert trained == every
    pictures, classes = torch.randn(4, 1, side, side), torch.tensor([0, 1, 0, 1])
    pictures[classes == 1] *= 0.3
    before = [parameter.detach().clone() for group in groups for parameter in group.parameters]
    optimiser = torch.optim.AdamW([{"params": group.parameters, "lr": 1e-3 * group.rate_share} for group in groups])
    losses = []
    for _ in range(3):
        optimiser.zero_grad()
        loss = functional.cross_entropy(network(pictures), classes)
        torch.autograd.backward(loss)
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < losses[0]
    after = [parameter for group in groups for parameter in group.parameters]
    changed = [not torch.equal(one, other) for one, other in zip(before, after, strict=True)]
    assert sum(changed) > 0.95 * len(changed)

    network.eval()
    write_weights(network, tmp_path / "weights.safetensors", precise=PRECISE)
    again = classifier(name).eval()
    read_weights(again, tmp_path / "weights.safetensors")
    with torch.inference_mode():
        expected, found = network(pictures), again(pictures)
    assert torch.isfinite(expected).all()
    torch.testing.assert_close(found.softmax(1), expected.softmax(1), atol=0.03, rtol=0)
    stage = last_stage(network, pictures[:1])
    assert stage is not None
    assert stage.name.startswith("encoder.stages.")


@pytest.mark.parametrize("name", NAMES)
def test_the_size_that_is_told_is_the_size(name: str) -> None:
    stages = nn.ModuleList(named_stages(name))
    millions = sum(parameter.numel() for parameter in stages.parameters()) / 1e6
    assert millions == pytest.approx(ENCODER_NAMES[name].millions, abs=0.06)


def test_names_are_listed_from_small_to_large() -> None:
    sizes = [each.millions for each in ENCODER_NAMES.values()]
    assert sizes == sorted(sizes)


@pytest.mark.parametrize("name", ["nasnet_small", "inception_v3", "mixer_s16"])
def test_stages_one_after_the_other_are_the_whole_network(name: str) -> None:
    torch.manual_seed(0)
    side = side_of(name) if name != "mixer_s16" else 224
    stages = [stage.eval() for stage in named_stages(name, (side, side))]
    arguments: dict[str, dict[str, Any]] = {
        "nasnet_small": {"name": "nasnetalarge", "num_features": 1056, "stem_size": 32},
        "inception_v3": {"name": "inception_v3", "aux_logits": False},
        "mixer_s16": {"name": "mixer_s16_224"},
    }
    whole: Any = timm_network(in_chans=1, **arguments[name]).eval()
    # The same numbers in both: stages hold their parts in the order in which the network made them.
    theirs = whole.state_dict().values()
    mine = [tensor for stage in stages for tensor in stage.state_dict().values()]
    with torch.no_grad():
        for one, other in zip(mine, theirs, strict=False):
            assert one.shape == other.shape
            one.copy_(other)
    picture = torch.randn(1, 1, side, side)
    with torch.inference_mode():
        seen = picture
        for stage in stages:
            seen = stage(seen)
        expected = whole.forward_features(picture)
    if name == "nasnet_small":
        seen = seen[:, : expected.shape[1]].relu()
    if name == "mixer_s16":
        seen = seen.flatten(2).transpose(1, 2)
    torch.testing.assert_close(seen, expected, atol=1e-4, rtol=1e-3)


def test_unknown_names_and_sizes_that_a_network_cannot_read() -> None:
    with pytest.raises(ModelPackError, match="'lenet' is unknown"):
        named_stages("lenet")
    with pytest.raises(ModelPackError, match="Inception v3 reads pictures of at least 75 pixels a side; these have 64"):
        named_stages("inception_v3", (64, 64))
    with pytest.raises(ModelPackError, match="whole patches of 16 pixels"):
        named_stages("mixer_s16", (100, 100))


def test_features_of_other_sizes_are_as_many() -> None:
    encoder = Encoder(named_stages("mobilenet_v2")).eval()
    with torch.inference_mode():
        assert encoder(torch.randn(1, 1, 64, 96)).shape == encoder(torch.randn(1, 1, 96, 64)).shape


@pytest.mark.parametrize("name", ["alexnet", "vgg11_bn"])
def test_convolutions_begin_with_numbers_of_a_sensible_size(name: str) -> None:
    torch.manual_seed(0)
    encoder = Encoder(named_stages(name))
    for module in encoder.modules():
        if isinstance(module, nn.Conv2d):
            fan = module.out_channels if name.startswith("vgg") else module.in_channels
            fan *= module.kernel_size[0] * module.kernel_size[1]
            # He et al. by the outputs (VGG); torch's own begin, uniform with variance 1 / (3 inputs).
            spread = (2 / fan) ** 0.5 if name.startswith("vgg") else (1 / (3 * fan)) ** 0.5
            if module.in_channels > 1:
                assert float(module.weight.detach().std()) == pytest.approx(spread, rel=0.05)
