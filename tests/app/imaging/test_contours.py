"""Outlines: their area is that of the mask, they lie where the mask lies, and every one closes."""

from __future__ import annotations

import numpy as np
import pytest

from app.imaging.contours import Polyline, area_px, contours, thinned


def disc(radius: float, centre: tuple[float, float], shape: tuple[int, int]) -> np.ndarray:
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    return np.hypot(rows - centre[0], columns - centre[1]) <= radius


def span(line: Polyline) -> tuple[float, float, float, float]:
    return (*line.min(axis=0), *line.max(axis=0))


def test_rectangle_lies_on_the_pixel_edges() -> None:
    mask = np.zeros((12, 20), bool)
    mask[3:7, 5:15] = True

    (line,) = contours(mask)

    assert span(line) == (2.5, 4.5, 6.5, 14.5)
    # Four corners cut by an eighth of a pixel each.
    assert area_px((line,)) == 4 * 10 - 0.5


def test_disc_has_the_area_of_its_mask() -> None:
    mask = disc(40.3, (50.2, 61.7), (110, 120))
    assert area_px(contours(mask)) == pytest.approx(mask.sum(), rel=0.002)


def test_probability_gives_the_true_disc() -> None:
    rows, columns = np.mgrid[:110, :120]
    distance = np.hypot(rows - 50.2, columns - 61.7)
    probability = np.rint(255 / (1 + np.exp(distance - 40.3))).astype(np.uint8)

    (line,) = contours(probability >= 127.5, probability, threshold=0.5)

    radius = np.hypot(line[:, 0] - 50.2, line[:, 1] - 61.7)
    assert radius == pytest.approx(40.3, abs=0.05)


def test_another_threshold_moves_the_line() -> None:
    ramp = np.tile(np.linspace(0, 200, 21).astype(np.uint8), (5, 1))
    (line,) = contours(ramp >= 0.4 * 255, ramp, threshold=0.4)
    assert line[:, 1].min() == pytest.approx(10.2, abs=1e-6)


def test_mask_decides_where_the_probability_says_otherwise() -> None:
    probability = np.full((20, 20), 250, np.uint8)
    mask = np.zeros((20, 20), bool)
    mask[5:10, 5:10] = True

    (line,) = contours(mask, probability)

    # Half way, as without probabilities.
    assert span(line) == (4.5, 4.5, 9.5, 9.5)


def test_hole_is_a_line_of_its_own_and_counts_negative() -> None:
    mask = np.zeros((30, 30), bool)
    mask[5:25, 5:25] = True
    mask[10:15, 12:20] = False

    lines = contours(mask)

    assert sorted(area_px((line,)) for line in lines) == [-(5 * 8 - 0.5), 20 * 20 - 0.5]


@pytest.mark.parametrize("where", [np.s_[:, :], np.s_[:4, :], np.s_[:, 6:], np.s_[5:, 3:6]])
def test_mask_at_the_border_closes_at_the_edge_of_the_picture(where: tuple[slice, slice]) -> None:
    mask = np.zeros((9, 11), bool)
    mask[where] = True
    probability = np.where(mask, 255, 3).astype(np.uint8)

    (line,) = contours(mask)
    (fine,) = contours(mask, probability)

    rows, columns = np.nonzero(mask)
    assert span(line) == (rows.min() - 0.5, columns.min() - 0.5, rows.max() + 0.5, columns.max() + 0.5)
    for got, edge in zip(span(fine), (-0.5, -0.5, 8.5, 10.5), strict=True):
        assert min(abs(got - edge), abs(abs(got - round(got)) - 0.486)) < 0.02


def test_corner_neighbours_follow_the_middle_of_the_cell() -> None:
    mask = np.eye(2, dtype=bool)
    apart = contours(mask, np.array([[140, 20], [20, 140]], np.uint8))
    joined = contours(mask, np.array([[250, 120], [120, 250]], np.uint8))
    assert (len(apart), len(joined)) == (2, 1)
    assert len(contours(np.fliplr(mask).copy(), np.array([[120, 250], [250, 120]], np.uint8))) == 1


@pytest.mark.parametrize("seed", range(8))
def test_noise_closes_and_separates_every_pixel(seed: int) -> None:
    mask = np.random.default_rng(seed).random((23, 31)) < (seed + 1) / 10

    lines = contours(mask)

    for line in lines:
        steps = np.abs(line - np.roll(line, -1, axis=0)).max(axis=1)
        assert steps.max() <= 1.0
        assert line.min() >= -0.5
    # Even-odd along every row of pixel centres gives the mask back.
    back = np.zeros_like(mask)
    for line in lines:
        for (r0, c0), (r1, c1) in zip(line, np.roll(line, -1, axis=0), strict=True):
            for row in range(mask.shape[0]):
                if min(r0, r1) <= row < max(r0, r1):
                    crossing = c0 + (row - r0) / (r1 - r0) * (c1 - c0)
                    back[row] ^= np.arange(mask.shape[1]) > crossing
    assert np.array_equal(back, mask)


def test_empty_mask_has_no_line() -> None:
    assert contours(np.zeros((5, 5), bool)) == ()


def test_other_arrays_are_refused() -> None:
    with pytest.raises(ValueError, match="bool"):
        contours(np.zeros((5, 5), np.uint8))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="grid"):
        contours(np.zeros((5, 5), bool), np.zeros((5, 6), np.uint8))


def test_thinning_keeps_the_line_in_place() -> None:
    (line,) = contours(disc(40.3, (50.2, 61.7), (110, 120)))
    thin = thinned(line, 0.3)
    assert len(thin) < len(line) / 2
    assert area_px((thin,)) == pytest.approx(area_px((line,)), rel=0.01)


def test_speck_is_not_thinned_away() -> None:
    mask = np.zeros((5, 5), bool)
    mask[2, 2] = True
    (line,) = contours(mask)
    assert len(thinned(line, 3.0)) == 4
