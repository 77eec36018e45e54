"""Detectors of torchvision for one grey picture of a fixed size, small, from random weights.

The networks are torchvision's own classes; the backbone is made without weights, takes one channel, and is normalised
by groups of channels, since the small batches of a site would spoil statistics of a batch.

References
----------
Lin et al., "Focal Loss", arXiv 1708.02002 (RetinaNet). Tian et al., "FCOS", arXiv 1904.01355. Ren et al., "Faster
R-CNN", arXiv 1506.01497. He et al., "Mask R-CNN", arXiv 1703.06870. Lin et al., "Feature Pyramid Networks", arXiv
1612.03144. Wu & He, "Group Normalization", arXiv 1803.08494.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torchvision.models import resnet
from torchvision.models.detection import FCOS, FasterRCNN, MaskRCNN, RetinaNet
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import BackboneWithFPN
from torchvision.models.detection.faster_rcnn import TwoMLPHead
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor
from torchvision.models.detection.retinanet import RetinaNetHead
from torchvision.ops import MultiScaleRoIAlign, masks_to_boxes

from ai.networks.drawn_boxes import DrawnBoxes, RememberingPredictor, drawn_boxes

WIDTH = 64
"""Channels of the pyramid: a quarter of torchvision's, which was made for a million photographs."""

GROUPS = 32

STRIDES = (4, 8, 16, 32, 64)
"""Pixels along one cell of the levels of the pyramid."""

LEAST_SCORE, MOST, OVERLAP = 0.01, 100, 0.5
"""Boxes that are told: from this score on, so many at most, of two that overlap more the higher."""

_ACROSS = 256
"""Features of a box in Faster R-CNN and Mask R-CNN."""

_OUTLINE_CELLS = 14
"""Cells along an object that its outline is computed on, half of those that it is told on, as He et al. took."""

DRAWN = 128
"""Places of a picture that Mask R-CNN learns from in a step, a quarter of torchvision's: each object is outlined in
dozens of them all the same, and outlines are what takes the time."""

Targets = list[dict[str, Tensor]]


