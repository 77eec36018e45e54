"""Colours: contrast by value, every theme at run time, no literal anywhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from app.state.settings import Theme
from app.ui.icons import tint
from app.ui.palette import DARK, LIGHT, Palette
from app.ui.panel import ElidedLabel, Fold
from app.ui.picture_colours import AMBER, STRIP
from app.ui.style_sheet import style_sheet
from app.ui.theme import Token, apply_theme, now, theme_in_use

UI = Path(__file__).resolve().parents[3] / "app" / "ui"

PALETTES = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])

WORDS_MIN = 4.5
"""WCAG 2.2, 1.4.3."""

PARTS_MIN = 3.0
"""WCAG 2.2, 1.4.11; 1.4.3 asks nothing of words of disabled controls, we ask this."""

GROUNDS = ("window", "panel", "raised", "hover", "selected")


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.fixture(autouse=True)
def dark_again(qapp: QApplication) -> Iterator[None]:
    before = qapp.palette(), qapp.styleSheet()
    apply_theme(qapp)
    yield
    apply_theme(qapp)
    qapp.setPalette(before[0])
    qapp.setStyleSheet(before[1])


def test_contrast_is_computed_as_the_guideline_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@PALETTES
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("words", ["text", "dim", "accent"])
def test_words_can_be_read_on_every_ground(palette: Palette, ground: str, words: str) -> None:
    assert contrast(getattr(palette, words), getattr(palette, ground)) >= WORDS_MIN


@PALETTES
@pytest.mark.parametrize("ground", ["window", "panel", "raised", "hover"])
@pytest.mark.parametrize("words", ["warning", "error", "done"])
def test_warnings_can_be_read(palette: Palette, ground: str, words: str) -> None:
    assert contrast(getattr(palette, words), getattr(palette, ground)) >= WORDS_MIN


@PALETTES
@pytest.mark.parametrize("ground", ["window", "panel", "raised"])
@pytest.mark.parametrize("part", ["edge", "faint"])
def test_borders_and_disabled_words_can_be_seen(palette: Palette, ground: str, part: str) -> None:
    assert contrast(getattr(palette, part), getattr(palette, ground)) >= PARTS_MIN


@PALETTES
def test_words_on_the_action_and_on_the_stage_can_be_read(palette: Palette) -> None:
    assert contrast(palette.on_action, palette.action) >= WORDS_MIN
    assert contrast(palette.on_action, palette.action_hover) >= WORDS_MIN
    assert contrast(palette.action, palette.panel) >= PARTS_MIN
    assert contrast(palette.on_stage, palette.stage) >= WORDS_MIN
    assert contrast(palette.on_stage_dim, palette.stage) >= WORDS_MIN
    assert contrast(palette.stage_edge, palette.stage) >= PARTS_MIN
    assert contrast(palette.on_alarm, palette.alarm) >= 7
    # The reader's tick and the arrows of lists are files: one for both themes.
    assert contrast("#8a9099", palette.raised) >= PARTS_MIN


@PALETTES
def test_the_picture_area_is_black_in_every_theme(palette: Palette) -> None:
    assert palette.stage == "#000000"


def test_the_strip_of_warnings_can_be_read() -> None:
    assert contrast(AMBER.name(), STRIP.name()) >= WORDS_MIN


@PALETTES
def test_every_rule_with_words_and_ground_can_be_read(palette: Palette) -> None:
    seen = 0
    for selector, rule in re.findall(r"([^{}]+)\{([^{}]*)\}", style_sheet(palette)):
        colour = re.search(r"(?<![-\w])color:\s*(#\w{6})", rule)
        ground = re.search(r"(?<![-\w])background:\s*(#\w{6})", rule)
        if colour and ground:
            seen += 1
            least = PARTS_MIN if "disabled" in selector else WORDS_MIN
            assert contrast(colour[1], ground[1]) >= least, selector
    assert seen >= 8


@PALETTES
def test_every_border_of_a_control_can_be_seen(palette: Palette) -> None:
    seen = 0
    for selector, rule in re.findall(r"([^{}]+)\{([^{}]*)\}", style_sheet(palette)):
        border = re.search(r"border:\s*\d+px solid (#\w{6})", rule)
        if (
            border
            and re.search("QPushButton|QLineEdit|QCheckBox|QRadioButton", selector)
            and "disabled" not in selector
        ):
            seen += 1
            assert contrast(border[1], palette.panel) >= PARTS_MIN, selector
            assert contrast(border[1], palette.window) >= PARTS_MIN, selector
    assert seen >= 4


def test_the_palettes_differ_in_everything_but_the_stage() -> None:
    same = {each.name for each in fields(Palette) if getattr(DARK, each.name) == getattr(LIGHT, each.name)}
    assert same == {"on_action", "stage", "on_stage", "on_stage_dim", "stage_edge", "alarm", "on_alarm"}


def test_a_colour_tells_its_purpose() -> None:
    purposes: dict[str, set[str]] = {}
    for palette in (DARK, LIGHT):
        for each in fields(Palette):
            purposes.setdefault(getattr(palette, each.name), set()).add(each.name)
    assert [each for each in purposes.values() if len(each) > 1] == []


def test_every_token_is_a_colour_of_the_palette() -> None:
    names = [name for name in vars(Token) if name.isupper()]
    assert {name.lower() for name in names} <= {each.name for each in fields(Palette)}
    for name in names:
        assert getattr(Token, name) == getattr(DARK, name.lower())


def test_a_token_is_that_of_the_theme_in_use(qapp: QApplication) -> None:
    kept = Token.DIM
    apply_theme(qapp, Theme.LIGHT)
    assert LIGHT.text == Token.TEXT
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == LIGHT.window
    assert (str(kept), now(kept)) == (DARK.dim, LIGHT.dim)
    assert now("#123456") == "#123456"
    apply_theme(qapp, Theme.DARK)
    assert DARK.text == Token.TEXT


def test_the_system_is_followed_only_when_asked(qapp: QApplication, qtbot: QtBot) -> None:
    in_use = theme_in_use()
    assert in_use is not None
    apply_theme(qapp, Theme.SYSTEM)
    assert in_use.theme is Theme.SYSTEM
    with qtbot.waitSignal(in_use.theme_changed):
        # What the platform tells when the user changes it.
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    apply_theme(qapp, Theme.LIGHT)
    with qtbot.assertNotEmitted(in_use.theme_changed):
        qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert LIGHT.text == Token.TEXT


def _darkest(shown: QIcon | QLabel) -> int:
    """Lightness of the icon's lines."""
    pixmap = shown.pixmap(18, 18) if isinstance(shown, QIcon) else shown.pixmap()
    image = pixmap.toImage()
    inked = [
        image.pixelColor(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 200
    ]
    assert inked
    return sum(each.lightness() for each in inked) // len(inked)


def test_icons_are_drawn_again_in_another_theme(qapp: QApplication, keep: Callable[[QWidget], None]) -> None:
    button, label = QToolButton(), QLabel()
    keep(button)
    keep(label)
    tint(button, "open", colour=Token.DIM)
    tint(button, "close")
    tint(label, "warning", colour=Token.WARNING)
    bright = _darkest(button.icon()), _darkest(label)
    apply_theme(qapp, Theme.LIGHT)
    dark = _darkest(button.icon()), _darkest(label)
    assert abs(dark[0] - QColor(LIGHT.text).lightness()) < 12
    assert dark[0] < bright[0] - 100
    assert dark[1] < bright[1] - 40


def test_own_painted_words_change_with_the_theme(qapp: QApplication, keep: Callable[[QWidget], None]) -> None:
    label = ElidedLabel("WWWWWW", colour=Token.TEXT)
    keep(label)
    label.resize(120, 20)

    def brightest_and_darkest() -> tuple[int, int]:
        image = label.grab().toImage()
        light = [image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())]
        return max(light), min(light)

    assert brightest_and_darkest()[0] > 150
    apply_theme(qapp, Theme.LIGHT)
    assert brightest_and_darkest()[1] < 80


