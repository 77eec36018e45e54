"""Whether a program (TorchScript, torch.export, ONNX) may be loaded at all: looked at, never run. No torch here.

All three formats are programs, and the first two can reach beyond computing: TorchScript has operators that write and
read files by name, and the loader of torch.export unpickles, imports by name and evaluates text that stands in the
file. So only what a network needs is let through, by lists of what is allowed. The process that loads them is confined
besides (`ai.confined`).

References
----------
PyTorch's SECURITY.md ("models are programs"); its documentation of ``torch.export.load`` ("uses pickle under the hood
[...] never load data from an untrusted source"); CVE-2025-32434, CVE-2026-24747.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ai.errors import ModelImportError
from ai.library import archive
from ai.library.inert_pickle import UnreadablePickle, read_pickle
from ai.library.onnx_graph import OnnxGraph, read_graph
from ai.words import say

TORCHSCRIPT, TORCH_EXPORT, ONNX = "torchscript", "torch-export", "onnx"

PROGRAM_SUFFIXES = {TORCHSCRIPT: ".ts", TORCH_EXPORT: ".pt2", ONNX: ".onnx"}
"""Name of the architecture in a card -> suffix of its file in the pack."""

_MAX_CODE_BYTES = 16 << 20

_REACHING = frozenset({"from_file", "save", "load", "_save", "unpickle", "save_to_file", "write_file", "read_file"})
"""Operators of PyTorch that touch files."""

_OPS = frozenset({"prim", "aten", "quantized", "torchvision.nms", "torchvision.roi_align", "torchvision.deform_conv2d"})
"""Namespaces, or single operators, that TorchScript code may call as ``ops.NAMESPACE.NAME``."""

_OPERATOR = re.compile(r"(?<![\w.])ops\.(\w+)\.(\w+)")
_OTHER_OPS = re.compile(r"(?<!\.)\bops\b")
"""The namespace of operators in another place: with another name, or in brackets, it would lead to any of them."""

_QUALIFIED = re.compile(r"\b__torch__((?:\.\w+)*)")
_STRANGE_QUALIFIED = re.compile(r"|\.torch|\.torch\.classes(\.(?!quantized\.).*)?")
"""Of names after ``__torch__``: classes that are written in C++, and what leads to them step by step."""

_TORCHSCRIPT_PARTS = re.compile(
    r"code/.+\.py(\.debug_pkl)?|(data|constants|bytecode|traced_inputs|mobile_debug_handles)\.pkl"
    r"|(data|constants|traced_inputs)/\w+|version|byteorder|\.data/\w+|\.format_version|\.storage_alignment|extra/.+"
)
"""As they are spelled: its loader takes ``CODE/x.PY`` for code, too."""

_PLAIN_GETATTR = re.compile(r'\bgetattr\([\w.]+, "\w+"\)')
"""How saved code names a layer whose name is a number."""

_TORCHSCRIPT_GLOBALS = re.compile(
    r"(__torch__\.(?!torch\.classes\.(?!quantized\.)).*|torch\.\w*Storage|torch\.storage\.\w+|collections\.OrderedDict|torch\.(device|dtype|float32|int64)"
    r"|torch\._utils\._rebuild_(tensor|tensor_v2|parameter|qtensor)|torch\.jit\._pickle\.\w+|torch\.per_\w+)"
)

_TARGET = re.compile(
    r"torch\.ops\.aten\.\w+\.\w+"
    r"|torch\.ops\.torchvision\.(nms|roi_align|deform_conv2d)\.\w+"
    r"|torch\.ops\.higher_order\.(wrap_with_set_grad_enabled|wrap_with_autocast|cond|map_impl|scan|while_loop)"
    r"|torch\.(sym_int|sym_float|sym_max|sym_min|sym_not|sym_ite|sym_sum|sym_sqrt|_sym_sqrt)"
    r"|_operator\.(add|sub|mul|floordiv|truediv|mod|pow|neg|pos|eq|ne|lt|le|gt|ge|and_|or_|not_|getitem)"
    r"|math\.(ceil|floor|trunc|sqrt)"
)
"""What a node of an exported graph may call: the loader follows a name through all of the package torch."""

_EXPRESSION = re.compile(r"(?:[\w\s+\-*/()<>=!,&|]|'\w+'|\.(?![\sA-Za-z_])){1,2000}")
_WORDS = re.compile(
    "Max|Min|Mod|PythonMod|FloorDiv|CleanDiv|CeilDiv|CeilToInt|FloorToInt|TruncToInt|RoundToInt|IntTrueDiv|ToFloat"
    "|FloatTrueDiv|PowByNatural|FloatPow|ModularIndexing|Where|Identity|Eq|Ne|Ge|Gt|Le|Lt|And|Or|Not|True|False"
    "|oo|int_oo|Symbol|Integer|Float|Rational|Add|Mul|Pow|positive|integer|nonnegative|nonzero|real|finite|negative"
)
_SYMBOL = re.compile(r"[suz]\d+|s_\w*|u_\w*|s\d+_\w*|\d+(\.\d*)?(e\d+)?")
_WORD = re.compile(r"[A-Za-z_]\w*")

SAMPLES = "data/sample_inputs/{}.pt"
"""Part of a ``.pt2`` file with inputs to try it with: pickled, so it is left empty when a program is taken in, as are
the guards, which are text that the loader executes."""

_SPECS = frozenset({"builtins.tuple", "builtins.list", "builtins.dict", "collections.OrderedDict", None})
"""Kinds of containers in the shape of inputs and outputs; others import a class by its name."""

_EXPORTED_PARTS = re.compile(
    r"archive_format|archive_version|byteorder|version|\.data/\w+|models/\w+\.json|data/weights/(\w+_config\.json|weight_\d+)"
    r"|data/constants/(\w+_config\.json|tensor_\d+)|data/sample_inputs/\w+\.pt|extra/.*|\.format_version"
    r"|\.storage_alignment"
)


def require_safe_program(path: Path, architecture: str) -> None:
    """Look at a program before anything loads it.

    Parameters
    ----------
    path
        The file.
    architecture
        ``"torchscript"``, ``"torch-export"`` or ``"onnx"``.

    Raises
    ------
    ai.errors.ModelImportError
        Naming what in it a network does not need.
    """
    if architecture == TORCHSCRIPT:
        _check_torchscript(path)
    elif architecture == TORCH_EXPORT:
        model, program = exported_model(path)
        members = archive.members(path)
        if program.get("guards_code") or members.get(f"{_top(members)}{SAMPLES.format(model)}"):
            raise _not_needed(path, "guards_code")
    else:
        onnx_graph(path)


def onnx_graph(path: Path) -> OnnxGraph:
    """Read what an ONNX file computes with, checked; errors as `require_safe_program`."""
    graph = read_graph(path)
    if graph.external:
        raise ModelImportError(
            say("The weights of {file} lie in another file ({other}).", file=path.name, other=graph.external[0]),
            say("Ask for the model as one ONNX file, with its weights inside."),
        )
    if graph.strange:
        raise _not_needed(path, graph.strange[0])
    return graph


def exported_model(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the name of the one exported program in a ``.pt2`` file and its parsed graph, checked."""
    try:
        return _exported_model(path)
    except (AttributeError, TypeError, ValueError, KeyError) as error:
        raise ModelImportError(
            say("The program {file} is damaged or not whole.", file=path.name),
            say("Download it again from its source."),
        ) from error


