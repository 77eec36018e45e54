"""What a person found where no model did: filed like the result of a model, and never called one."""

from __future__ import annotations

from importlib.metadata import version

from ai.inference.results import PASSED, Detection, ModelResult, Provenance

READER = "reader"
"""In the place of the id of a model."""


def reader_result(source_id: str, boxes: tuple[Detection, ...] = ()) -> ModelResult:
    """Make the result of a person.

    Parameters
    ----------
    source_id
        Of the `ai.volume.Volume` that was read.
    boxes
        All of `BoxOrigin.PERSON`.
    """
    provenance = Provenance(
        model_id=READER,
        model_version="",
        weights_sha256="",
        contract_sha256="",
        gate=PASSED,
        thresholds=(),
        device="",
        seconds=0.0,
        app_version=version("lightbox"),
        source_id=source_id,
    )
    return ModelResult((), (), (), provenance, detections=boxes)


def is_readers(result: ModelResult) -> bool:
    """Whether a result is that of a person."""
    return result.provenance.model_id == READER
