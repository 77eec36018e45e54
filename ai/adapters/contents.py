"""What stands in a model file or folder, read within bounds and with nothing executed. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MAX_READ_BYTES = 64 << 20
"""More is not read of one member while looking."""


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
        raise NotImplementedError

    def json(self, name: str) -> Any:
        """Parse a member as JSON; errors as `read`."""
        raise NotImplementedError

    def inside(self, name: str) -> Contents:
        """Look into a member which is itself a model file, such as ``models/model.pt`` of a bundle or a fold's checkpoint."""
        raise NotImplementedError


def look(path: Path) -> Contents:
    """Look into a file or folder.

    Raises
    ------
    ai.errors.ModelImportError
        Where it is damaged or hostile: sizes beyond any model, ``../`` in an archive, links, too many members.
    """
    raise NotImplementedError