def _exported_model(path: Path) -> tuple[str, dict[str, Any]]:
    members = archive.members(path)
    top = _top(members)
    names = [name.removeprefix(top) for name in members]
    for name in names:
        if not _EXPORTED_PARTS.fullmatch(name):
            raise _not_needed(path, name)
    models = [name for name in names if name.startswith("models/")]
    if len(models) != 1:
        raise ModelImportError(
            say("The file {file} holds {count} programs; exactly one is taken.", file=path.name, count=len(models)),
            say("Save one model with torch.export.save."),
        )
    model = models[0][len("models/") : -len(".json")]
    for kind in ("weights", "constants"):
        config = _json(path, f"{top}data/{kind}/model_{kind}_config.json".replace("model_", f"{model}_", 1))
        for entry in config.get("config", {}).values():
            if entry.get("use_pickle") or not re.fullmatch(r"(weight|tensor)_\d+", str(entry.get("path_name"))):
                raise _not_needed(path, say("a pickled part"))
    program = _json(path, f"{top}models/{model}.json")
    _check_exported(program, path)
    return model, program


def _check_exported(program: dict[str, Any], path: Path) -> None:
    for node in _dicts(program):
        if "inputs" in node and "target" in node:
            target = str(node["target"])
            if not _TARGET.fullmatch(target) or any(part in _REACHING for part in target.split(".")):
                raise _not_needed(path, target)
    for key, value in _pairs(program):
        if key == "expr_str" and not _plain_expression(value):
            raise _not_needed(path, str(value)[:60])
        is_strange_spec = key in ("in_spec", "out_spec") and isinstance(value, str) and not _plain_spec(value)
        if is_strange_spec or (key in ("as_operator", "as_custom_obj", "as_opaque") and value is not None):
            raise _not_needed(path, key)
    for name in program.get("range_constraints", {}):
        if not _plain_expression(name):
            raise _not_needed(path, str(name)[:60])


