"""Ways along edges against discs of known size, by value."""

from __future__ import annotations

import time

import numpy as np
import numpy.typing as npt
import pytest

from app.imaging.masks.live_wire import LiveWire
from app.imaging.masks.outline_draft import OutlineDraft
from app.imaging.polygon_fill import filled

SHAPE = (200, 220)
MIDDLE = (98.3, 108.6)


def disc(radius: float, shape: tuple[int, int] = SHAPE) -> npt.NDArray[np.bool_]:
    rows, columns = np.indices(shape)
    inside: npt.NDArray[np.bool_] = np.hypot(rows - MIDDLE[0], columns - MIDDLE[1]) < radius
    return inside


def noisy(picture: npt.NDArray[np.bool_], *, contrast_to_noise: float, seed: int = 0) -> npt.NDArray[np.float32]:
    noise = np.random.default_rng(seed).normal(0, 100 / contrast_to_noise, picture.shape)
    return (100.0 * picture + noise).astype(np.float32)


def rough_clicks(radius: float, count: int, *, off_px: float, first: float = 0.3, seed: int = 1) -> list[list[float]]:
    """Clicks around the circle that miss it by up to so much."""
    angles = first + np.linspace(0, 2 * np.pi, count, endpoint=False)
    off = radius + np.random.default_rng(seed).uniform(-off_px, off_px, count)
    return np.stack([MIDDLE[0] + off * np.sin(angles), MIDDLE[1] + off * np.cos(angles)], axis=1).tolist()


def drawn_by(picture: npt.NDArray[np.generic], clicks: list[list[float]], **options: int) -> npt.NDArray[np.bool_]:
    wire = LiveWire(picture, **options)
    draft = OutlineDraft(*clicks[0], wire=wire, reach_px=5.0 * options.get("thinning", 1))
    for row, column in clicks[1:]:
        draft.point_at(row, column)
        draft.add_corner(row, column)
    line = draft.closed()
    assert line is not None
    return filled(line, picture.shape[:2])


def dice(one: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_]) -> float:
    return float(2 * (one & other).sum() / (one.sum() + other.sum()))


@pytest.mark.parametrize("clicks", [6, 7, 8])
@pytest.mark.parametrize("contrast_to_noise", [10.0, 3.0, 2.0])
def test_rough_clicks_around_a_noisy_disc_find_its_edge(clicks: int, contrast_to_noise: float) -> None:
    truth = disc(40.0)
    found = drawn_by(noisy(truth, contrast_to_noise=contrast_to_noise), rough_clicks(40.0, clicks, off_px=4.0))
    assert dice(found, truth) >= 0.98


def test_straight_lines_between_the_same_clicks_are_far_from_it() -> None:
    clicks = np.array(rough_clicks(40.0, 6, off_px=4.0))
    assert dice(filled(clicks, SHAPE), disc(40.0)) < 0.93


def test_a_small_disc_beside_a_much_brighter_one_keeps_its_edge() -> None:
    picture = noisy(disc(15.0), contrast_to_noise=5.0) + 1500.0 * (np.indices(SHAPE)[1] > 150)
    assert dice(drawn_by(picture, rough_clicks(15.0, 6, off_px=3.0)), disc(15.0)) >= 0.97


@pytest.mark.parametrize("gap_degrees", [25.0, 50.0])
def test_a_gap_of_the_edge_is_crossed(gap_degrees: float) -> None:
    """Where something as bright as the disc touches it there is no edge: the way goes on straight, not all round."""
    rows, columns = np.indices(SHAPE)
    angle = np.arctan2(rows - MIDDLE[0], columns - MIDDLE[1])
    truth = disc(40.0)
    picture = noisy(truth | (np.abs(angle) < np.radians(gap_degrees) / 2), contrast_to_noise=5.0)
    assert dice(drawn_by(picture, rough_clicks(40.0, 8, off_px=3.0)), truth) >= 0.98


def test_on_a_film_shown_small_it_works_on_every_third_pixel() -> None:
    rows, columns = np.indices((600, 660))
    truth = np.hypot(rows - 3 * MIDDLE[0], columns - 3 * MIDDLE[1]) < 120.0
    picture = noisy(truth, contrast_to_noise=3.0)
    clicks = [[3 * row, 3 * column] for row, column in rough_clicks(40.0, 7, off_px=4.0)]
    assert dice(drawn_by(picture, clicks, thinning=3), truth) >= 0.985


def test_what_lies_beyond_the_window_is_no_edge() -> None:
    picture = np.where(disc(40.0), 0.0, -500.0) + 3000.0 * (np.indices(SHAPE)[1] > 160)
    wire = LiveWire(picture, limits=(float(np.float64(-600.0)), np.float64(600.0)))
    assert wire.begin(*MIDDLE[:1], MIDDLE[1] - 44.0, reach_px=6.0)[1] == pytest.approx(MIDDLE[1] - 40.0, abs=1.0)
    flat = LiveWire(picture, limits=(100.0, 200.0))
    assert flat.begin(90.0, 60.0, reach_px=5.0) == (90.0, 60.0)


def test_beyond_what_is_known_the_way_goes_on_straight() -> None:
    wire = LiveWire(np.zeros((900, 900), np.int16))
    assert wire.begin(100.0, 100.0) == (100.0, 100.0)
    way = wire.way_to(880.0, 100.0)
    assert tuple(way[-1]) == (880.0, 100.0)
    assert way[-2, 0] < 260
    assert wire.near(880.0, 100.0, reach_px=9.0) == (880.0, 100.0)


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (7, 9, 3)])
def test_small_and_coloured_pictures_have_ways(shape: tuple[int, ...]) -> None:
    wire = LiveWire(np.arange(np.prod(shape), dtype=np.uint8).reshape(shape), thinning=4)
    start = wire.begin(shape[0] - 1, 0, reach_px=3.0)
    way = wire.way_to(0, shape[1] - 1)
    assert np.isfinite(way).all()
    assert 0 <= start[0] < shape[0]


def test_values_that_are_no_numbers_disturb_nothing() -> None:
    picture = noisy(disc(40.0), contrast_to_noise=5.0)
    picture[:, :20] = np.nan
    assert dice(drawn_by(picture, rough_clicks(40.0, 7, off_px=3.0)), disc(40.0)) >= 0.98


def test_it_follows_the_mouse_on_a_slice() -> None:
    """A movement takes well below 30 ms; on a busy machine the quickest of some counts."""
    picture = np.random.default_rng(0).normal(0, 20, (512, 512)).astype(np.float32)
    wire = LiveWire(picture)
    wire.begin(250.0, 250.0)
    times = []
    for column in range(120, 390, 10):
        start = time.perf_counter()
        wire.way_to(200.0, column)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.03
