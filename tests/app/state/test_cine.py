"""A film within its limits."""

from __future__ import annotations

import pytest

from app.state.cine import Cine, CineHolder


@pytest.mark.parametrize("rate_hz", [0.5, 61.0])
def test_rates_have_limits(rate_hz: float) -> None:
    with pytest.raises(ValueError, match="1 to 60"):
        Cine(rate_hz=rate_hz)


@pytest.mark.parametrize(
    ("reached", "is_playing", "expected"),
    [(None, True, False), (19.0, True, False), (17.0, True, True), (1.0, False, False)],
)
def test_slow(reached: float | None, is_playing: bool, expected: bool) -> None:
    assert Cine(rate_hz=20.0, reached_hz=reached, is_playing=is_playing).is_slow is expected


def test_the_holder_tells_only_of_changes() -> None:
    holder = CineHolder()
    told: list[float] = []
    holder.cine_changed.connect(lambda: told.append(holder.cine.rate_hz))
    holder.update(rate_hz=12.0)
    holder.update(rate_hz=30.0)
    assert told == [30.0]
