"""TorchXRayVision: classifiers of chest radiographs (DenseNet, ResNet) and outlines of 14 structures (PSPNet).

Its classifiers answer with scores whose operating point is 0.5; they are no probabilities. The table of operating
points is no part of the files, see `ai.adapters.xrv_weights`. No torch here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from ai.adapters.answers import Answers, label_of
from ai.adapters.contents import Contents
from ai.adapters.found import Recognised
from ai.adapters.pickled_module import module_tensors
from ai.adapters.state_dict import KINDS
from ai.adapters.xrv_weights import HEADS, published
from ai.library.card import MULTI_LABEL, SEGMENTATION, Code, Label
from ai.library.grid_spec import GridSpec, IntensityStep
from ai.library.inert_pickle import Inert
from ai.words import say

DENSENET, RESNET, PSPNET = "xrv-densenet", "xrv-resnet", "xrv-pspnet"
"""Names of the networks in cards."""

ALLOWED_GLOBALS = (
    "builtins.set",
    "torchxrayvision.models.DenseNet",
    "torchxrayvision.models._DenseBlock",
    "torchxrayvision.models._DenseLayer",
    "torchxrayvision.models._Transition",
    "torch.nn.modules.activation.ReLU",
    "torch.nn.modules.batchnorm.BatchNorm2d",
    "torch.nn.modules.container.Sequential",
    "torch.nn.modules.conv.Conv2d",
    "torch.nn.modules.linear.Linear",
    "torch.nn.modules.pooling.AvgPool2d",
    "torch.nn.modules.pooling.MaxPool2d",
)
"""What the DenseNets, which are published as whole modules, name; none of it is ever made."""

Shapes: TypeAlias = Mapping[str, tuple[int, ...]]

_LICENCE = "Apache-2.0; CheXpert and MIMIC-CXR, on which some of the weights were trained, are for research"

_CODES: Mapping[str, tuple[str, Code]] = {
    "Atelectasis": ("Atelectasis", Code("46621007", "SCT", "Atelectasis")),
    "Pneumothorax": ("Pneumothorax", Code("36118008", "SCT", "Pneumothorax")),
    "Edema": ("Pulmonary oedema", Code("19242006", "SCT", "Pulmonary edema")),
    "Emphysema": ("Emphysema", Code("87433001", "SCT", "Pulmonary emphysema")),
    "Fibrosis": ("Pulmonary fibrosis", Code("51615001", "SCT", "Fibrosis of lung")),
    "Effusion": ("Pleural effusion", Code("60046008", "SCT", "Pleural effusion")),
    "Pneumonia": ("Pneumonia", Code("233604007", "SCT", "Pneumonia")),
    "Cardiomegaly": ("Cardiomegaly", Code("8186001", "SCT", "Cardiomegaly")),
    "Nodule": ("Lung nodule", Code("427359005", "SCT", "Solitary nodule of lung")),
    "Mass": ("Lung mass", Code("309529002", "SCT", "Lung mass")),
    "Hernia": ("Hiatal hernia", Code("84089009", "SCT", "Hiatal hernia")),
    "Fracture": ("Fracture", Code("125605004", "SCT", "Fracture of bone")),
}
"""Head -> title and code; the others have none that is sure."""

_TITLES = {
    "Pleural_Thickening": "Pleural thickening",
    "Lung Lesion": "Lung lesion",
    "Lung Opacity": "Lung opacity",
    "Enlarged Cardiomediastinum": "Enlarged cardiomediastinum",
}

_CLAVICLE = Code("51299004", "SCT", "Clavicle")
_SCAPULA = Code("79601000", "SCT", "Scapula")
_LUNG = Code("39607008", "SCT", "Lung")
_HILUM = Code("46750007", "SCT", "Hilum of lung")

STRUCTURES = (
    Label("left_clavicle", "Left clavicle", _CLAVICLE, "left"),
    Label("right_clavicle", "Right clavicle", _CLAVICLE, "right"),
    Label("left_scapula", "Left scapula", _SCAPULA, "left"),
    Label("right_scapula", "Right scapula", _SCAPULA, "right"),
    Label("left_lung", "Left lung", _LUNG, "left"),
    Label("right_lung", "Right lung", _LUNG, "right"),
    Label("left_hilum", "Left hilum", _HILUM, "left"),
    Label("right_hilum", "Right hilum", _HILUM, "right"),
    Label("heart", "Heart", Code("80891009", "SCT", "Heart")),
    Label("aorta", "Aorta", Code("15825003", "SCT", "Aorta")),
    Label("diaphragm", "Diaphragm", Code("5798000", "SCT", "Diaphragm")),
    Label("mediastinum", "Mediastinum", Code("72410000", "SCT", "Mediastinum")),
    Label("oesophagus", "Oesophagus", Code("32849002", "SCT", "Esophagus")),
    Label("spine", "Spine", Code("421060004", "SCT", "Vertebral column")),
)
"""Of the PSPNet, in the order of its channels."""

_PSPNET_PX, _RESNET_PX, _DENSENET_PX = 512, 512, 224

_MEANS, _DEVIATIONS = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of the photographs of ImageNet, which the PSPNet wants its three copies of the radiograph scaled by."""


