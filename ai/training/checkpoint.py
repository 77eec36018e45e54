"""Tensors and numbers written whole or not at all, and what is said where the disk does not let them be written."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from ai.errors import TrainingDataError


def save_whole(content: Mapping[str, Any], path: Path) -> None:
    """Write tensors and numbers whole or not at all.

    Raises
    ------
    TrainingDataError
        When the disk is full or does not let itself be written; the file of before stays.
    """
    # Into memory first: on a full disk torch's own writer ends with an error of its own that tells nothing.
    data = as_bytes(content)
    temporary = path.with_suffix(".tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise disk_error(error) from error


def as_bytes(content: Mapping[str, Any]) -> bytes:
    """Tensors and numbers as the bytes of a checkpoint."""
    buffer = io.BytesIO()
    torch.save(dict(content), buffer)
    return buffer.getvalue()


def from_bytes(data: bytes, device: torch.device) -> dict[str, Any]:
    """Read the bytes of a checkpoint; nothing in them is run."""
    content: dict[str, Any] = torch.load(io.BytesIO(data), weights_only=True, map_location=device)
    return content


def disk_error(error: OSError) -> TrainingDataError:
    """Say why the job folder cannot be written."""
    return TrainingDataError(
        f"The job folder cannot be written ({error.strerror or 'the disk may be full'}); the last checkpoint is kept.",
        "Free some space, then go on with --resume.",
    )
