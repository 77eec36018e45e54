"""The configuration of a MONAI bundle, read as text: references are followed, nothing is evaluated. No torch here.

MONAI itself carries out what stands in a bundle while it parses it: expressions that begin with ``$`` and anything that
``_target_`` names. Here a ``$`` is a letter.

References
----------
MONAI's documentation "MONAI Bundle" and "Bundle Configuration": ``@id::inner`` (formerly ``@id#inner``) stands for
another part, ``_target_`` for a class, ``_disabled_`` for one that is left out.
"""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from ai.adapters.contents import Contents
from ai.errors import ModelImportError
from ai.words import say

Part: TypeAlias = dict[str, Any]
"""Something with a ``_target_``, its references followed as far as they are plain."""

MAX_CONFIG_BYTES = 4 << 20
_DEPTH = 30

_REFERENCE = re.compile(r"@([\w.]+(?:(?:::|#)[\w.]+)*)")
_TYPES = re.compile(r"\$torch\.(device|float32|float16|float64|float|int64|int32|uint8|bool|long)\b.*", re.DOTALL)
"""Said of devices and kinds of numbers, which we choose ourselves."""


class Unread:
    """An expression that is not carried out.

    Parameters
    ----------
    text
        As it stands in the bundle.
    """

    def __init__(self, text: str) -> None:
        self.text = text


def read_config(contents: Contents, name: str) -> Mapping[str, Any]:
    """Parse a member as JSON or YAML.

    Raises
    ------
    ModelImportError
        Where it is no object, not valid, or YAML that nothing here can read.
    """
    data = contents.json(name) if name.endswith(".json") else _yaml(contents.read(name, MAX_CONFIG_BYTES), name)
    if not isinstance(data, Mapping):
        raise ModelImportError(say("The part {name!r} of the bundle is no configuration.", name=name))
    return data


def resolve(config: Mapping[str, Any], value: object, depth: int = _DEPTH) -> Any:
    """Follow references and read literals, at any depth.

    Returns
    -------
    object
        Plain values; `Unread` for expressions.

    Raises
    ------
    ModelImportError
        Where a reference leads nowhere, or round in a circle.
    """
    if depth == 0:
        raise ModelImportError(say("The configuration of the bundle refers to itself."))
    if isinstance(value, Mapping):
        return {str(name): resolve(config, each, depth - 1) for name, each in value.items()}
    if isinstance(value, list):
        return [resolve(config, each, depth - 1) for each in value]
    if not isinstance(value, str):
        return value
    whole = _REFERENCE.fullmatch(value.removeprefix("$") if value.startswith("$@") else value)
    if whole:
        return resolve(config, _found(config, whole[1]), depth - 1)
    if value.startswith("$"):
        return _literal(value)
    return Unread(value) if value.startswith("%") else value


def target_of(part: object) -> str:
    """Last name of what a part makes: ``monai.networks.nets.UNet`` -> ``UNet``; ``""`` where it makes nothing.

    Raises
    ------
    ModelImportError
        Where it names something outside MONAI.
    """
    name = part.get("_target_") if isinstance(part, Mapping) else None
    if not isinstance(name, str):
        return ""
    if "." in name and not name.startswith("monai."):
        raise refused(name)
    return name.rpartition(".")[2]


def arguments_of(part: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of a part, all of them plain.

    Raises
    ------
    ModelImportError
        Naming the expression, or the part inside a part, that is not.
    """
    given = {name: value for name, value in part.items() if not (name.startswith("_") and name.endswith("_"))}
    for value in given.values():
        _require_plain(value)
    return given


def refused(what: str) -> ModelImportError:
    """Say that a bundle asks for something which is not carried out."""
    return ModelImportError(
        say("The bundle asks for {what}, which is not carried out: only MONAI's usual steps are taken, as data.",
            what=what if len(what) <= 120 else what[:120]),
        say("Ask the publisher for the model as ONNX, or as weights with the name of its network."),
    )  # fmt: skip


def _require_plain(value: object) -> None:
    if isinstance(value, Unread):
        raise refused(value.text)
    if isinstance(value, Mapping):
        if isinstance(value.get("_target_"), str):
            raise refused(str(value["_target_"]))
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            _require_plain(each)


def _found(config: Mapping[str, Any], name: str) -> object:
    value: object = config
    for key in re.split(r"::|#", name):
        if isinstance(value, Mapping) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            raise ModelImportError(say("The configuration of the bundle refers to {name}, which is not there.",
                                       name=name))  # fmt: skip
    return value


def _literal(text: str) -> object:
    if _TYPES.fullmatch(text):
        return None
    try:
        value = ast.literal_eval(text[1:].strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return Unread(text)
    return list(value) if isinstance(value, tuple) else value


def _yaml(data: bytes, name: str) -> object:
    try:
        yaml = importlib.import_module("yaml")
    except ImportError as error:
        raise ModelImportError(
            say("The bundle is described in YAML ({name}), which needs the package {package}.", name=name,
                package="PyYAML"),
            say("Install it with: pip install {package}", package="PyYAML"),
        ) from error  # fmt: skip
    try:
        loaded: object = yaml.safe_load(data)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise ModelImportError(say("The part {name!r} of the bundle is no valid YAML.", name=name)) from error
    # Names that stand for one another may make a text of pages a tree of gigabytes.
    if len(json.dumps(loaded, default=str)) > MAX_CONFIG_BYTES:
        raise ModelImportError(say("The part {name!r} of the bundle is no valid YAML.", name=name))
    return loaded
