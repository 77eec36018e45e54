from __future__ import annotations

import pytest
import torch

from ai.errors import ModelPackError
from ai.library.card import Architecture
from ai.networks.build import build
from ai.networks.spot_finder import HEAT, ORGAN, SIZE, STRIDE, SpotFinder, SpotMaps, local_contrast
from ai.networks.stage import last_stage

ARGUMENTS = {"filters": (4, 8), "blocks": (1, 1), "members": 2, "apart_px": 20.0, "most": 5}


def _finder(**changes: object) -> SpotFinder:
    torch.manual_seed(0)
    network = build(Architecture("spot-finder", tuple((ARGUMENTS | changes).items())))
    assert isinstance(network, SpotFinder)
    return network.eval()


class _Fixed(torch.nn.Module):
    """Says the same maps whatever it sees."""

    def __init__(self, maps: torch.Tensor) -> None:
        super().__init__()
        self.maps = maps

    def forward(self, contrast: torch.Tensor) -> torch.Tensor:
        return torch.cat([self.maps, self.maps.flip(3)])


def _maps(spots: list[tuple[int, int, float]], *, organ: float = 9.0) -> torch.Tensor:
    """(1, 3, 16, 16): log-odds of spots on 3 x 3 cells, an organ everywhere, 12 pixels of diameter."""
    maps = torch.zeros(1, 3, 16, 16)
    maps[0, HEAT], maps[0, ORGAN], maps[0, SIZE] = -500.0, organ, torch.tensor(12.0).log()
    for row, column, logit in spots:
        around = maps[0, HEAT, row - 1 : row + 2, column - 1 : column + 2]
        maps[0, HEAT, row - 1 : row + 2, column - 1 : column + 2] = around.clamp(min=logit)
    return maps


def _saying(*maps: torch.Tensor, **changes: object) -> SpotFinder:
    network = _finder(members=len(maps), **changes)
    network.members = torch.nn.ModuleList(_Fixed(each) for each in maps)
    return network


def test_local_contrast_knows_no_exposure_and_no_slope() -> None:
    generator = torch.Generator().manual_seed(0)
    picture = 0.1 + 0.8 * torch.rand(1, 1, 96, 96, generator=generator)
    one = local_contrast(picture)
    other = local_contrast(picture / 2 + 0.4)
    assert torch.allclose(one[:, 1], other[:, 1], atol=0.03)  # but for what keeps flat areas flat
    assert torch.allclose(one[:, 0], 2 * picture[:, 0] - 1)
    ramp = torch.linspace(0, 1, 256).expand(1, 1, 256, 256)
    assert local_contrast(ramp)[0, 1, 128, 100:156].abs().max() < 0.1
    assert local_contrast(torch.full((1, 1, 64, 64), 0.4))[:, 1].abs().max() < 1e-4


def test_marks_lie_where_the_maps_peak() -> None:
    (said,) = _saying(_maps([(4, 5, 2.0), (11, 12, 0.0)]))(torch.zeros(1, 1, 64, 64))
    assert said["boxes"].tolist() == [pytest.approx([12, 16, 24, 28]), pytest.approx([40, 44, 52, 56])]
    assert said["scores"].tolist() == pytest.approx([0.8808, 0.5], abs=1e-3)
    assert said["labels"].tolist() == [0, 0]
    assert said["picture_scores"].tolist() == pytest.approx([0.8808], abs=1e-3)


def test_of_close_marks_the_higher_stays_and_no_more_than_asked() -> None:
    close = _maps([(4, 4, 2.0), (4, 8, 1.0)])  # 16 pixels
    assert len(_saying(close, apart_px=20.0)(torch.zeros(1, 1, 64, 64))[0]["scores"]) == 1
    assert len(_saying(close, apart_px=10.0)(torch.zeros(1, 1, 64, 64))[0]["scores"]) == 2
    assert len(_saying(close, apart_px=10.0, most=1)(torch.zeros(1, 1, 64, 64))[0]["scores"]) == 1


def test_nothing_is_marked_beside_the_organ() -> None:
    maps = _maps([(4, 4, 2.0), (11, 11, 1.0)])
    maps[0, ORGAN, :8] = -9.0
    (said,) = _saying(maps)(torch.zeros(1, 1, 64, 64))
    assert said["scores"].tolist() == pytest.approx([0.7311], abs=1e-3)
    assert said["picture_scores"].tolist() == pytest.approx([0.7311], abs=1e-3)
    (said,) = _saying(_maps([(4, 4, 2.0)], organ=-9.0))(torch.zeros(1, 1, 64, 64))
    assert (len(said["scores"]), said["picture_scores"].tolist()) == (0, [0.0])


def test_small_parts_of_the_organ_are_none() -> None:
    maps = _maps([(4, 4, 2.0), (12, 12, 3.0)], organ=-9.0)
    maps[0, ORGAN, 1:9, 1:9], maps[0, ORGAN, 11:14, 11:14] = 9.0, 9.0
    (said,) = _saying(maps)(torch.zeros(1, 1, 64, 64))
    assert said["scores"].tolist() == pytest.approx([0.8808], abs=1e-3)
    maps[0, ORGAN, 10:15, 10:15] = 9.0  # 25 of 64 cells: a second lung
    assert len(_saying(maps)(torch.zeros(1, 1, 64, 64))[0]["scores"]) == 2


def test_members_are_averaged_and_speak_for_themselves_of_the_picture() -> None:
    (said,) = _saying(_maps([(4, 5, 3.0)]), _maps([(4, 5, 1.0)]))(torch.zeros(1, 1, 64, 64))
    assert said["scores"].tolist() == pytest.approx([0.8808], abs=1e-3)
    assert said["picture_scores"].tolist() == pytest.approx([0.9526, 0.7311], abs=1e-3)


def test_the_mirror_image_says_the_mirrored_maps() -> None:
    network, picture = _finder(), torch.rand(1, 1, 64, 96)
    assert torch.allclose(network.maps(picture.flip(3)), network.maps(picture).flip(3), atol=1e-4)


def test_sizes_that_are_no_multiple_are_filled_up_and_cut_off() -> None:
    network = _finder()
    assert network.maps(torch.rand(1, 1, 70, 50)).shape == (2, 3, -(-70 // STRIDE), -(-50 // STRIDE))
    assert SpotMaps((4, 8, 8), (1, 0, 1))(torch.zeros(1, 2, 32, 48)).shape == (1, 3, 8, 12)


def test_a_crop_and_a_whole_picture_say_the_same_in_the_middle() -> None:
    """No statistics of the picture itself hide in the layers."""
    network = SpotMaps((4, 8), (1, 1)).eval()
    contrast = torch.randn(1, 2, 128, 128)
    whole, crop = network(contrast), network(contrast[:, :, 32:96, 32:96])
    assert torch.allclose(whole[:, :, 14:18, 14:18], crop[:, :, 6:10, 6:10], atol=1e-5)


def test_its_last_stage_is_found_for_the_gate() -> None:
    stage = last_stage(_finder(), torch.rand(1, 1, 64, 64))
    assert stage is not None
    assert stage.grid == (16, 16)


@pytest.mark.parametrize("changes", [{"blocks": (1,)}, {"filters": (4,), "blocks": (1,)}, {"members": 0}])
def test_arguments_that_make_no_network(changes: dict[str, object]) -> None:
    with pytest.raises(ModelPackError, match="do not fit: a spot finder needs"):
        _finder(**changes)