def test_a_button_has_its_theme_at_once(qapp: QApplication, keep: Callable[[QWidget], None]) -> None:
    button = QPushButton("Open")
    keep(button)
    button.resize(80, 30)
    button.setProperty("primary", True)
    button.show()
    assert button.grab().toImage().pixelColor(10, 15).name() == DARK.action
    apply_theme(qapp, Theme.LIGHT)
    assert button.grab().toImage().pixelColor(10, 15).name() == LIGHT.action


def test_a_fold_keeps_its_state(qapp: QApplication, keep: Callable[[QWidget], None]) -> None:
    fold = Fold("More", QLabel("inside"))
    keep(fold)
    fold.set_open(True)
    apply_theme(qapp, Theme.LIGHT)
    assert fold.is_open


COLOUR_FILES = {"palette.py", "picture_colours.py", "pane_colours.py"}


def test_no_colour_stands_elsewhere() -> None:
    found = [
        f"{path.name}: {literal}"
        for path in sorted(UI.rglob("*.py"))
        if path.name not in COLOUR_FILES
        for literal in re.findall(r"\"#[0-9a-fA-F]{3,8}\"|QColor\(\d[^)]*\)", path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_what_stays_follows_the_theme() -> None:
    kept = re.compile(r"setIcon\(icon\(|setPixmap\(pixmap\(|setStyleSheet\(")
    files = [path for path in sorted(UI.rglob("*.py")) if path.name not in ("icons.py", "theme.py")]
    assert [path.name for path in files if kept.search(path.read_text(encoding="utf-8"))] == []
