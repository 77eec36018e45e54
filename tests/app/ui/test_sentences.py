"""German sentences of the layers below: every template is in the file and finished, and nothing goes past `say`."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

import ai.errors
import app.errors
from ai.errors import ReportableError
from ai.words import say
from app.state.settings import Language
from app.ui.spoken import CONTEXT, spoken
from app.ui.translation import TRANSLATIONS, install_language

CHECKOUT = Path(__file__).resolve().parents[3]
SCRIPT = CHECKOUT / "packaging" / "sentences.py"
SOURCE = TRANSLATIONS / "sentences_de.ts"


@pytest.fixture(scope="module")
def sentences() -> ModuleType:
    spec = importlib.util.spec_from_file_location("lightbox_sentences", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def german(sentences: ModuleType) -> dict[str, str]:
    found: dict[str, str] = sentences.read_translations(SOURCE)
    return found


# The file


def test_every_template_is_translated(sentences: ModuleType, german: dict[str, str]) -> None:
    wanted = sentences.templates_of_checkout()
    assert sorted(set(wanted) - set(german)) == [], "new sentences: see CONTRIBUTING.md, Words and languages"
    assert sorted(set(german) - set(wanted)) == [], "sentences that nobody says any more"
    assert [template for template, translation in german.items() if not translation] == []


def places(template: str) -> list[tuple[str, str, str]]:
    """Name, format and conversion of each ``{named}`` place, in any order."""
    return sorted(
        (name, spec or "", conversion or "") for _, name, spec, conversion in Formatter().parse(template) if name
    )


def test_places_and_marks_agree(german: dict[str, str]) -> None:
    wrong = [
        (source, translation)
        for source, translation in german.items()
        if translation
        and (
            places(source) != places(translation)
            or source.endswith(".") != translation.endswith(".")
            or source.endswith("…") != translation.endswith("…")
            or translation != translation.strip()
        )
    ]
    assert wrong == []


def test_the_compiled_file_is_that_of_the_source(qapp: QApplication, german: dict[str, str]) -> None:
    translator = QTranslator()
    assert translator.load(str(SOURCE.with_suffix(".qm")))
    stale = [source for source, words in german.items() if words and translator.translate(CONTEXT, source) != words]
    assert stale == [], "compile it again: see CONTRIBUTING.md, Words and languages"


def test_the_window_says_them(qapp: QApplication, german: dict[str, str]) -> None:
    template = "“{title}” needs more memory than is free."
    sentence = say("“{title}” needs more memory than is free.", title="Bone")
    try:
        install_language(qapp, Language.GERMAN)
        assert spoken(sentence) == german[template].format(title="Bone") != sentence
    finally:
        install_language(qapp, Language.ENGLISH)
    assert spoken(sentence) == sentence


# The tool


def test_templates_are_collected(sentences: ModuleType) -> None:
    source = 'say("One {n}.", n=1)\nother("Two.")\nx = (say("Thr" "ee."), "Four.")\n'
    assert sorted(sentences.templates_of(source, "f.py")) == ["One {n}.", "Three."]


@pytest.mark.parametrize("call", ["say(word)", 'say(f"One {n}.")', 'say("One" if n else "Two")', "say()"])
def test_what_translators_cannot_see_is_told(sentences: ModuleType, call: str) -> None:
    with pytest.raises(sentences.NotLiteral, match=r"f\.py:2"):
        list(sentences.templates_of(f"\n{call}\n", "f.py"))


def test_what_is_written_is_read(sentences: ModuleType, tmp_path: Path) -> None:
    words = {"“{a}” & <b>'s": "„{a}“ & <b>", "Open.": ""}
    sentences.write_translations(words, tmp_path / "x.ts")
    assert sentences.read_translations(tmp_path / "x.ts") == words


def test_known_translations_stay_and_old_ones_go(
    sentences: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "some.py").write_text('say("Kept.")\nsay("Brought.")\nsay("New.")\n', encoding="utf-8")
    target = tmp_path / "sentences_de.ts"
    sentences.write_translations({"Kept.": "Geblieben.", "Gone.": "Weg."}, target)
    (tmp_path / "more.json").write_text(json.dumps({"Brought.": "Gebracht."}), encoding="utf-8")
    monkeypatch.setattr(sentences, "CHECKOUT", tmp_path)
    monkeypatch.setattr(sentences, "SENTENCES", target)
    monkeypatch.setattr("sys.argv", ["sentences.py", "--add", str(tmp_path / "more.json")])
    assert sentences.main() == 1
    assert sentences.read_translations(target) == {"Brought.": "Gebracht.", "Kept.": "Geblieben.", "New.": ""}
    assert "no translation: New." in capsys.readouterr().out


# Nothing goes past `say`

CONVERTED: tuple[str, ...] = (
    "ai/device.py",
    "ai/inference",
    "ai/library",
    "ai/prepare/radiograph.py",
    "ai/training/dataset",
    "ai/volume.py",
    "ai/worker",
    "app/actions",
    "app/dicom",
    "app/imaging",
    "app/index",
    "app/jobs",
    "app/main.py",
    "app/state",
)
"""Folders and files, from the checkout, whose words for the reader are all sentences.

Not among them: what the process of a training run writes down (the rest of ai/training) and what only the command line
says (app/cli), which stay English.
"""

ERRORS = {
    name
    for module in (ai.errors, app.errors)
    for name, kind in inspect.getmembers(module, inspect.isclass)
    if issubclass(kind, ReportableError)
} | {"UnexpectedFailure", "SeriesWarning"}
"""Calls whose every text is read by people."""

SECOND = frozenset({"progress", "_progress", "report", "LeftOut", "Unreadable"})
"""Calls whose second argument is read by people."""

TITLES = frozenset({"start"})
"""Calls of the job runner whose first argument is read by people."""


def is_built(expression: ast.expr) -> bool:
    """Whether an expression is words that nobody can say in another language."""
    match expression:
        case ast.JoinedStr() | ast.BinOp():
            return True
        case ast.Constant(value=str(text)):
            return bool(text.strip())
        case ast.IfExp(body=body, orelse=orelse):
            return is_built(body) or is_built(orelse)
        case ast.BoolOp(values=values):
            return any(is_built(value) for value in values)
        case ast.Call(func=ast.Attribute(attr="format" | "join")):
            return True
        case _:
            return False


def words_for_the_reader(source: str) -> Iterator[ast.expr]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in ERRORS:
            yield from node.args
            yield from (each.value for each in node.keywords if each.arg in ("message", "hint"))
        elif name in SECOND and len(node.args) == 2:
            yield node.args[1]
        elif name in TITLES and node.args:
            yield node.args[0]


def test_the_guard_sees_what_is_built() -> None:
    source = (
        'raise DicomReadError(f"{n} files", "Try again." if n else "")\n'
        'progress(0.5, "Reading %d" % n)\n'
        'raise DicomReadError(say("{n} files", n=n), HINT)\n'
        'progress(n / 2, say("Reading"))\n'
    )
    assert [is_built(each) for each in words_for_the_reader(source)] == [True, True, True, False, False, False]


def test_words_for_the_reader_are_sentences() -> None:
    paths = {
        path
        for name in CONVERTED
        for path in ([CHECKOUT / name] if name.endswith(".py") else (CHECKOUT / name).rglob("*.py"))
    }
    assert paths
    wrong = [
        f"{path.relative_to(CHECKOUT).as_posix()}:{each.lineno} {ast.unparse(each)}"
        for path in sorted(paths)
        for each in words_for_the_reader(path.read_text(encoding="utf-8"))
        if is_built(each)
    ]
    assert wrong == []
