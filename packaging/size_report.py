"""Warn about files, functions and classes that have grown past the sizes of the house rules; always exits 0.

The remedy is a new concept with a name and a file of its own, never an exception list.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
FOLDERS = ("app", "ai", "packaging", "tests")
FILE_LINES = 400
FUNCTION_LINES = 60
PUBLIC_METHODS = 15


def oversized(source: str, where: str) -> Iterator[str]:
    """Sentences about one file.

    Parameters
    ----------
    source
        Python text.
    where
        How the file is named in the sentences.
    """
    count = len(source.splitlines())
    if count > FILE_LINES:
        yield f"{where}: {count} lines (over {FILE_LINES})"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{where}:{node.lineno}: {node.name}() has {length} lines (over {FUNCTION_LINES})"
        elif isinstance(node, ast.ClassDef):
            names = [item.name for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)]
            public = sum(not name.startswith("_") for name in names)
            if public > PUBLIC_METHODS:
                yield f"{where}:{node.lineno}: {node.name} has {public} public methods (over {PUBLIC_METHODS})"


def main() -> None:
    """Print the report of the whole checkout."""
    sentences = [
        sentence
        for folder in FOLDERS
        for path in sorted((CHECKOUT / folder).rglob("*.py"))
        for sentence in oversized(path.read_text(encoding="utf-8"), path.relative_to(CHECKOUT).as_posix())
    ]
    for sentence in sentences:
        print(f"size: {sentence}")
    print(f"size report: {len(sentences)} to look at")


if __name__ == "__main__":
    main()
