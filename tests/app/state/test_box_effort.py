"""How much of the boxes and points a person changed."""

from __future__ import annotations

from dataclasses import replace

from ai.inference.provenance import PERSON, BoxOrigin
from ai.inference.results import Detection
from ai.library.card import Code, Label
from app.imaging.own_masks import boxes_of_person
from app.state.box_effort import BoxEffort, box_effort
from app.state.reading import Reading
from app.state.review import FindingId, FindingKind, Review

MASS, CYST = (Label(name, name.title(), Code("", "", "")) for name in ("mass", "cyst"))
LOW, HIGH = (0.0, 1.0, 1.0), (1.0, 5.0, 5.0)


def test_each_change_counts_once_and_files_of_others_not_at_all(make) -> None:
    volume = make.opened(make.series(modality="CT", slices=4)).volume
    found = tuple(Detection(MASS, 0.9, None, LOW, HIGH) for _ in range(4))
    model = make.result(volume, "spots", structures=(), measurements=(), detections=found)
    reading = Reading((model,), ((),))
    assert box_effort(reading) == BoxEffort()
    corrected = replace(found[0], score=None, origin=BoxOrigin.CORRECTED)
    now = (
        replace(corrected, low=(0.0, 2.0, 2.0)),
        replace(corrected, label=CYST),
        replace(corrected, label=CYST, low=(0.0, 2.0, 2.0)),  # and thrown away after all
        found[3],
    )
    drafts = (Review.DRAFT,) * 4
    reading = reading.with_boxes(replace(model, detections=now), (*drafts[:2], Review.REJECTED, Review.DRAFT))
    own = tuple(Detection(MASS, None, None, LOW, high, origin=BoxOrigin.PERSON) for high in (LOW, HIGH))
    reading = reading.with_boxes(boxes_of_person(volume.source_id, own), (Review.ACCEPTED,) * 2)
    assert box_effort(reading) == BoxEffort(added=2, moved=1, renamed=1, rejected=1)
    away = FindingId(PERSON, FindingKind.DETECTION, 0)
    assert box_effort(reading.with_reviews({away: Review.REJECTED})).added == 1
    foreign = replace(model, provenance=replace(model.provenance, model_id="file", maker="Elsewhere"))
    away = FindingId("file", FindingKind.DETECTION, 0)
    assert box_effort(Reading((foreign,), ((),)).with_reviews({away: Review.REJECTED})) == BoxEffort()
