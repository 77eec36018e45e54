"""Voxels with their geometry as a SimpleITK image, and back."""

from __future__ import annotations

import numpy as np
import SimpleITK

from ai.volume import Affine, Voxels


def to_itk(voxels: Voxels, affine_lps: Affine) -> SimpleITK.Image:
    """Hand voxels to SimpleITK.

    Parameters
    ----------
    voxels
        (slices, rows, columns), any real dtype that SimpleITK has; copied.
    affine_lps
        (4, 4), (slice, row, column, 1) -> LPS mm.

    Returns
    -------
    SimpleITK.Image
        Index order (column, row, slice); every voxel at the same point of the patient.
    """
    steps = affine_lps[:3, 2::-1]
    spacing_mm = np.linalg.norm(steps, axis=0)
    image = SimpleITK.GetImageFromArray(voxels)
    image.SetSpacing(spacing_mm.tolist())
    image.SetDirection((steps / spacing_mm).ravel().tolist())
    image.SetOrigin(affine_lps[:3, 3].tolist())
    return image


def itk_affine(image: SimpleITK.Image) -> Affine:
    """Return the (4, 4) affine, (slice, row, column, 1) -> LPS mm, of a three-dimensional image."""
    affine = np.eye(4)
    steps = np.array(image.GetDirection()).reshape(3, 3) * np.array(image.GetSpacing())
    affine[:3, :3] = steps[:, ::-1]
    affine[:3, 3] = image.GetOrigin()
    return affine
