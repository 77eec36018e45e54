"""What is said of a mask that a person draws: how large it is as drawn."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.imaging.masks.grid_facts import has_millilitres, voxel_ml
from app.state.mask_editing import EditedMask

_COARSE_ML = 10.0
"""From here on a decimal is enough."""


def own_words(mask: EditedMask) -> str:
    """Say the volume of a mask in work; its voxels where they have none in the patient."""
    voxels = mask.work.voxels
    if not has_millilitres(mask.volume):
        return QCoreApplication.translate("OwnMask", "{voxels} px as drawn").format(voxels=f"{voxels:,}")
    ml = voxels * voxel_ml(mask.volume)
    text = f"{ml:.1f}" if ml >= _COARSE_ML else f"{ml:.2f}"
    return QCoreApplication.translate("OwnMask", "{ml} ml as drawn").format(ml=text)
