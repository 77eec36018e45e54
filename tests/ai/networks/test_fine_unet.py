from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from ai.errors import ModelPackError
from ai.library.card import Architecture
from ai.networks.build import build
from ai.networks.encoders import Encoder, unet_stages
from ai.networks.fine_unet import FineUNet, start_fine
from ai.networks.picture_classifier import PictureClassifier
from ai.networks.stage import last_stage

ARGUMENTS = (("in_channels", 1), ("out_channels", 3), ("filters", (4, 8, 16)))


def _pair(subpixels: int) -> tuple[torch.nn.Module, FineUNet]:
    torch.manual_seed(0)
    fine = build(Architecture("unet2d", (*ARGUMENTS, ("subpixels", subpixels)))).eval()
    assert isinstance(fine, FineUNet)
    return build(Architecture("unet2d", ARGUMENTS)).eval(), fine


@pytest.mark.parametrize("subpixels", [2, 4])
def test_it_starts_as_the_coarse_network_on_the_shrunk_picture(subpixels: int) -> None:
    coarse, fine = _pair(subpixels)
    picture = torch.randn(2, 1, 32 * subpixels, 16 * subpixels, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        expected = coarse(functional.avg_pool2d(picture, subpixels))
        before = fine(picture)
        start_fine(coarse, fine)
        found = fine(picture)
    enlarged = expected.repeat_interleave(subpixels, 2).repeat_interleave(subpixels, 3)
    assert found.shape == (2, 3, 32 * subpixels, 16 * subpixels)
    torch.testing.assert_close(found, enlarged, rtol=1e-4, atol=1e-5)
    assert not torch.allclose(before, enlarged, atol=0.1)


def test_subpixels_can_differ_and_lie_where_they_belong() -> None:
    _, fine = _pair(2)
    with torch.no_grad():
        for name, weight in fine.named_parameters():
            if name.startswith("output_block"):
                weight.zero_()
        # Channel 1 of structure 0 is the right upper pixel of every cell.
        dict(fine.named_parameters())["output_block.conv.conv.bias"][1] = 5.0
        found = fine(torch.randn(1, 1, 32, 32))[0]
    assert (found[0, ::2, 1::2] == 5).all()
    assert found.count_nonzero() == 16 * 16


def test_the_names_of_the_weights_are_those_of_the_coarse_network() -> None:
    coarse, fine = _pair(2)
    assert set(dict(fine.named_parameters())) == set(dict(coarse.named_parameters()))
    other = build(Architecture("unet2d", (*ARGUMENTS[:2], ("filters", (4, 8, 8)))))
    with pytest.raises(ValueError, match="no weights for"):
        start_fine(other, fine)


def test_its_encoder_and_its_coarsest_stage_are_found() -> None:
    _, fine = _pair(2)
    stage = last_stage(fine, torch.zeros(1, 1, 64, 64))
    assert stage is not None
    assert (stage.name, stage.grid) == ("bottleneck", (8, 8))
    assert Encoder(unet_stages(fine)).eval()(torch.zeros(2, 1, 64, 64)).shape == (2, 2 * (4 + 8 + 16))


@pytest.mark.parametrize("subpixels", [0, 5])
def test_other_numbers_of_subpixels_are_refused(subpixels: int) -> None:
    with pytest.raises(ModelPackError, match="subpixels: 1 to 4"):
        build(Architecture("unet2d", (*ARGUMENTS, ("subpixels", subpixels))))


def test_a_classifier_is_built_on_its_encoder() -> None:
    _, fine = _pair(2)
    arguments = (("encoder", "unet2d"), ("classes", 2), ("size_px", (32, 32)), ("filters", (4, 8, 16)))
    built = build(Architecture("picture-classifier", (*arguments, ("subpixels", 2)))).eval()
    taken = PictureClassifier(Encoder(unet_stages(fine)), 2, (32, 32)).eval()
    built.load_state_dict(taken.state_dict())
    picture = torch.randn(1, 1, 32, 32)
    torch.testing.assert_close(built(picture), taken(picture))
