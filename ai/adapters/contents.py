"""What stands in a model file or folder, read within bounds and with nothing executed. No torch here."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from ai.errors import ModelImportError
from ai.library import archive
from ai.library.inert_pickle import Pickled, UnreadablePickle, read_pickle
from ai.library.tensor_list import BadHeader, pickled_shapes, safetensors_header
from ai.words import say

MAX_READ_BYTES = 64 << 20
"""More is not read of one member while looking."""

_ZIP = b"PK\x03\x04"

_LEGACY = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
"""Files of PyTorch before 1.6 begin with this number, pickled."""

_LEGACY_PICKLES_BEFORE = 3
"""The number, the protocol and facts of the system stand before the value."""


@dataclass(frozen=True)
class Contents:
    """A look into a file or folder.

    Parameters
    ----------
    path
        The file or folder.
    kind
        ``"folder"``, ``"zip"`` (any zip archive that is no PyTorch file), ``"torch-zip"``, ``"torchscript"``,
        ``"torch-export"``, ``"torch-legacy"`` (before PyTorch 1.6), ``"pickle"``, ``"safetensors"``, ``"onnx"`` or
        ``""`` for anything else.
    members
        Name -> size in bytes of the files of a folder or archive; names with ``/``, relative, checked to stay inside.
    tensors
        Name -> shape of the state dict, as far as the header tells it without loading anything. Of a checkpoint with
        a state dict inside (``"network_weights"``, ``"state_dict"``, ``"model"``, ...) the names begin with that
        name and a dot, as they do in ``pickled``.
    globals
        Dotted names that unpickling would import.
    pickled
        The top of the pickled value as inert data: dicts, lists, tuples, strings, numbers;
        `ai.library.inert_pickle.Inert` for all else; None where nothing is pickled.
    header
        String entries of a safetensors header's ``__metadata__``.
    """

    path: Path
    kind: str
    members: Mapping[str, int] = field(default_factory=dict)
    tensors: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    globals: tuple[str, ...] = ()
    pickled: object = None
    header: Mapping[str, str] = field(default_factory=dict)

    def read(self, name: str, limit: int = MAX_READ_BYTES) -> bytes:
        """Bytes of a member.

        Raises
        ------
        ai.errors.ModelImportError
            When it is not there, not readable, or longer than ``limit``.
        """
        if self.kind != "folder":
            return archive.read(self.path, name, limit)
        if name not in self.members:
            raise ModelImportError(say("The folder {file} has no file {name!r}.", file=self.path.name, name=name))
        if self.members[name] > limit:
            raise archive.too_large(name)
        try:
            with (self.path / name).open("rb") as file:
                return file.read(limit)
        except OSError as error:
            raise _unreadable(self.path / name) from error

    def json(self, name: str) -> Any:
        """Parse a member as JSON; errors as `read`."""
        try:
            return json.loads(self.read(name))
        except (ValueError, RecursionError) as error:
            raise ModelImportError(
                say("The part {name!r} of {file} is no valid JSON.", name=name, file=self.path.name),
                say("Download it again from its source."),
            ) from error

    def inside(self, name: str) -> Contents:
        """Look into a member that is a model file itself: weights of a bundle, or of a fold."""
        if self.kind == "folder":
            if name not in self.members:
                raise ModelImportError(say("The folder {file} has no file {name!r}.", file=self.path.name, name=name))
            return look(self.path / name)
        with tempfile.TemporaryDirectory(prefix="lightbox-look-") as folder:
            place = Path(folder) / Path(name).name
            archive.extract(self.path, name, place)
            return replace(look(place), path=self.path / name)


def look(path: Path) -> Contents:
    """Look into a file or folder.

    Raises
    ------
    ai.errors.ModelImportError
        Where it is damaged or hostile: sizes beyond any model, ``../`` in an archive, links, too many members.
    """
    try:
        if path.is_dir():
            return Contents(path, "folder", _files(path))
        if not path.is_file():
            raise _unreadable(path)  # a pipe or a device, which may never end
        with path.open("rb") as file:
            start = file.read(64)
        if start.startswith(_ZIP):
            return _zip(path)
        if start.startswith(_LEGACY):
            return _pickled(path, "torch-legacy", _LEGACY_PICKLES_BEFORE)
        if path.suffix == ".safetensors" or (start[8:9] == b"{" and len(start) > 9):
            return _safetensors(path)
        if len(start) > 2 and start[0] == 0x80 and start[1] <= 5:
            return _pickled(path, "pickle", 0)
    except OSError as error:
        raise _unreadable(path) from error
    return Contents(path, "onnx" if path.suffix.lower() == ".onnx" else "")


def _files(folder: Path) -> dict[str, int]:
    files: dict[str, int] = {}
    for root, folders, names in os.walk(folder):
        for name in (*folders, *names):
            place = Path(root) / name
            if place.is_symlink() or not (place.is_file() or place.is_dir()):
                raise ModelImportError(
                    say("The folder {file} holds a link instead of a file, so it is not read.", file=folder.name),
                    say("Copy the files themselves into one folder."),
                )
        for name in names:
            place = Path(root) / name
            files[place.relative_to(folder).as_posix()] = place.stat().st_size
        if len(files) > archive.MAX_MEMBERS or sum(files.values()) > archive.MAX_BYTES:
            raise archive.too_large(folder.name)
    return dict(sorted(files.items()))


def _zip(path: Path) -> Contents:
    members = archive.members(path)
    tops = {name.partition("/")[0] for name in members}
    top = f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in members) else ""
    inner = {name.removeprefix(top) for name in members}
    if "archive_format" in inner or any(name.startswith("serialized_exported_program") for name in inner):
        return Contents(path, "torch-export", members)
    if "constants.pkl" in inner and "data.pkl" in inner:
        return Contents(path, "torchscript", members)
    if "data.pkl" not in inner or not top:
        return Contents(path, "zip", members)
    pickled = _read_pickle(path, archive.read(path, f"{top}data.pkl", MAX_READ_BYTES))

    def held(key: str) -> int:
        return members.get(f"{top}data/{key}", 0)

    return Contents(
        path,
        "torch-zip",
        members,
        pickled_shapes(pickled.value, storage_bytes=held, file=path.name),
        tuple(sorted(pickled.globals)),
        pickled.value,
    )


def _pickled(path: Path, kind: str, before: int) -> Contents:
    with path.open("rb") as file:
        start = BytesIO(file.read(MAX_READ_BYTES))
    imports: set[str] = set()
    value: object = None
    for _ in range(before + 1):
        pickled = _read_pickle(path, start)
        imports |= pickled.globals
        value = pickled.value
    size = path.stat().st_size
    shapes = pickled_shapes(value, storage_bytes=lambda _: size, file=path.name)
    return Contents(path, kind, {}, shapes, tuple(sorted(imports)), value)


def _read_pickle(path: Path, source: BytesIO | bytes) -> Pickled:
    try:
        return read_pickle(source)
    except UnreadablePickle as error:
        raise ModelImportError(
            say("The file {file} is a damaged pickle, so nothing of it is read.", file=path.name), archive.NOT_ANOTHER
        ) from error


def _safetensors(path: Path) -> Contents:
    try:
        shapes, words = safetensors_header(path)
    except BadHeader as error:
        raise ModelImportError(
            say("The header of {file} is not that of a whole safetensors file.", file=path.name),
            say("Download it again from its source."),
        ) from error
    return Contents(path, "safetensors", {}, shapes, header=words)


def _unreadable(path: Path) -> ModelImportError:
    return ModelImportError(
        say("{file} cannot be read.", file=path.name), say("Look whether it is there and may be read.")
    )
