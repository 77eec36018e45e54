"""German: every word of the code is in the file, finished and with the same placeholders; the window speaks it."""

from __future__ import annotations

import ast
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import PySide6
import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from app.imaging.colour_map import colour_maps
from app.imaging.filters.table import FILTERS
from app.imaging.notice import NOTICE
from app.imaging.presets import DEFAULT, shipped_presets
from app.main import Viewer
from app.state.settings import Language
from app.ui.colour_map_words import colour_map_title
from app.ui.known_words import KNOWN_WORDS, known
from app.ui.translation import TRANSLATIONS, install_language

APP = Path(__file__).resolve().parents[3] / "app"
SOURCE = TRANSLATIONS / "lightbox_de.ts"

SAME_IN_GERMAN = frozenset(
    {"&Layout", "Slab", "Cine", "Zoom", "Text", "Polygon", "Ellipse", "Axial", "Sagittal", "PET"}
)
"""Words of menus that both languages write alike."""

Key = tuple[str, str]
"""Context and English words."""


def messages(path: Path) -> dict[Key, ET.Element]:
    found: dict[Key, ET.Element] = {}
    for context in ET.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            found[name, message.findtext("source", "")] = translation
    return found


@pytest.fixture(scope="module")
def german() -> dict[Key, ET.Element]:
    return messages(SOURCE)


@pytest.fixture
def spoken_german(qapp: QApplication) -> Iterator[None]:
    assert install_language(qapp, Language.GERMAN) is Language.GERMAN
    yield
    install_language(qapp, Language.ENGLISH)


def test_every_word_of_the_code_is_translated(tmp_path: Path, german: dict[Key, ET.Element]) -> None:
    tool = Path(PySide6.__file__).parent / "lupdate"
    if not tool.exists():
        pytest.skip("this PySide6 comes without lupdate")
    fresh = tmp_path / "fresh.ts"
    files = sorted(str(path) for path in APP.rglob("*.py"))
    subprocess.run([tool, *files, "-locations", "none", "-ts", str(fresh)], check=True, capture_output=True)
    wanted = set(messages(fresh))
    assert len(wanted) > 500
    assert sorted(wanted - set(german)) == [], "new words: see CONTRIBUTING.md, Words and languages"
    assert sorted(set(german) - wanted) == [], "words that nobody says any more"
    assert [key for key, each in german.items() if each.get("type") or not (each.text or "").strip()] in (
        [],
        [("SpacingDialog", " mm")],
    )


def test_placeholders_and_marks_agree(german: dict[Key, ET.Element]) -> None:
    wrong = [
        (source, each.text)
        for (_, source), each in german.items()
        if set(re.findall(r"\{(\w*)\}", source)) != set(re.findall(r"\{(\w*)\}", each.text or ""))
        or source.count("&") != (each.text or "").count("&")
        or source.endswith("…") != (each.text or "").endswith("…")
        or source.endswith(".") != (each.text or "").endswith(".")
    ]
    assert wrong == []


def test_the_compiled_file_is_that_of_the_source(qapp: QApplication, german: dict[Key, ET.Element]) -> None:
    translator = QTranslator()
    assert translator.load(str(SOURCE.with_suffix(".qm")))
    stale = [
        (context, source)
        for (context, source), each in german.items()
        if translator.translate(context, source) != (each.text or "")
    ]
    assert stale == [], "compile it again: see CONTRIBUTING.md, Words and languages"


def test_letters_of_a_menu_bar_open_one_menu_each(german: dict[Key, ET.Element]) -> None:
    titles = [each.text or "" for (context, source), each in german.items() if context == "Commands" and "&" in source]
    letters = [title[title.index("&") + 1].lower() for title in titles]
    assert len(set(letters)) == len(letters) == 8


def test_known_words_are_those_from_below(qapp: QApplication) -> None:
    presets = {each.preset.name for each in shipped_presets()}
    assert presets | {NOTICE, DEFAULT, "Full range"} <= set(KNOWN_WORDS)
    filters = {word for each in FILTERS for word in (each.title, each.hint, *(preset.title for preset in each.presets))}
    parameters = {part for each in FILTERS for part in each.parameters if each.grid_side == 0}
    assert filters | {word for part in parameters for word in (part.title, part.hint)} <= set(KNOWN_WORDS)
    assert all(colour_map_title(each) == each.title for each in colour_maps())
    assert known("of a file") == "of a file"


# How words reach the screen