def recognise(contents: Contents) -> Recognised | None:
    """Own its published files and state dicts of the same names."""
    if contents.kind not in KINDS:
        return None
    shapes: Shapes = contents.tensors
    whole = not shapes and "torchxrayvision.models.DenseNet" in contents.globals
    if whole:
        shapes = {name: place.shape for name, place in module_tensors(contents.pickled).items()}
    first = shapes.get("features.conv0.weight", ())
    if len(first) == 4 and first[1] == 1 and "classifier.weight" in shapes:
        return _densenet(contents, shapes)
    if whole:
        return Recognised(
            refusal=say("The file says that it is a network of TorchXRayVision, but its weights are others."),
            hint=say("Download it again from its source."),
        )
    if shapes.get("conv1.weight", ())[1:2] == (1,) and shapes.get("fc.weight", ())[1:] == (2048,):
        return _classifier(contents, RESNET, shapes["fc.weight"][0], _RESNET_PX, ())
    names = {name.removeprefix("module."): shape for name, shape in shapes.items()}
    if "pyramid_pooling.path_module_list.0.cbr_unit.0.weight" in names and "classification.weight" in names:
        return _pspnet(names)
    return None


def labels_of(heads: tuple[str, ...]) -> tuple[Label, ...]:
    """Labels of outputs by the names that the package gives them."""
    return tuple(_label(head) for head in heads)


def _label(head: str) -> Label:
    if head not in _CODES:
        return label_of(_TITLES.get(head, head))
    title, code = _CODES[head]
    name = head.lower().replace(" ", "_")
    return Label(name, title, code)


