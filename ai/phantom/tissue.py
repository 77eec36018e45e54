"""CT numbers of what the phantom is made of."""

from __future__ import annotations

AIR_HU = -1000.0
LUNG_HU = -830.0
FAT_HU = -95.0
HEART_HU = 50.0
SOFT_HU = 40.0
BLOOD_HU = 45.0
FAT_LAYER_MM = 9.0
"""Fat under the skin, in the direction of the beam."""