def _name(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _calls() -> Iterator[tuple[Path, ast.Call, bool]]:
    """Every call in app, and whether it stands inside an f-string."""
    for path in sorted(APP.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {inner for each in ast.walk(tree) if isinstance(each, ast.JoinedStr) for inner in ast.walk(each)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield path, node, node in inside


LOOK_UP = frozenset({"known_words.py", "spoken.py"})
"""Files that say what others word."""


def test_words_can_be_collected() -> None:
    """The tool that collects words reads plain strings only, and does not look into f-strings."""
    wrong: list[str] = []
    for path, call, is_inside in _calls():
        if path.name in LOOK_UP or _name(call) not in ("tr", "translate", "_translate"):
            continue
        arguments = call.args[-1:] if _name(call) == "tr" else call.args[:2]
        # `str.translate` takes a table alone, `bytes.translate` None before what is left out.
        is_ours = _name(call) == "tr" or (len(call.args) >= 2 and ast.unparse(call.args[0]) != "None")
        plain = all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in arguments)
        # Nor does it know the function by another name.
        if is_ours and (is_inside or not plain or _name(call) == "_translate"):
            wrong.append(f"{path.parent.name}/{path.name}:{call.lineno} {ast.unparse(call)}")
    assert wrong == []


SHOWS = frozenset(
    {
        "setText",
        "setToolTip",
        "setStatusTip",
        "setWindowTitle",
        "setAccessibleName",
        "setAccessibleDescription",
        "setPlaceholderText",
        "setSpecialValueText",
        "setTitle",
        "set_text",
        "words",
        "QLabel",
        "QPushButton",
        "QRadioButton",
        "QCheckBox",
        "QAction",
        "Fold",
        "Panel",
        "addTab",
        "addMenu",
        "show_done",
        "show_warning",
    }
)
"""Calls whose first argument is read by people."""

PROPER = frozenset({"Lightbox", "English", "Deutsch", "SHA-256 "})


def test_no_word_goes_past_the_translation() -> None:
    wrong: list[str] = []
    for path, call, _ in _calls():
        if APP / "ui" not in path.parents or _name(call) not in SHOWS or not call.args:
            continue
        first = call.args[0]
        literals = [first] if isinstance(first, ast.Constant) else []
        if isinstance(first, ast.JoinedStr):
            literals = [each for each in first.values if isinstance(each, ast.Constant)]
        if isinstance(first, ast.IfExp):
            literals = [each for each in (first.body, first.orelse) if isinstance(each, ast.Constant)]
        for each in literals:
            if isinstance(each.value, str) and re.search(r"[A-Za-z]{2,}", each.value) and each.value not in PROPER:
                wrong.append(f"{path.name}:{call.lineno} {each.value!r}")
    assert wrong == []


# The window


@pytest.fixture
def set_to_german(spoken_german: None, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('language = "de"\n', encoding="utf-8")


@pytest.fixture
def viewer(qtbot: QtBot, set_to_german: None, viewer: Viewer, make: Any, tmp_path: Path) -> Viewer:
    viewer.actions.opening.open_paths([make.scan(tmp_path / "film", modality="CR", slices=1)])
    qtbot.waitUntil(viewer.window.grid.isVisible)
    return viewer


def test_the_settings_choose_the_language(viewer: Viewer) -> None:
    titles = [each.text() for each in viewer.window.menuBar().actions()]
    assert titles[0] == "&Datei"
    assert titles[-1] == "&Hilfe"
    assert QCoreApplication.translate("QDialogButtonBox", "OK") == "OK"
    assert QCoreApplication.translate("QShortcut", "Ctrl") == "Strg"


def menu_words(menu: QMenu) -> Iterator[str]:
    for action in menu.actions():
        if not action.isSeparator():
            yield action.text().split("\t")[0].split("   ")[0]
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from menu_words(inner)


def test_no_menu_speaks_english(viewer: Viewer, german: dict[Key, ET.Element]) -> None:
    english = {source for (_, source), each in german.items() if each.text != source}
    said: list[str] = []
    for title in viewer.window.menuBar().actions():
        menu = title.menu()
        assert isinstance(menu, QMenu)
        menu.aboutToShow.emit()
        said += [title.text(), *menu_words(menu)]
    assert len(said) > 40
    assert [each for each in said if each in english] == []


def test_nothing_is_cut(viewer: Viewer, qtbot: QtBot) -> None:
    qtbot.wait(1)
    cut: list[str] = []
    for widget in viewer.window.findChildren(QLabel) + viewer.window.findChildren(QAbstractButton):
        if not widget.isVisible() or not widget.text() or (isinstance(widget, QLabel) and widget.wordWrap()):
            continue
        inside = widget.visibleRegion().boundingRect().width()
        if inside + 1 < widget.minimumSizeHint().width() or widget.width() + 1 < widget.minimumSizeHint().width():
            cut.append(f"{type(widget).__name__} {widget.text()!r}: {inside} of {widget.minimumSizeHint().width()}")
    assert cut == []


def test_english_comes_back(qapp: QApplication) -> None:
    install_language(qapp, Language.GERMAN)
    assert QCoreApplication.translate("Commands", "&File") == "&Datei"
    assert install_language(qapp, Language.ENGLISH) is Language.ENGLISH
    assert QCoreApplication.translate("Commands", "&File") == "&File"
    assert not qapp.findChildren(QTranslator)


def test_the_language_of_the_system(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    for language, spoken in (("German", Language.GERMAN), ("French", Language.ENGLISH)):
        locale = QLocale(getattr(QLocale.Language, language))
        monkeypatch.setattr("app.ui.translation.QLocale.system", lambda locale=locale: locale)
        assert install_language(qapp, Language.SYSTEM) is spoken
    install_language(qapp, Language.ENGLISH)