def _densenet(contents: Contents, shapes: Shapes) -> Recognised:
    blocks = [
        len({name.split(".")[2] for name in shapes if name.startswith(f"features.denseblock{block}.")})
        for block in range(1, 5)
    ]
    inner = shapes.get("features.denseblock1.denselayer1.conv2.weight", ())
    if len(inner) != 4 or not all(blocks):
        return Recognised(refusal=say("The network is a DenseNet of a kind that TorchXRayVision has not published."))
    arguments = (
        ("growth_rate", inner[0]),
        ("block_config", tuple(blocks)),
        ("num_init_features", shapes["features.conv0.weight"][0]),
        ("bn_size", inner[1] // inner[0]),
    )
    return _classifier(contents, DENSENET, shapes["classifier.weight"][0], _DENSENET_PX, arguments)


def _classifier(
    contents: Contents, network: str, classes: int, side_px: int, arguments: tuple[tuple[str, object], ...]
) -> Recognised:
    known = published(contents.path.name)
    heads = _heads_inside(contents) or HEADS
    if classes != len(heads):
        return Recognised(
            refusal=say(
                "The network tells {count} findings, and which they are stands neither in the file nor in its name.",
                count=classes,
            ),
            hint=say("Take the file under the name that its publisher gave it."),
        )
    notes = [say("Its scores are no probabilities: 0.5 is the operating point that its publishers chose.")]
    if known is not None:
        heads = HEADS
        outputs = tuple(index for index, point in enumerate(known.points) if point is not None)
        points = tuple(point for point in known.points if point is not None)
    else:
        outputs, points = tuple(index for index, head in enumerate(heads) if head), ()
        notes = [say("Its operating points are not known, since its name is none of the published ones: they are not "
                     "in the file. 0.5 of a score then means nothing.")]  # fmt: skip
    if len(outputs) < len(heads):
        left_out = [HEADS[index] for index in range(len(HEADS)) if index not in outputs]
        notes.append(say("Left out, since they were not trained: {heads}.", heads=", ".join(left_out)))
    name = known.name if known is not None else network.removeprefix("xrv-")
    answers = Answers(
        title=f"TorchXRayVision {name}",
        id=f"xrv-{name}".replace("_", "-"),
        task=MULTI_LABEL,
        labels=labels_of(tuple(heads[index] for index in outputs)),
        modalities=("CR", "DX", "RG"),
        body_parts=("CHEST",),
        views=("PA", "AP"),
        minimum_size_px=side_px,
        grid=_grid(side_px, (IntensityStep("invert"), IntensityStep("stored-bits")), activation="none"),
        architecture=network,
        arguments=(*arguments, ("num_classes", classes), ("outputs", outputs), ("points", points)),
        threshold=0.5,
        licence=_LICENCE,
        training_data=known.trained_on if known is not None else "",
        limits=_limits(notes[0]),
    )
    return Recognised(answers, _LICENCE, notes=tuple(notes), title=answers.title)


def _limits(scores: str) -> tuple[str, ...]:
    return (
        str(scores),
        str(say("On data of other hospitals two to five times as many findings as there are may be called.")),
        str(say("It reads the middle square of the picture: what lies outside is not looked at.")),
    )


def _heads_inside(contents: Contents) -> tuple[str, ...]:
    """Names of the outputs, as a module that was saved whole tells them; empty where it does not."""
    state = contents.pickled.state if isinstance(contents.pickled, Inert) else None
    listed = state.get("pathologies") or state.get("targets") if isinstance(state, dict) else None
    if isinstance(listed, list) and all(isinstance(each, str) and len(each) < 100 for each in listed):
        return tuple(listed)
    return ()


def _pspnet(shapes: Shapes) -> Recognised:
    classes = shapes["classification.weight"][0]
    if classes != len(STRUCTURES):
        return Recognised(
            refusal=say("The network outlines {count} structures instead of {known}.", count=classes,
                        known=len(STRUCTURES)),
            hint=say("Take the file of the PSPNet that TorchXRayVision publishes."),
        )  # fmt: skip
    stages = tuple(
        len({name.split(".")[2] for name in shapes if name.startswith(f"res_block{stage}.layers.")})
        for stage in range(2, 6)
    )
    width = shapes["convbnrelu1_1.cbr_unit.0.weight"][0] if "convbnrelu1_1.cbr_unit.0.weight" in shapes else 0
    channels = [(f"mean_{index}", mean) for index, mean in enumerate(_MEANS)]
    channels += [(f"std_{index}", deviation) for index, deviation in enumerate(_DEVIATIONS)]
    steps = (
        IntensityStep("invert"),
        IntensityStep("stored-bits"),
        IntensityStep("scale-range", (("from_low", -1024.0), ("from_high", 1024.0))),
        IntensityStep("normalise", tuple(channels)),
    )
    answers = Answers(
        title="TorchXRayVision PSPNet",
        id="xrv-pspnet",
        task=SEGMENTATION,
        labels=STRUCTURES,
        modalities=("CR", "DX", "RG"),
        body_parts=("CHEST",),
        views=("PA", "AP"),
        minimum_size_px=_PSPNET_PX,
        grid=_grid(_PSPNET_PX, steps, activation="sigmoid", channels=3),
        architecture=PSPNET,
        arguments=(("classes", classes), ("blocks", stages), ("width", width)),
        threshold=0.5,
        licence="Apache-2.0",
        training_data="ChestX-Det (Lian et al., 2021)",
        limits=(str(say("It reads the middle square of the picture: what lies outside is not outlined.")),),
    )
    return Recognised(answers, "Apache-2.0", title=answers.title)


def _grid(side_px: int, steps: tuple[IntensityStep, ...], *, activation: str, channels: int = 1) -> GridSpec:
    """Hung as a film, the middle square, resized as the package does: scaled first, smoothed with zeros outside."""
    return GridSpec(
        dimensions=2,
        orientation="PIL",
        fit="crop-pad",
        size=(side_px, side_px),
        shrink="gaussian",
        channels=channels,
        intensity=steps,
        intensity_first=True,
        activation=activation,
        background=False,
    )
