"""What TorchXRayVision publishes beside its weights: their files, heads and operating points. No torch here.

The numbers are those of version 1.5.7 of the package (Apache-2.0, Cohen et al., arXiv 2111.00595), which keeps them
apart from the files: a head without a number was not trained.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_: float | None = None
"""A head that was not trained."""

HEADS = (
    "Atelectasis", "Consolidation", "Infiltration", "Pneumothorax", "Edema", "Emphysema", "Fibrosis", "Effusion",
    "Pneumonia", "Pleural_Thickening", "Cardiomegaly", "Nodule", "Mass", "Hernia", "Lung Lesion", "Fracture",
    "Lung Opacity", "Enlarged Cardiomediastinum",
)  # fmt: skip
"""In the order of the network's outputs."""


@dataclass(frozen=True)
class Published:
    """One set of weights.

    Parameters
    ----------
    name
        As the package calls it.
    trained_on
        Data sets, in words.
    points
        Per head, the sigmoid value that is the operating point; None where the head was not trained.
    """

    name: str
    trained_on: str
    points: tuple[float | None, ...]


_DENSENET = "-densenet121-d121-tw-lr001-rot45-tr15-sc15-seed0-best.pt"

PUBLISHED: Mapping[str, Published] = {
    f"nih-pc-chex-mimic_ch-google-openi-kaggle{_DENSENET}": Published(
        "densenet121-res224-all", "NIH ChestX-ray14, PadChest, CheXpert, MIMIC-CXR, Google, OpenI, RSNA",
        (0.07422872, 0.038290843, 0.09814756, 0.0098118475, 0.023601074, 0.0022490358, 0.010060724, 0.103246614,
         0.056810737, 0.026791653, 0.050318155, 0.023985857, 0.01939503, 0.042889766, 0.053369623, 0.035975814,
         0.20204692, 0.05015312),
    ),
    f"nih{_DENSENET}": Published(
        "densenet121-res224-nih", "NIH ChestX-ray14",
        (0.039117552, 0.0034529066, 0.11396341, 0.0057298196, 0.00045666535, 0.0018880932, 0.012037827, 0.038744126,
         0.0037213727, 0.014730946, 0.016149804, 0.054241467, 0.037198864, 0.0004403434, _, _, _, _),
    ),
    f"pc{_DENSENET}": Published(
        "densenet121-res224-pc", "PadChest",
        (0.031012505, 0.013347598, 0.081435576, 0.001262615, 0.002587246, 0.0035944257, 0.0023071, 0.055412333,
         0.044385884, 0.042766232, 0.043258056, 0.037629247, 0.005658899, 0.0091741895, _, 0.026507627, _, _),
    ),
    f"chex{_DENSENET}": Published(
        "densenet121-res224-chex", "CheXpert",
        (0.1988969, 0.05710573, _, 0.0531293, 0.1435217, _, _, 0.27212676, 0.07749717, _, 0.19712369, _, _, _,
         0.09932402, 0.09273402, 0.3270967, 0.10888247),
    ),
    f"kaggle{_DENSENET}": Published(
        "densenet121-res224-rsna", "RSNA Pneumonia Challenge",
        (_, _, _, _, _, _, _, _, 0.13486601, _, _, _, _, _, _, _, 0.13511065, _),
    ),
    f"mimic_nb{_DENSENET}": Published(
        "densenet121-res224-mimic_nb", "MIMIC-CXR (labels of NegBio)",
        (0.08558747, 0.011884617, _, 0.0040595434, 0.010733786, _, _, 0.118761964, 0.022924708, _, 0.06358637, _, _, _,
         0.022143636, 0.017476924, 0.1258702, 0.014020768),
    ),
    f"mimic_ch{_DENSENET}": Published(
        "densenet121-res224-mimic_ch", "MIMIC-CXR (labels of CheXpert)",
        (0.09121389, 0.010573786, _, 0.005023008, 0.003698257, _, _, 0.08001232, 0.037242252, _, 0.05006329, _, _, _,
         0.019866971, 0.03823637, 0.11303808, 0.0069147074),
    ),
    "pc-nih-rsna-siim-vin-resnet50-test512-e400-state.pt": Published(
        "resnet50-res512-all", "PadChest, NIH ChestX-ray14, RSNA, SIIM-ACR, VinBigData",
        (0.51570356, 0.50444704, 0.53787947, 0.50723547, 0.5025118, 0.5035252, 0.5038076, 0.51862943, 0.5078151,
         0.50724894, 0.5056339, 0.510706, 0.5053923, 0.5020846, _, 0.5080557, 0.5138526, _),
    ),
}  # fmt: skip
"""Name of the file as it is published -> what is known of it."""


def published(file: str) -> Published | None:
    """Tell what is known of a file by its name, also where a browser numbered the download; None where nothing is."""
    plain = file.partition(" (")[0].removesuffix(".pt") + ".pt"
    return PUBLISHED.get(plain)
