"""What the lens is told on the command line."""

from __future__ import annotations

import pytest

from app.errors import UsageError
from app.imaging.filters.table import FILTERS
from app.imaging.lens import step
from app.imaging.lens_text import parse_lens, parse_step


def test_reading_what_the_command_line_says() -> None:
    assert parse_step("clahe") == step("clahe")
    assert parse_step("CLAHE: tiles = 4 , clip=3") == step("clahe", {"clip": 3.0, "tiles": 4.0})
    assert parse_lens(()) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sharpen", "no filter 'sharpen'"),
        ("", "no filter ''"),
        ("mean:size", "cannot be read"),
        ("mean:", "cannot be read"),
        ("mean:size=big", "cannot be read"),
        ("mean:size=3,size=5", "'size' twice"),
        ("mean:size=", "cannot be read"),
        ("mean:preset=soft", "no preset 'soft'. It has none at all."),
        ("kernel3:preset=blurr", "no preset 'blurr'"),
        ("kernel3:a4=1", "no parameter 'a4'"),
        ("kernel3:a1=100", "-99 to 99"),
        ("mean:sigma=3", "no parameter 'sigma'"),
        ("mean:size=4", "3 to 31, odd"),
        ("gaussian:sigma=nan", "0.3 to 10"),
        ("clahe:clip=0.5", "1 to 10"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence(text: str, words: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parse_step(text)
    assert words in str(refusal.value)


def test_text_is_read_back() -> None:
    for each in FILTERS:
        made = step(each.name)
        assert parse_step(made.text) == made
    odd = step("gaussian", {"sigma": 1.2})
    assert odd.text == "gaussian:sigma=1.2"


def test_presets_give_what_is_not_said() -> None:
    made = parse_step("kernel3:divide=2,preset=Emboss")
    assert made.value("a1") == -2
    assert made.value("divide") == 2
    assert parse_step("kernel3:preset=sobel-x").words == "Kernel 3×3 Sobel across"
    assert made.words == "Kernel 3×3"
