"""What can be taught how: the bases that can take a dataset, and the suggestion."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ai.library.card import Architecture, Code, InputSpec, Label
from ai.library.grid_spec import GridSpec
from ai.networks.encoder_names import USUAL_ENCODER
from ai.networks.volume_names import USUAL_VOLUME_NETWORK, VOLUME_NAMES
from ai.training import lesson_boxes, teach_segmenter
from ai.training.dataset.case import Task
from ai.training.dataset.check import ClassCount, Report
from ai.training.detector_names import DETECTORS, OUTLINERS, VOLUME_DETECTORS
from ai.training.finetune_config import SCOPES as KNOWN_SCOPES
from ai.training.outline_networks import NETWORKS
from ai.training.volume_bases import VOLUME_CLASSIFIER
from app.actions.teach_plan import ARCHITECTURES, SCOPES, architectures, bases, network_title, scopes, suggest


def report_of(task: Task, *names: str, of_scans: bool = False) -> Report:
    return Report(task, 900, 900, tuple(ClassCount(name, 800, 100) for name in names), "", (), of_scans=of_scans)


def test_a_model_of_rules_is_no_base(make) -> None:
    rules = make.card("ct-lungs", task="segmentation", architecture=Architecture("chest-ct-rules", ()), members=())
    network = make.card()
    for task in (Task.CLASSIFICATION, Task.SEGMENTATION):
        assert bases(report_of(task, "heart"), (rules, network)) == (network,)
    assert suggest(report_of(Task.CLASSIFICATION, "a", "b"), (rules, network)).base == network.key


def test_an_encoder_is_a_base_for_classes_only(make) -> None:
    encoder = make.card("gray-encoder", task="picture-encoder")
    boxes = make.card("hippocampus", task="segmentation")
    assert bases(report_of(Task.CLASSIFICATION, "a", "b"), (encoder, boxes, make.card())) == (encoder, make.card())
    assert bases(report_of(Task.SEGMENTATION, "heart"), (encoder, boxes, make.card())) == (make.card(),)


def test_masks_start_from_a_model_that_knows_one_of_them_or_from_nothing(make) -> None:
    grid = GridSpec(dimensions=3, patch=(16, 16, 16))
    scans = make.card(
        "organs",
        task="segmentation",
        labels=tuple(Label(name, name, Code("0", "99TEST", name)) for name in ("heart", "liver")),
        input=InputSpec(("CT",), (), (), (0, 0), (0.0, 100.0), 1, grid),
    )
    cards = (make.card(), make.card("hippocampus", task="segmentation"), scans)
    of_scans = report_of(Task.SEGMENTATION, "heart", "spleen", of_scans=True)
    assert bases(of_scans, cards) == (scans,)
    assert suggest(of_scans, cards).base == scans.key
    assert bases(report_of(Task.SEGMENTATION, "heart"), cards) == (cards[0], scans)
    assert bases(report_of(Task.SEGMENTATION, "heart", of_scans=True), cards) == (scans,)  # no radiographs
    for report in (of_scans, report_of(Task.SEGMENTATION, "heart", "spleen")):
        plan = suggest(report, cards[:2])
        assert bases(report, cards[:2]) == ()
        assert (plan.base, plan.architecture, plan.scope) == ("", "unet", "all")
        assert "it starts from random weights" in plan.reason
        assert architectures(report) == (NETWORKS if report.of_scans else (*NETWORKS, *OUTLINERS))


def test_classes_of_scans_go_to_networks_of_scans(make) -> None:
    report = report_of(Task.CLASSIFICATION, "a", "b", of_scans=True)
    assert bases(report, (make.card(), make.card("gray-encoder", task="picture-encoder"))) == ()
    assert architectures(report) == tuple(VOLUME_NAMES)
    plan = suggest(report, (make.card(),))
    assert (plan.base, plan.architecture, plan.scope, plan.batch) == ("", USUAL_VOLUME_NETWORK, "all", 4)
    assert set(architectures(report)).isdisjoint(architectures(report_of(Task.CLASSIFICATION, "a", "b")))

    grid = GridSpec(orientation="SPL", spacing_mm=(1.0, 1.0, 1.0), fit="centre", size=(16, 16, 16), background=False)
    scans = make.card(
        "balls",
        task="image-classification",
        architecture=Architecture(VOLUME_CLASSIFIER, ()),
        input=InputSpec(("MR",), (), (), (0, 0), (0.0, 100.0), 1, grid),
    )
    assert bases(report, (make.card(), scans)) == (scans,)
    assert bases(report_of(Task.CLASSIFICATION, "a", "b"), (make.card(), scans)) == (make.card(),)
    assert suggest(report, (scans,)).batch == 4
    windows = replace(grid, fit="free", size=(), patch=(16, 16, 16), background=True)
    unet = Architecture("monai", (("name", "DynUNet"), ("spatial_dims", 3)))
    outlines = replace(
        scans, id="unet", task="segmentation", architecture=unet, input=replace(scans.input, grid=windows)
    )
    assert bases(report, (outlines,)) == (outlines,)
    for other in (replace(windows, orientation="RAS"), replace(windows, channels=3), replace(windows, orientation="")):
        assert bases(report, (replace(outlines, input=replace(scans.input, grid=other)),)) == ()


def test_boxes_go_to_our_own_detectors_of_the_same_classes(make) -> None:
    report = report_of(Task.DETECTION, "right_lung", "heart")
    labels = tuple(label for label in make.card().labels if label.name in ("right_lung", "heart"))
    spots = make.card("spots", task="detection", architecture=Architecture("spot-finder", ()), labels=labels)
    foreign = make.card("foreign", task="detection", architecture=Architecture("luna16-retinanet", ()), labels=labels)
    assert bases(report, (make.card(), spots, foreign)) == (spots,)
    assert bases(report_of(Task.DETECTION, "nodule"), (spots,)) == ()
    plan = suggest(report, (foreign, spots))
    assert (plan.base, plan.architecture, plan.scope) == (spots.key, "", "all")
    alone = suggest(report_of(Task.DETECTION, "nodule"), (spots,))
    assert (alone.base, alone.architecture, alone.scope) == ("", "retinanet_resnet18_fpn", "all")
    assert {name for name, _ in SCOPES[Task.DETECTION]} == set(lesson_boxes.SCOPES)


def test_objects_with_outlines_go_to_masks_of_the_same_structures(make) -> None:
    kind = Architecture("picture-detector", (("kind", "maskrcnn"),))
    labels = tuple(label for label in make.card().labels if label.name == "heart")
    outliner = make.card("hearts", task="detection", architecture=kind, labels=labels)
    assert bases(report_of(Task.SEGMENTATION, "heart"), (outliner,)) == (outliner,)
    assert bases(report_of(Task.SEGMENTATION, "heart", of_scans=True), (outliner,)) == ()
    assert bases(report_of(Task.SEGMENTATION, "heart", "spleen"), (outliner,)) == ()
    assert bases(report_of(Task.DETECTION, "heart"), (outliner,)) == ()  # it would need masks


def test_boxes_of_scans_go_to_networks_of_scans(make) -> None:
    report = report_of(Task.DETECTION, "right_lung", "heart", of_scans=True)
    labels = tuple(label for label in make.card().labels if label.name in ("right_lung", "heart"))
    blocks = make.card("blocks", task="detection", architecture=Architecture("volume-detector", ()), labels=labels)
    films = make.card("films", task="detection", architecture=Architecture("picture-detector", ()), labels=labels)
    assert bases(report, (films, blocks)) == (blocks,)
    assert bases(replace(report, of_scans=False), (films, blocks)) == (films,)
    assert architectures(report) == VOLUME_DETECTORS
    plan = suggest(report, (films,))
    assert (plan.base, plan.architecture, plan.scope, plan.views) == ("", "centernet_3d", "all", 1)
    taught = suggest(report, (films, blocks))
    assert (taught.base, taught.architecture, taught.batch) == (blocks.key, "", 4)
    assert [name for name, _ in scopes(report, None)] == ["all"]


def test_no_scope_promises_what_is_not_done() -> None:
    # The head is trained on features that were computed once, of the pictures as they are.
    head = dict(SCOPES[Task.CLASSIFICATION])["head"]
    assert "varied" not in head
    assert "frozen features" in head


def test_only_what_a_start_allows_is_offered(make) -> None:
    masks, boxes = report_of(Task.SEGMENTATION, "heart"), report_of(Task.DETECTION, "nodule")
    for report in (masks, boxes):
        assert [name for name, _ in scopes(report, None)] == ["all"]
        assert [name for name, _ in scopes(report, make.card())] == ["head", "decoder", "all"]
    classes = report_of(Task.CLASSIFICATION, "a", "b")
    labels = tuple(Label(name, name, Code("0", "99TEST", name)) for name in ("a", "b"))
    answers = make.card("a-or-b", task="image-classification", labels=labels)
    assert len(answers.members) == 1
    assert scopes(classes, answers)[0][0] == "calibrate"
    several = replace(answers, members=answers.members * 2)
    other = replace(answers, labels=labels[:1])
    for start in (None, make.card(), several, other):
        assert [name for name, _ in scopes(classes, start)] == ["probe", "head", "last", "all"]
    for report in (masks, boxes, classes):
        for architecture in architectures(report):
            assert suggest(report, (), architecture=architecture).scope in dict(scopes(report, None))


def test_networks_are_named_as_their_authors_do() -> None:
    titles = [network_title(name) for name in (*NETWORKS, *DETECTORS, *OUTLINERS, *VOLUME_DETECTORS)]
    assert titles[0] == "U-Net"
    assert "Faster R-CNN (ResNet-34, FPN)" in titles
    assert "Mask R-CNN (ResNet-18, FPN)" in titles
    assert titles[-1] == "CenterNet 3D"
    assert not [title for title in titles if "_" in title or title in (*NETWORKS, *DETECTORS)]


def test_names_are_those_that_the_engine_knows() -> None:
    assert suggest(report_of(Task.CLASSIFICATION, "a", "b"), ()).architecture == USUAL_ENCODER
    assert USUAL_ENCODER in ARCHITECTURES
    assert {name for name, _ in SCOPES[Task.SEGMENTATION]} == set(teach_segmenter.SCOPES)
    for offered in SCOPES.values():
        assert {name for name, _ in offered} <= set(KNOWN_SCOPES)


@pytest.mark.parametrize(
    ("task", "persons", "scope"),
    [
        (Task.CLASSIFICATION, 12, "probe"),
        (Task.CLASSIFICATION, 50, "last"),
        (Task.CLASSIFICATION, 500, "all"),
        (Task.SEGMENTATION, 12, "decoder"),
        (Task.SEGMENTATION, 30, "decoder"),
        (Task.SEGMENTATION, 100, "all"),
    ],
)
def test_the_suggestion_grows_with_the_persons(make, task: Task, persons: int, scope: str) -> None:
    counts = (ClassCount("right_lung", 800, 800), ClassCount("heart", 100, persons))
    report = Report(task, 900, 900, counts, "", ())
    plan = suggest(report, (make.card(),))
    assert (plan.base, plan.scope) == ("cxr-anatomy-0.1.0", scope)
    assert plan.reason
    assert suggest(report, ()).architecture in (ARCHITECTURES if task is Task.CLASSIFICATION else NETWORKS)
