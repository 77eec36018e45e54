"""Collect the sentences of the layers below the window for the translators, and compile what they wrote.

Every literal template of a call of `ai.words.say` or `ai.words.template` in ``app`` and ``ai`` gets a place in
``resources/translations/sentences_de.ts``: translations that are known stay, new templates are marked unfinished, those
that nobody says any more go. ``--add FILE.json`` brings translations, ``{template: translation}``.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
FOLDERS = ("app", "ai")
SENTENCES = CHECKOUT / "resources" / "translations" / "sentences_de.ts"
CONTEXT = "Sentences"
"""That of `app.ui.spoken`."""


class NotLiteral(Exception):  # noqa: N818 - named for what is wrong
    """A template that translators cannot see."""


def templates_of(source: str, where: str) -> Iterator[str]:
    """Templates of one file.

    Parameters
    ----------
    source
        Python text.
    where
        How the file is named when something is wrong.

    Raises
    ------
    NotLiteral
        Where the first argument is no plain string.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "template"):
            first = node.args[0] if node.args else None
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                raise NotLiteral(f"{where}:{node.lineno}: words are a plain string: {ast.unparse(node)}")
            yield first.value


def templates_of_checkout() -> list[str]:
    """All templates, sorted, each once."""
    paths = (path for folder in FOLDERS for path in (CHECKOUT / folder).rglob("*.py"))
    return sorted(
        {
            template
            for path in paths
            for template in templates_of(path.read_text(encoding="utf-8"), path.relative_to(CHECKOUT).as_posix())
        }
    )


def read_translations(path: Path) -> dict[str, str]:
    """Template and translation of each message; the translation is empty where it is not finished."""
    if not path.exists():
        return {}
    return {
        message.findtext("source", ""): message.findtext("translation", "")
        for message in ET.parse(path).getroot().iter("message")
    }


def write_translations(translations: Mapping[str, str], path: Path) -> None:
    """Write the file that people edit."""
    root = ET.Element("TS", version="2.1", language="de", sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = CONTEXT
    for template, translation in translations.items():
        message = ET.SubElement(context, "message")
        ET.SubElement(message, "source").text = template
        words = ET.SubElement(message, "translation")
        if translation:
            words.text = translation
        else:
            words.set("type", "unfinished")
    ET.indent(root, "    ")
    text = ET.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n', encoding="utf-8")


def compile_translations(path: Path) -> bool:
    """Make the ``.qm`` file beside; False where this PySide6 comes without the tool."""
    pyside = find_spec("PySide6")
    if pyside is None or pyside.origin is None:
        return False
    tool = Path(pyside.origin).parent / "lrelease"
    if not tool.exists():
        return False
    subprocess.run([tool, path, "-qm", path.with_suffix(".qm")], check=True, capture_output=True)
    return True


def main() -> int:
    """Bring both files up to date; 1 where a translation is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--add", type=Path, metavar="FILE.json", help="translations to take in, {template: translation}"
    )
    wish = parser.parse_args()
    known = read_translations(SENTENCES)
    if wish.add:
        known |= json.loads(wish.add.read_text(encoding="utf-8"))
    try:
        wanted = templates_of_checkout()
    except NotLiteral as error:
        print(error)
        return 1
    translations = {template: known.get(template, "") for template in wanted}
    write_translations(translations, SENTENCES)
    missing = [template for template, translation in translations.items() if not translation]
    for template in missing:
        print(f"no translation: {template}")
    print(f"{len(translations)} sentences, {len(missing)} without a translation")
    if not compile_translations(SENTENCES):
        print("not compiled: this PySide6 comes without lrelease")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
