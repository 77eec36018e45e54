from __future__ import annotations

import torch
from monai.networks.nets import UNet
from torch import nn

from ai.inference.members import Members
from ai.inference.normalising import Normalised, can_normalise
from ai.inference.precision import PLAIN, Choice
from ai.inference.rewriting import can_rewrite, rewritten
from ai.inference.upsampling import Interleaved

CPU = torch.device("cpu")


def test_what_is_not_replaced_stays() -> None:
    network = nn.Sequential(nn.ConvTranspose3d(4, 5, 2, stride=2), nn.BatchNorm3d(5))
    assert not can_rewrite(network)
    assert [type(layer) for layer in rewritten(network)] == [nn.ConvTranspose3d, nn.BatchNorm3d]


def test_a_network_of_monai_answers_the_same_and_stays_as_it_is() -> None:
    network = UNet(3, 1, 2, (4, 8, 16), (2, 2), num_res_units=1).eval()
    changed = rewritten(network)
    window = torch.randn(1, 1, 16, 24, 8)
    with torch.inference_mode():
        torch.testing.assert_close(changed(window), network(window), atol=1e-5, rtol=1e-5)
    for kind, count in ((Interleaved, 2), (Normalised, 6)):
        assert sum(isinstance(layer, kind) for layer in changed.modules()) == count
        assert not any(isinstance(layer, kind) for layer in network.modules())
    assert not any(can_normalise(layer) for layer in changed.modules())


def test_members_may_still_run_in_one_call() -> None:
    networks = [UNet(3, 1, 2, (4, 8, 16), (2, 2)).eval() for _ in range(2)]
    window = torch.randn(1, 1, 16, 24, 8)
    rewritten_in_one = Members(networks, device=CPU, dimensions=3, choice=Choice(rewritten=True, together=True))
    plain = Members(networks, device=CPU, dimensions=3, choice=PLAIN)
    torch.testing.assert_close(rewritten_in_one(window), plain(window), atol=1e-5, rtol=1e-5)


def test_members_in_one_call_may_be_in_half_precision() -> None:
    networks = [UNet(3, 1, 2, (4, 8, 16), (2, 2), norm=("INSTANCE", {"affine": True})).eval() for _ in range(2)]
    windows = torch.randn(2, 1, 16, 24, 8)
    half, plain = (
        Members(networks, device=CPU, dimensions=3, choice=choice)(windows).float()
        for choice in (Choice("bfloat16", channels_last=True, rewritten=True, together=True), PLAIN)
    )
    assert float((half - plain).abs().mean()) < 0.02