def _plain_expression(text: object) -> bool:
    if not (isinstance(text, str) and _EXPRESSION.fullmatch(text)):
        return False
    words = _WORD.findall(text)
    # No attribute and no call of a name that is not one of sympy's: the loader evaluates this text.
    return "__" not in text and all(_WORDS.fullmatch(word) or _SYMBOL.fullmatch(word) for word in words)


def _plain_spec(text: str) -> bool:
    """Whether the shape of inputs or outputs names plain containers only, with plain keys."""
    try:
        return all(
            (key != "type" or value in _SPECS) and (key != "context" or _plain_keys(value))
            for key, value in _pairs(json.loads(text))
        )
    except (ValueError, RecursionError, TypeError):
        return False


def _plain_keys(context: object) -> bool:
    """Whether the context of a container, JSON inside JSON, is nothing or a list of keys."""
    if context is None:
        return True
    keys = json.loads(context) if isinstance(context, str) else context
    return keys is None or (isinstance(keys, list) and all(isinstance(key, str | int) for key in keys))


def _check_torchscript(path: Path) -> None:
    members = archive.members(path)
    top = _top(members)
    for name in members:
        if not (name.startswith(top) and _TORCHSCRIPT_PARTS.fullmatch(name.removeprefix(top))):
            raise _not_needed(path, name)
    read = [name for name in members if name.endswith((".pkl", ".py"))]
    for name, data in archive.parts(path, read, _MAX_CODE_BYTES):
        if name.endswith(".pkl"):
            _check_torchscript_pickle(path, data)
        else:
            _check_torchscript_code(path, data.decode("utf-8", "replace"))


def _check_torchscript_code(path: Path, code: str) -> None:
    for namespace, operator in _OPERATOR.findall(code):
        if namespace not in _OPS and f"{namespace}.{operator}" not in _OPS:
            raise _not_needed(path, f"{namespace}.{operator}")
    if _OTHER_OPS.search(_OPERATOR.sub("", code)):
        raise _not_needed(path, "ops")
    # As whole words, wherever they stand: a name may also be given as text.
    for word in sorted(set(_WORD.findall(code)) & _REACHING):
        raise _not_needed(path, word)
    for qualified in _QUALIFIED.findall(code):
        if _STRANGE_QUALIFIED.fullmatch(qualified):
            raise _not_needed(path, f"__torch__{qualified}")
    if "getattr" in _PLAIN_GETATTR.sub("", code):
        raise _not_needed(path, "getattr")


def _check_torchscript_pickle(path: Path, data: bytes) -> None:
    try:
        imports = read_pickle(data).globals
    except UnreadablePickle as error:
        raise ModelImportError(
            say("The file {file} is a damaged pickle, so nothing of it is read.", file=path.name), archive.NOT_ANOTHER
        ) from error
    strange = sorted(name for name in imports if not _TORCHSCRIPT_GLOBALS.fullmatch(name))
    if strange:
        raise _not_needed(path, strange[0])


def _top(members: Any) -> str:
    return f"{next(iter(members)).partition('/')[0]}/" if members else ""


def _json(path: Path, name: str) -> dict[str, Any]:
    try:
        value = json.loads(archive.read(path, name, _MAX_CODE_BYTES * 4))
    except (ValueError, RecursionError) as error:
        raise ModelImportError(
            say("The part {name!r} of {file} is no valid JSON.", name=name, file=path.name),
            say("Download it again from its source."),
        ) from error
    if not isinstance(value, dict):
        raise ModelImportError(
            say("The part {name!r} of {file} is no valid JSON.", name=name, file=path.name),
            say("Download it again from its source."),
        )
    return value


def _dicts(value: Any, depth: int = 60) -> Iterator[dict[str, Any]]:
    """Yield all objects of a parsed JSON value, at any depth."""
    if depth == 0:
        raise ValueError("too deep")
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _dicts(each, depth - 1)


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield all (key, value) pairs of a parsed JSON value, at any depth."""
    for each in _dicts(value):
        yield from each.items()


def _not_needed(path: Path, what: str) -> ModelImportError:
    return ModelImportError(
        say("The program {file} asks for {what}, which no network needs, so it is not run.", file=path.name, what=what),
        archive.NOT_ANOTHER,
    )