class PictureDetector(nn.Module):
    """A detector that looks at one size of picture.

    Parameters
    ----------
    kind
        ``"retinanet"``, ``"fcos"``, ``"fasterrcnn"`` or ``"maskrcnn"``, which outlines what is in its boxes too.
    backbone
        ``"resnet18"`` or ``"resnet34"``.
    labels
        How many.
    size_px
        (rows, columns) of the picture.
    """

    def __init__(self, *, kind: str, backbone: str, labels: int, size_px: Sequence[int]) -> None:
        super().__init__()
        if kind not in _KINDS or backbone not in ("resnet18", "resnet34") or labels < 1:
            raise ValueError(f"no detector {kind!r} on {backbone!r} for {labels} labels")
        self.size_px = (size_px[0], size_px[1])
        self.background = kind in ("fasterrcnn", "maskrcnn")
        self.outlines = kind == "maskrcnn"
        body: resnet.ResNet = getattr(resnet, backbone)(weights=None, norm_layer=partial(nn.GroupNorm, GROUPS))
        body.conv1 = nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)
        levels = {f"layer{number}": str(number - 1) for number in range(1, 5)}
        pyramid = BackboneWithFPN(body, levels, [64, 128, 256, 512], WIDTH)
        # The picture comes in the right size and scaled: torchvision's own scaling changes nothing.
        sides = {"min_size": min(self.size_px), "max_size": max(self.size_px), "image_mean": [0.0], "image_std": [1.0]}
        self.network: nn.Module = _KINDS[kind](pyramid, labels, sides)

    def forward(self, pictures: Tensor) -> Tensor | list[dict[str, Tensor]]:
        """Find boxes; in training mode, tell the losses of pictures with what they should show.

        Parameters
        ----------
        pictures
            (n, 1, rows, columns) float32 of ``size_px``; in training mode from `packed`, or from `with_objects` where
            outlines are taught.

        Returns
        -------
        list of dict, or Tensor
            Of each picture ``boxes`` (boxes, 4) float32, columns first, where the first pixel reaches from 0 to 1;
            ``scores`` (boxes,), falling; ``labels`` (boxes,) from 0; where outlines are taught ``masks`` (boxes, 1,
            rows, columns), 0 to 1. In training mode the (1, parts) losses.
        """
        # Boxes are computed in whole precision: half of it would move their corners by pixels.
        with torch.autocast(pictures.device.type, enabled=False):
            shown = [picture[:1, : self.size_px[0]].float() for picture in pictures]
            if self.training:
                # Parts that stand still tell their losses too, by which the others learn; no batch statistics here.
                self.network.train()
                read = self._objects if self.outlines else self._target
                losses = self.network(shown, [read(picture) for picture in pictures])
                return torch.stack([losses[name] for name in sorted(losses)])[None]
            found: list[dict[str, Tensor]] = self.network(shown)
        first = int(self.background)
        return [{**each, "labels": each["labels"] - first} for each in found]

    def weigh(self, focus: float) -> None:
        """Let what is told rightly count less in training, by this exponent of the focal loss.

        RetinaNet and FCOS always do, with 2.
        """
        heads = dict(self.network.named_children()).get("roi_heads")
        if isinstance(heads, DrawnBoxes):
            heads.focus = focus

    def _target(self, picture: Tensor) -> dict[str, Tensor]:
        rows = picture[0, self.size_px[0] :].flatten()
        boxes = rows[: len(rows) // 5 * 5].reshape(-1, 5)
        boxes = boxes[boxes[:, 0] >= 0].float()
        return {"boxes": boxes[:, [2, 1, 4, 3]] + 0.5, "labels": boxes[:, 0].long() + int(self.background)}

    def _objects(self, picture: Tensor) -> dict[str, Tensor]:
        masks, labels = [picture.new_zeros((0, *picture.shape[1:]), dtype=torch.bool)], []
        for label, plane in enumerate(picture[1:]):
            numbers = plane.unique()
            numbers = numbers[numbers > 0]
            masks.append(plane[None] == numbers[:, None, None])
            labels += [label + int(self.background)] * len(numbers)
        every = torch.cat(masks)
        boxes = masks_to_boxes(every)
        boxes[:, 2:] += 1  # a pixel reaches as far as the next begins
        return {"boxes": boxes, "labels": torch.tensor(labels, device=picture.device).long(), "masks": every.byte()}


def packed(pictures: Tensor, boxes: Sequence[Tensor]) -> Tensor:
    """Write under each picture what it should show, so that one tensor holds all that a step of training needs.

    Parameters
    ----------
    pictures
        (n, 1, rows, columns) float32.
    boxes
        Of each picture (boxes, 5): label, low row, low column, high row, high column; index.

    Returns
    -------
    Tensor
        (n, 1, rows + some, columns) float32.
    """
    count, _, _, columns = pictures.shape
    extra = -(-5 * max(len(each) for each in boxes) // columns)
    below = torch.full((count, extra * columns), -1.0)
    for row, own in zip(below, boxes, strict=True):
        row[: 5 * len(own)] = own.flatten()
    return torch.cat([pictures, below.reshape(count, 1, extra, columns).to(pictures)], 2)


def with_objects(pictures: Tensor, planes: Tensor) -> Tensor:
    """Lay behind each picture the objects that it should show.

    Parameters
    ----------
    pictures
        (n, 1, rows, columns) float32.
    planes
        (n, labels, rows, columns): of each label 0 for nothing, else the number of the object, from 1.

    Returns
    -------
    Tensor
        (n, 1 + labels, rows, columns) float32.
    """
    return torch.cat([pictures, planes.to(pictures)], 1)


def _retinanet(pyramid: BackboneWithFPN, labels: int, sides: dict[str, object]) -> nn.Module:
    sizes = tuple(tuple(round(4 * stride * 2 ** (step / 3)) for step in range(3)) for stride in STRIDES)
    anchors = AnchorGenerator(sizes, ((0.5, 1.0, 2.0),) * len(STRIDES))
    head = RetinaNetHead(WIDTH, 9, labels, norm_layer=partial(nn.GroupNorm, GROUPS))
    network: nn.Module = RetinaNet(
        pyramid,
        labels,
        anchor_generator=anchors,
        head=head,
        score_thresh=LEAST_SCORE,
        nms_thresh=OVERLAP,
        detections_per_img=MOST,
        **sides,
    )
    return network


def _fcos(pyramid: BackboneWithFPN, labels: int, sides: dict[str, object]) -> nn.Module:
    anchors = AnchorGenerator(tuple((stride,) for stride in STRIDES), ((1.0,),) * len(STRIDES))
    network: nn.Module = FCOS(
        pyramid,
        labels,
        anchor_generator=anchors,
        score_thresh=LEAST_SCORE,
        nms_thresh=OVERLAP,
        detections_per_img=MOST,
        **sides,
    )
    return network


def _faster_rcnn(pyramid: BackboneWithFPN, labels: int, sides: dict[str, object]) -> nn.Module:
    return _drawing(FasterRCNN(pyramid, **_of_two_steps(labels), **sides), places=512)


def _mask_rcnn(pyramid: BackboneWithFPN, labels: int, sides: dict[str, object]) -> nn.Module:
    network = MaskRCNN(
        pyramid,
        **_of_two_steps(labels),
        mask_roi_pool=MultiScaleRoIAlign(["0", "1", "2", "3"], _OUTLINE_CELLS, 2),
        mask_head=MaskRCNNHeads(WIDTH, (WIDTH,) * 4, 1, norm_layer=partial(nn.GroupNorm, GROUPS)),
        mask_predictor=MaskRCNNPredictor(WIDTH, WIDTH, labels + 1),
        **sides,
    )
    return _drawing(network, places=DRAWN)


def _drawing(network: FasterRCNN, *, places: int) -> nn.Module:
    network.roi_heads = drawn_boxes(network.roi_heads, places=places, score=LEAST_SCORE, overlap=OVERLAP, most=MOST)
    made: nn.Module = network
    return made


def _of_two_steps(labels: int) -> dict[str, Any]:
    """Arguments of the networks that look for places first, and then at what is there."""
    return {
        "num_classes": None,
        "rpn_anchor_generator": AnchorGenerator(
            tuple((4 * stride,) for stride in STRIDES), ((0.5, 1.0, 2.0),) * len(STRIDES)
        ),
        "box_roi_pool": MultiScaleRoIAlign(["0", "1", "2", "3"], 7, 2),
        "box_head": TwoMLPHead(WIDTH * 49, _ACROSS),
        "box_predictor": RememberingPredictor(_ACROSS, labels + 1),
    }


_KINDS = {"retinanet": _retinanet, "fcos": _fcos, "fasterrcnn": _faster_rcnn, "maskrcnn": _mask_rcnn}
