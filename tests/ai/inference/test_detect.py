"""Boxes by value: conventions of corners, windows, repeats, and their place on the source grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from monai.apps.detection.networks.retinanet_detector import RetinaNetDetector
from monai.apps.detection.networks.retinanet_network import RetinaNet, resnet_fpn_feature_extractor
from monai.apps.detection.utils.anchor_utils import AnchorGeneratorWithAnchorShape
from monai.networks.nets import resnet10
from torch import Tensor, nn

from ai.errors import ModelPackError
from ai.inference.calibration import ScoreReading, expit, log_odds
from ai.inference.detect import BoxReading, Found, detect, reading_of, without_repeats
from ai.inference.loaded import LoadedModel
from ai.inference.options import RunOptions
from ai.inference.results import ModelResult
from ai.inference.run import run_model
from ai.library.card import Code, InputSpec, Label, ModelCard
from ai.library.grid_spec import GridSpec
from ai.plain import from_plain, to_plain
from ai.prepare.placed_box import PlacedBox
from ai.progress import Cancelled
from ai.volume import Volume

LABELS = tuple(Label(name, name.capitalize(), Code(name, "99SITE", name)) for name in ("nodule", "cyst"))
CPU = torch.device("cpu")


class Bright(nn.Module):
    """Puts a box around everything brighter than 0.5, its mean as the score, corners as torchvision or MONAI."""

    def __init__(self, *, names: tuple[str, str, str] = ("box", "label_scores", "label"), turned: bool = False) -> None:
        super().__init__()
        self.names, self.turned, self.seen = names, turned, 0

    def forward(self, pictures: Tensor) -> list[dict[str, Tensor]]:
        self.seen += 1
        picture = pictures[0, 0]
        places = (picture > 0.5).nonzero()
        dimensions = picture.ndim
        boxes = torch.zeros(0, 2 * dimensions)
        scores = torch.zeros(0)
        if len(places):
            low, high = places.min(0).values.float(), places.max(0).values.float() + 1
            sides = (low.flip(0), high.flip(0)) if self.turned else (low, high)
            boxes, scores = torch.cat(sides)[None], picture.max()[None]
        labels = torch.full((len(boxes),), 1 if self.turned else 0)
        box, score, label = self.names
        return [{box: boxes, score: scores, label: labels}]


@pytest.fixture
def make_card(write_pack: Callable[..., ModelCard], tmp_path: Path) -> Callable[..., ModelCard]:
    def make(grid: GridSpec, **reading: object) -> ModelCard:
        made = write_pack(tmp_path / str(len(list(tmp_path.iterdir()))), task="detection")
        spec = InputSpec(("CT",), (), (), (0, 0), (0, 100), 0, grid=grid)
        return replace(made, labels=LABELS, input=spec, reference={"detection": reading} if reading else {})

    return make


def _scan(voxels: np.ndarray, affine: np.ndarray | None = None) -> Volume:
    return Volume(voxels.astype(np.float32), np.eye(4) if affine is None else affine, modality="CT")


def _run(card: ModelCard, network: nn.Module, scan: Volume, **options: object) -> ModelResult:
    return run_model(LoadedModel(card, (network.eval(),), CPU), scan, options=RunOptions(**options))  # type: ignore[arg-type]


def test_a_box_lies_around_what_was_found(make_card: Callable[..., ModelCard]) -> None:
    voxels = np.zeros((12, 20, 30))
    voxels[3:6, 4:9, 10:20] = 0.75
    result = _run(make_card(GridSpec()), Bright(), _scan(voxels))
    (box,) = result.detections
    assert (box.low, box.high) == ((2.5, 3.5, 9.5), (5.5, 8.5, 19.5))
    assert (box.label.name, box.score, box.probability) == ("nodule", 0.75, None)
    assert result.provenance.thresholds == (("nodule", 0.5), ("cyst", 0.5))
    assert "no probabilities; boxes from 0.50 on are shown" in result.notes[0]
    assert from_plain(ModelResult, to_plain(result)).detections == result.detections


def test_the_way_back_turns_and_stretches_boxes(make_card: Callable[..., ModelCard]) -> None:
    """Stored from the head down, rows to the front, 2 mm slices; the network sees it from the feet up in 1 mm."""
    affine = np.diag([1.0, 1.0, 1.0, 1.0])
    affine[:3, :3] = [[0, 0, 0.5], [0, -0.5, 0], [-2, 0, 0]]
    voxels = np.zeros((10, 40, 40))
    voxels[2:4, 10:20, 4:8] = 1
    card = make_card(GridSpec(orientation="SPL", spacing_mm=(1, 1, 1), order=1))
    (box,) = _run(card, Bright(), _scan(voxels, affine)).detections
    assert box.low == pytest.approx((1.5, 9.5, 3.5), abs=0.5)
    assert box.high == pytest.approx((3.5, 19.5, 7.5), abs=0.5)


@pytest.mark.parametrize(("first_centre", "moved"), [(0.5, 0.0), (0.0, 0.5)])
def test_conventions_of_corners(make_card: Callable[..., ModelCard], first_centre: float, moved: float) -> None:
    voxels = np.zeros((1, 20, 30))
    voxels[0, 4:9, 10:20] = 1
    reading = {"order": "reversed", "first_label": 0, "first_centre": first_centre}
    card = make_card(GridSpec(dimensions=2), **reading)
    network = Bright(names=("boxes", "scores", "labels"), turned=True)
    (box,) = _run(card, network, _scan(voxels)).detections
    assert box.low == pytest.approx((-0.5, 3.5 + moved, 9.5 + moved))
    assert box.high == pytest.approx((0.5, 8.5 + moved, 19.5 + moved))
    assert box.label.name == "cyst"
    counted = make_card(GridSpec(dimensions=2), **{**reading, "first_label": 1})
    assert _run(counted, network, _scan(voxels)).detections[0].label.name == "nodule"
    with pytest.raises(ModelPackError, match="label that its card does not name"):
        _run(make_card(GridSpec(dimensions=2), **{**reading, "first_label": 2}), network, _scan(voxels))


def test_slice_by_slice(make_card: Callable[..., ModelCard]) -> None:
    voxels = np.zeros((6, 16, 16))
    voxels[2:4, 4:8, 4:8] = 1
    network = Bright()
    found = _run(make_card(GridSpec(dimensions=2)), network, _scan(voxels)).detections
    assert network.seen == 6
    assert [(box.low[0], box.high[0]) for box in found] == [(1.5, 2.5), (2.5, 3.5)]


def test_windows_tell_each_finding_once(make_card: Callable[..., ModelCard]) -> None:
    """Windows of 16 that overlap by half: parts of the finding at their edges give way to the whole."""
    voxels = np.zeros((16, 16, 40))
    voxels[4:10, 4:10, 13:20] = 0.9  # whole in the window 8 to 24, cut off by 0 to 16 and 16 to 32
    card = make_card(GridSpec(patch=(16, 16, 16), overlap=0.5))
    network = Bright()
    (box,) = _run(card, network, _scan(voxels)).detections
    assert network.seen == 4
    assert (box.low, box.high) == ((3.5, 3.5, 12.5), (9.5, 9.5, 19.5))


def test_a_finding_larger_than_a_window_is_not_lost(make_card: Callable[..., ModelCard]) -> None:
    voxels = np.zeros((16, 16, 40))
    voxels[4:10, 4:10, 2:38] = 0.9
    card = make_card(GridSpec(patch=(16, 16, 16), overlap=0.5))
    assert len(_run(card, Bright(), _scan(voxels)).detections) >= 2


def _found(boxes: list[list[float]], scores: list[float], labels: list[int]) -> Found:
    return Found(np.array(boxes), np.array(scores), np.array(labels), np.zeros(len(boxes), bool))


def test_repeats_are_those_of_one_label_that_overlap() -> None:
    one, near, far = [0.0, 0, 0, 4, 4, 4], [0.0, 0, 1, 4, 4, 5], [10.0, 0, 0, 14, 4, 4]
    kept = without_repeats(_found([one, near, far, near], [0.6, 0.9, 0.7, 0.5], [0, 0, 0, 1]), BoxReading(overlap=0.5))
    assert kept.scores.tolist() == [0.9, 0.7, 0.5]
    assert kept.labels.tolist() == [0, 0, 1]
    loose = without_repeats(_found([one, near], [0.6, 0.9], [0, 0]), BoxReading(overlap=0.7))
    assert len(loose.boxes) == 2  # they share 48 of 80
    few = without_repeats(_found([one, far], [0.6, 0.9], [0, 0]), BoxReading(most=1))
    assert few.scores.tolist() == [0.9]
    assert len(without_repeats(_found([], [], []).some(np.zeros(0, int)), BoxReading()).scores) == 0


def test_scores_become_probabilities_where_the_card_knows(make_card: Callable[..., ModelCard]) -> None:
    voxels = np.zeros((4, 16, 16))
    voxels[1:3, 4:8, 4:8] = 0.75
    scores = ScoreReading(slopes=(2.0, 1.0), intercepts=(-1.0, 0.0), cases=100)
    card = make_card(GridSpec(), scores=to_plain(scores), score_threshold=0.7)
    result = _run(card, Bright(), _scan(voxels))
    assert result.detections[0].probability == pytest.approx(expit(2 * log_odds(0.75) - 1), abs=1e-4)
    assert result.notes == ()
    assert _run(make_card(GridSpec(), score_threshold=0.8), Bright(), _scan(voxels)).detections == ()


def test_only_the_box_that_a_person_draws_is_read(make_card: Callable[..., ModelCard]) -> None:
    voxels = np.zeros((8, 20, 20))
    voxels[2:4, 2:6, 2:6] = voxels[2:4, 12:16, 12:16] = 1
    found = _run(make_card(GridSpec()), Bright(), _scan(voxels), box_lps=_box((0, 10, 10), (7, 19, 19)))
    (box,) = found.detections
    assert (box.low, box.high) == ((1.5, 11.5, 11.5), (3.5, 15.5, 15.5))


def _box(low: tuple[int, int, int], high: tuple[int, int, int]) -> PlacedBox:
    """Box of the identity grid, whose x is the slice."""
    x, y, z = (float(value) for value in low)
    dx, dy, dz = (float(b - a) for a, b in zip(low, high, strict=True))
    return PlacedBox.upright(x, y, z, dx, dy, dz)


def test_a_retinanet_of_monai(make_card: Callable[..., ModelCard]) -> None:
    """Random weights: what counts is that its answer is understood and stays in the scan."""
    torch.manual_seed(0)
    backbone = resnet10(spatial_dims=3, n_input_channels=1, num_classes=2, conv1_t_size=7)
    extractor = resnet_fpn_feature_extractor(backbone, 3, pretrained_backbone=False, returned_layers=(1,))
    anchors = AnchorGeneratorWithAnchorShape(feature_map_scales=(1, 2), base_anchor_shapes=((6, 6, 4), (10, 10, 8)))
    network = RetinaNet(3, 2, anchors.num_anchors_per_location()[0], extractor, size_divisible=(16, 16, 16))
    detector = RetinaNetDetector(network, anchors)
    detector.set_box_selector_parameters(score_thresh=0.0, topk_candidates_per_level=50, nms_thresh=0.2)
    detector.set_target_keys(box_key="box", label_key="label")
    card = make_card(GridSpec(patch=(32, 32, 32), overlap=0.25), score_threshold=0.001, most=20)
    scan = _scan(np.random.default_rng(0).normal(size=(40, 32, 32)))
    found = _run(card, detector, scan).detections
    assert 1 <= len(found) <= 20
    assert [box.score for box in found] == sorted((box.score for box in found), reverse=True)
    assert {box.label.name for box in found} <= {"nodule", "cyst"}
    assert all(
        -0.5 <= low < high <= side - 0.5
        for box in found
        for low, high, side in zip(box.low, box.high, scan.shape, strict=True)
    )


@pytest.mark.parametrize(
    "reading",
    [
        {"order": "diagonal"},
        {"first_centre": 0.25},
        {"score_threshold": 1.0},
        {"overlap": 0.0},
        {"most": 0},
        {"scores": {"slopes": [1.0], "intercepts": [0.0]}},
    ],
)
def test_a_reading_that_cannot_be(make_card: Callable[..., ModelCard], reading: dict[str, object]) -> None:
    with pytest.raises(ModelPackError, match="in a way that cannot be"):
        reading_of(make_card(GridSpec(), **reading))


def test_answers_that_are_no_boxes(make_card: Callable[..., ModelCard]) -> None:
    with pytest.raises(ModelPackError, match="does not say how its boxes are read"):
        reading_of(make_card(GridSpec(), colour="red"))
    scan = _scan(np.ones((4, 16, 16)))
    for network in (nn.Identity(), Bright(names=("rim", "scores", "labels"))):
        with pytest.raises(ModelPackError, match="does not answer with boxes, scores and labels"):
            _run(make_card(GridSpec()), network, scan)
    card = make_card(GridSpec())
    bare = replace(card, input=replace(card.input, grid=None, size_px=(64, 64)))
    with pytest.raises(ModelPackError, match="does not say how it reads a scan"):
        detect(LoadedModel(bare, (Bright(),), CPU), scan)


def test_cancel_between_windows(make_card: Callable[..., ModelCard]) -> None:
    network = Bright()

    def stop(fraction: float, message: str) -> None:
        if network.seen == 2:
            raise Cancelled

    model = LoadedModel(make_card(GridSpec(dimensions=2)), (network,), CPU)
    with pytest.raises(Cancelled):
        run_model(model, _scan(np.zeros((9, 16, 16))), progress=stop)
    assert network.seen == 2


class _Spoken(Bright):
    """Says of the picture as a whole what two members think."""

    def forward(self, pictures: Tensor) -> list[dict[str, Tensor]]:
        (said,) = super().forward(pictures)
        return [said | {"picture_scores": torch.tensor([0.5, 0.8])}]


PICTURE = {
    "label": {"name": "any", "title": "Anything", "code": {"value": "x", "scheme": "99SITE", "meaning": "x"}},
    "scores": {"operating_points": [0.4], "bands": [[0.2, 0.6]], "slopes": [2.0], "intercepts": [0.5], "cases": 9},
}


def test_what_it_says_of_the_whole_picture(make_card: Callable[..., ModelCard]) -> None:
    card = make_card(GridSpec())
    card = replace(card, reference={"picture": PICTURE})
    result = _run(card, _Spoken(), _scan(np.zeros((4, 8, 8))))
    (told,) = result.classifications
    members = [expit(2 * log_odds(score) + 0.5) for score in (0.5, 0.8)]
    assert (told.label.name, told.score) == ("any", 0.65)
    assert told.probability == pytest.approx(sum(members) / 2, abs=1e-4)
    assert told.interval == pytest.approx(tuple(members), abs=1e-6)
    assert told.band == pytest.approx(tuple(expit(2 * log_odds(score) + 0.5) for score in (0.2, 0.6)))
    assert told.verdict.value == "yes"
    assert result.provenance.thresholds[-1] == ("any", told.threshold)
    assert result.detections == ()
    with pytest.raises(ModelPackError, match="says nothing of whole pictures"):
        _run(card, Bright(), _scan(np.zeros((4, 8, 8))))


@pytest.mark.parametrize(
    ("picture", "words"),
    [({"label": 3}, "no valid calibration"), (PICTURE | {"scores": {"slopes": [1, 1]}}, "does not fit its classes")],
)
def test_a_reading_of_pictures_that_makes_no_sense(
    make_card: Callable[..., ModelCard], picture: object, words: str
) -> None:
    with pytest.raises(ModelPackError, match=words):
        _run(replace(make_card(GridSpec()), reference={"picture": picture}), _Spoken(), _scan(np.zeros((4, 8, 8))))


def test_what_it_misses_stands_on_every_mark_and_below(make_card: Callable[..., ModelCard]) -> None:
    voxels = np.zeros((4, 8, 8))
    voxels[1:3, 2:5, 2:5] = 0.75
    card = make_card(GridSpec(), misses={"missed": 0.27, "wrong": 2.04})
    result = _run(card, Bright(), _scan(voxels))
    assert result.detections[0].caution == "Misses 27 in 100, 2.0 wrong marks a scan; never reassures"
    assert "misses 27, and it marks 2.0 wrong places a scan" in result.notes[0]
    assert "never mean that there is nothing" in _run(card, Bright(), _scan(0 * voxels)).notes[0]
    assert _run(make_card(GridSpec()), Bright(), _scan(voxels)).detections[0].caution == ""
