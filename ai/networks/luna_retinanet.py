"""The lung nodule detector of MONAI's bundle for LUNA16: RetinaNet on a ResNet-50 with a feature pyramid.

References
----------
MONAI model zoo, "lung_nodule_ct_detection" (network, anchors, thresholds). Lin et al., "Focal Loss for Dense Object
Detection", arXiv 1708.02002. Setio et al., LUNA16, arXiv 1612.08012.
"""

from __future__ import annotations

from monai.apps.detection.networks.retinanet_detector import RetinaNetDetector
from monai.apps.detection.networks.retinanet_network import RetinaNet, resnet_fpn_feature_extractor
from monai.apps.detection.utils.anchor_utils import AnchorGeneratorWithAnchorShape
from monai.networks.nets.resnet import resnet50
from torch import Tensor, nn

ANCHORS = ((6, 8, 4), (8, 6, 5), (10, 10, 6))
"""Sides of the boxes that are tried at every place of the finest map, voxels; twice and four times that on others."""

SCALES = (1, 2, 4)

DIVISIBLE = (16, 16, 8)
"""Sides are padded up to a multiple of this."""

SCORE, PER_LEVEL, OVERLAP, MOST = 0.02, 1000, 0.22, 300
"""Lowest score, boxes a map, overlap of two boxes of one finding, and boxes at most, as published."""


class LunaRetinaNet(nn.Module):
    """Gives boxes with scores; its weights have the names of the bundle behind ``detector.network.``."""

    def __init__(self) -> None:
        super().__init__()
        backbone = resnet50(spatial_dims=3, n_input_channels=1, conv1_t_stride=[2, 2, 1], conv1_t_size=[7, 7, 7])
        features = resnet_fpn_feature_extractor(backbone, 3, False, [1, 2], None)
        network = RetinaNet(
            spatial_dims=3,
            num_classes=1,
            num_anchors=len(ANCHORS),
            feature_extractor=features,
            size_divisible=DIVISIBLE,
        )
        anchors = AnchorGeneratorWithAnchorShape(feature_map_scales=SCALES, base_anchor_shapes=ANCHORS)
        self.detector = RetinaNetDetector(network=network, anchor_generator=anchors)
        self.detector.set_target_keys(box_key="box", label_key="label")
        self.detector.set_box_selector_parameters(
            score_thresh=SCORE, topk_candidates_per_level=PER_LEVEL, nms_thresh=OVERLAP, detections_per_img=MOST
        )

    @property
    def inner(self) -> nn.Module:
        """The network without anchors, whose weights the bundle holds."""
        network: nn.Module = self.detector.network
        return network

    def forward(self, windows: Tensor) -> list[dict[str, Tensor]]:
        """(windows, 1, x, y, z) -> for each window ``box`` (n, 6), ``label`` (n,) and ``label_scores`` (n,)."""
        found: list[dict[str, Tensor]] = self.detector(list(windows))
        return found
