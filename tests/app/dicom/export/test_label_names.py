"""Names that a person may have typed."""

from __future__ import annotations

import pytest

from ai.training.dataset.label_origin import Origin
from app.dicom.export.label_names import class_of_model, name_of_model, telling_name

WHO = frozenset({"anna", "4711"})


@pytest.mark.parametrize(
    ("origin", "model", "mask", "box"),
    [
        (Origin.ACCEPTED_AI, "m-1", "lung", "lung"),
        (Origin.CORRECTED_AI, "m-1", "lung", ""),
        (Origin.HUMAN, "", "", ""),
        (Origin.HUMAN, "m-1", "", ""),
        (Origin.SITE, "m-1", "", ""),
        (Origin.ACCEPTED_AI, "", "", ""),
    ],
)
def test_whose_name_it_is(origin: Origin, model: str, mask: str, box: str) -> None:
    assert name_of_model("lung", origin, model) == mask
    assert class_of_model("lung", origin, model) == box


def test_only_names_that_nobody_else_gave_are_looked_at() -> None:
    assert telling_name(("lung", "lung_anna"), (), WHO) == "lung_anna"
    assert telling_name(("lung", "lung_anna"), ("lung_anna",), WHO) is None
    assert telling_name((), (), WHO) is None
