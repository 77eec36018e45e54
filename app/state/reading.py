"""What is known about a series besides its pixels: results, how they are drawn, what the reader decided about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ai.inference.provenance import PERSON, BoxOrigin
from ai.inference.results import Detection, Heatmap, Measurement, ModelResult, Structure
from ai.volume import Volume
from app.imaging.edited_result import box_notes, edit_notes
from app.imaging.labels import Colour
from app.state.review import FindingId, FindingKind, Review


@dataclass(frozen=True, eq=False)
class Layer:
    """How one structure of a result is drawn over the picture.

    Parameters
    ----------
    structure
        What the model marked, on the source grid.
    title
        For the reader: "Right lung".
    colour
        (red, green, blue), 0 to 255, from the colour-blind-safe palette.
    visible, opacity, filled
        Eye, 0 (clear) to 1 (full), and whether the inside is tinted besides the outline.
    review
        A draft (dashed outline) until a person accepts or rejects it.
    threshold
        Probability from which it is drawn where the reader chose another one than the model, for the eye only:
        measurements and exports stay those of the model. None for the model's own.
    band
        Whether the band is tinted in which the members of the model disagree.
    """

    structure: Structure
    title: str
    colour: Colour
    visible: bool = True
    opacity: float = 1.0
    filled: bool = False
    review: Review = Review.DRAFT
    threshold: float | None = None
    band: bool = True

    @property
    def accepted(self) -> bool:
        """Whether a person accepted it."""
        return self.review is Review.ACCEPTED

    @property
    def is_shown(self) -> bool:
        """Whether it is drawn."""
        return self.visible and self.review is not Review.REJECTED

    def reviewed(self, review: Review | None) -> Layer:
        """Return the same with another decision; the same value where that is none: rows show only what differs."""
        return self if review is None or review is self.review else replace(self, review=review)


@dataclass(frozen=True)
class HeatView:
    """The one heat map that is drawn: two over each other could not be read.

    Parameters
    ----------
    model_id, number
        Which one of which result.
    opacity
        0 (clear) to 1.
    """

    model_id: str
    number: int
    opacity: float = 0.6


@dataclass(frozen=True, eq=False)
class Reading:
    """What is filed under one series.

    Parameters
    ----------
    results
        Latest last, one per model.
    layers
        How the structures of each are drawn.
    reviews
        What was decided about other findings than structures; what is not in it is a draft, but a box that a person
        drew is accepted with that.
    heat
        The heat map that is drawn; None for none.
    shown_from
        By model id: score, or probability where the model is calibrated, from which its boxes are shown, for the eye
        only (`app.state.sight`): exports hold all of them. What is not in it shows all.
    originals
        By model, results as the models left them, of which a person edited a mask or a box.
    """

    results: tuple[ModelResult, ...] = ()
    layers: tuple[tuple[Layer, ...], ...] = ()
    reviews: Mapping[FindingId, Review] = field(default_factory=dict)
    heat: HeatView | None = None
    shown_from: Mapping[str, float] = field(default_factory=dict)
    originals: Mapping[str, ModelResult] = field(default_factory=dict)

    @property
    def drawn(self) -> tuple[Layer, ...]:
        """Structures of all results."""
        return tuple(layer for layers in self.layers for layer in layers)

    @property
    def drawn_findings(self) -> tuple[FindingId, ...]:
        """Names of `drawn`, in its order."""
        return tuple(each for each in self.findings if each.kind is FindingKind.STRUCTURE)

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """Measurements of all results that nobody rejected."""
        return tuple(each for result in self.results for each in self.kept(result).measurements)

    @property
    def detections(self) -> tuple[tuple[FindingId, Detection], ...]:
        """Boxes of all results that nobody rejected."""
        return tuple(
            (finding, result.detections[finding.number])
            for result in self.results
            for finding in self.findings_of(result)
            if finding.kind is FindingKind.DETECTION and self.review_of(finding) is not Review.REJECTED
        )

    @property
    def findings(self) -> tuple[FindingId, ...]:
        """Everything that can be accepted or rejected, in the order of the results."""
        return tuple(finding for result in self.results for finding in self.findings_of(result))

    def findings_of(self, result: ModelResult) -> tuple[FindingId, ...]:
        """List the findings of a result: boxes, structures, measurements that still hold, classes."""
        model_id = result.provenance.model_id
        counts = {
            FindingKind.DETECTION: len(result.detections),
            FindingKind.STRUCTURE: len(result.structures),
            FindingKind.MEASUREMENT: len(result.measurements),
            FindingKind.CLASSIFICATION: len(result.classifications),
        }
        return tuple(
            FindingId(model_id, kind, number)
            for kind, count in counts.items()
            for number in range(count)
            if kind is not FindingKind.MEASUREMENT or not result.measurements[number].outdated
        )

    def result_of(self, model_id: str) -> ModelResult | None:
        """Return the result of a model; None where it has none."""
        return next((each for each in self.results if each.provenance.model_id == model_id), None)

    def layer_of(self, finding: FindingId) -> Layer | None:
        """Return how a structure is drawn; None for other findings, and for one that is not there."""
        for result, layers in zip(self.results, self.layers, strict=True):
            if result.provenance.model_id == finding.model_id and finding.kind is FindingKind.STRUCTURE:
                return layers[finding.number] if finding.number < len(layers) else None
        return None

    def review_of(self, finding: FindingId) -> Review:
        """Tell what was decided about a finding; of a volume that a person drew it is what was decided of its mask."""
        if finding.model_id == PERSON and finding.kind is FindingKind.MEASUREMENT:
            finding = replace(finding, kind=FindingKind.STRUCTURE)
        layer = self.layer_of(finding)
        if layer is not None:
            return layer.review
        return self.reviews.get(finding, Review.ACCEPTED if finding.model_id == PERSON else Review.DRAFT)

    def box_of(self, finding: FindingId) -> Detection | None:
        """Return a box; None for other findings, and for one that is not there."""
        result = self.result_of(finding.model_id) if finding.kind is FindingKind.DETECTION else None
        return result.detections[finding.number] if result and finding.number < len(result.detections) else None

    def with_reviews(self, reviews: Mapping[FindingId, Review]) -> Reading:
        """Return the same with other decisions about some findings."""
        layers = tuple(
            tuple(
                layer.reviewed(reviews.get(FindingId(result.provenance.model_id, FindingKind.STRUCTURE, number)))
                for number, layer in enumerate(group)
            )
            for result, group in zip(self.results, self.layers, strict=True)
        )
        others = {finding: review for finding, review in reviews.items() if finding.kind is not FindingKind.STRUCTURE}
        return replace(self, layers=layers, reviews={**self.reviews, **others})

    def kept(self, result: ModelResult) -> ModelResult:
        """Return a result of the series without what the reader rejected and what edits made outdated.

        The same value where that is nothing, and no mask was edited; else its notes tell of the edits.
        """
        rejected = {each for each in self.findings_of(result) if self.review_of(each) is Review.REJECTED}
        left = {
            kind: [each.number for each in self.findings_of(result) if each.kind is kind and each not in rejected]
            for kind in FindingKind
        }
        boxes = [result.detections[number] for number in left[FindingKind.DETECTION]]
        notes = (*edit_notes(result), *(() if result.provenance.maker else box_notes(boxes)))
        if not rejected and not notes:
            return result
        return replace(
            result,
            detections=tuple(boxes),
            structures=tuple(result.structures[number] for number in left[FindingKind.STRUCTURE]),
            measurements=tuple(result.measurements[number] for number in left[FindingKind.MEASUREMENT]),
            classifications=tuple(result.classifications[number] for number in left[FindingKind.CLASSIFICATION]),
            notes=(*notes, *result.notes),
        )

    def is_accepted(self, result: ModelResult) -> bool:
        """Whether a person accepted every finding of a result that was not rejected, and there is one."""
        left = [review for each in self.findings_of(result) if (review := self.review_of(each)) is not Review.REJECTED]
        return bool(left) and all(review is Review.ACCEPTED for review in left)

    def written(self, selected: FindingId | None) -> ModelResult | None:
        """Return the result that an export writes; None for none.

        That of the selected finding, else the latest that was made here; boxes of a person are written with those of a
        model (`whole`), and alone where there is none. What was read from a file of others is drawn, but never exported
        as if this program had made it.
        """
        ours = [each for each in self.results if not each.provenance.maker and not self.is_all_deleted(each)]
        whole = [each for each in ours if each.structures or not each.provenance.is_by_person]
        of_selected = [each for each in whole if selected is not None and each.provenance.model_id == selected.model_id]
        return next(reversed(of_selected or whole or ours), None)

    def is_all_deleted(self, result: ModelResult) -> bool:
        """Whether a person drew it and threw all of it away."""
        return result.provenance.is_by_person and all(
            self.review_of(each) is Review.REJECTED for each in self.findings_of(result)
        )

    @property
    def heat_map(self) -> Heatmap | None:
        """The heat map that is drawn."""
        result = None if self.heat is None else self.result_of(self.heat.model_id)
        if self.heat is None or result is None or self.heat.number >= len(result.heatmaps):
            return None
        return result.heatmaps[self.heat.number]

    def bound_to(self, volume: Volume) -> Reading:
        """Return the same, tied to the volume that was read from the series just now.

        A series that is opened again gets a new random ``source_id``. Results on another grid (the files changed
        meanwhile) are let go: they would be drawn in the wrong place.
        """
        fitting = [
            index
            for index, result in enumerate(self.results)
            if all(structure.labelled.shape == volume.shape for structure in result.structures)
        ]
        results = tuple(_bound(self.results[index], volume) for index in fitting)
        models = {each.provenance.model_id for each in results}
        return replace(
            self,
            results=results,
            layers=tuple(self.layers[index] for index in fitting),
            originals={name: _bound(each, volume) for name, each in self.originals.items() if name in models},
        )

    def is_edited(self, model_id: str) -> bool:
        """Whether a person edited a mask of a model."""
        result = self.result_of(model_id)
        return result is not None and any(each.edited for each in result.structures)

    def has_corrected_boxes(self, model_id: str) -> bool:
        """Whether a person corrected a box of a model."""
        result = self.result_of(model_id)
        return result is not None and any(each.origin is BoxOrigin.CORRECTED for each in result.detections)

    def whole(self, result: ModelResult) -> ModelResult:
        """Return `kept` of a result with the boxes that the reader drew beside the model's, for export."""
        kept, own = self.kept(result), self.result_of(PERSON)
        if own is None or result.provenance.is_by_person:
            return kept
        drawn = self.kept(own)
        return replace(kept, detections=(*kept.detections, *drawn.detections), notes=(*drawn.notes, *kept.notes))

    def original_of(self, model_id: str) -> ModelResult | None:
        """Return the result of a model as it left it; None where it has none."""
        return self.originals.get(model_id) or self.result_of(model_id)

    def with_edited(self, result: ModelResult) -> Reading:
        """Return the same with edited masks and boxes in place of those of a model, drawn in the same way."""
        model_id = result.provenance.model_id
        results, layers, originals = [], [], dict(self.originals)
        for before, group in zip(self.results, self.layers, strict=True):
            if before.provenance.model_id == model_id:
                if not result.provenance.is_by_person:
                    # A person's mask has no other original than itself.
                    originals.setdefault(model_id, before)
                group = tuple(_shown(layer, each) for layer, each in zip(group, result.structures, strict=True))
                before = result
            results.append(before)
            layers.append(group)
        return replace(self, results=tuple(results), layers=tuple(layers), originals=originals)

    def with_boxes(self, result: ModelResult, reviews: tuple[Review, ...]) -> Reading:
        """Return the same with other boxes of a result and what was decided about them; see `with_edited`.

        The boxes of a person come with their first one and go with the last, where no mask stands beside them.
        """
        model_id = result.provenance.model_id
        numbered = {FindingId(model_id, FindingKind.DETECTION, number): each for number, each in enumerate(reviews)}
        others = {
            each: review
            for each, review in self.reviews.items()
            if (each.model_id, each.kind) != (model_id, FindingKind.DETECTION)
        }
        reading = replace(self, reviews={**others, **numbered})
        if self.result_of(model_id) is None:
            return replace(reading, results=(*self.results, result), layers=(*self.layers, ()))
        if not result.provenance.is_by_person or result.detections or result.structures:
            return reading.with_edited(result)
        left = [number for number, each in enumerate(self.results) if each.provenance.model_id != model_id]
        return replace(
            reading,
            results=tuple(self.results[number] for number in left),
            layers=tuple(self.layers[number] for number in left),
            originals={name: each for name, each in self.originals.items() if name != model_id},
        )

    def with_painted(self, structures: Mapping[FindingId, Structure]) -> Reading:
        """Return the same with other masks drawn, while a stroke goes on: their results follow when that is over."""
        painted = {(each.model_id, each.number): structure for each, structure in structures.items()}
        layers = tuple(
            tuple(
                _shown(layer, painted.get((result.provenance.model_id, number), layer.structure))
                for number, layer in enumerate(group)
            )
            for result, group in zip(self.results, self.layers, strict=True)
        )
        return replace(self, layers=layers)

    def with_result(self, result: ModelResult, layers: tuple[Layer, ...]) -> Reading:
        """Return the same with another result; it replaces an older one of the same model and what was decided there.

        The first heat map of the new result is drawn: it was asked for.
        """
        model_id = result.provenance.model_id
        kept = [index for index, other in enumerate(self.results) if other.provenance.model_id != model_id]
        heat = self.heat if self.heat is None or self.heat.model_id != model_id else None
        return Reading(
            results=(*(self.results[index] for index in kept), result),
            layers=(*(self.layers[index] for index in kept), layers),
            reviews={finding: review for finding, review in self.reviews.items() if finding.model_id != model_id},
            heat=HeatView(model_id, 0) if result.heatmaps else heat,
            shown_from={other: score for other, score in self.shown_from.items() if other != model_id},
            originals={name: each for name, each in self.originals.items() if name != model_id},
        )


def _bound(result: ModelResult, volume: Volume) -> ModelResult:
    return replace(result, provenance=replace(result.provenance, source_id=volume.source_id))


def _shown(layer: Layer, structure: Structure) -> Layer:
    """Draw another mask in the same way; one without probabilities has no threshold."""
    if structure is layer.structure:
        return layer
    threshold = None if structure.probability is None else layer.threshold
    return replace(layer, structure=structure, threshold=threshold)
