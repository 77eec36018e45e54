"""The window menu: the file's own windows first, then those of the modality."""

from __future__ import annotations

import numpy as np
import pytest

from ai.volume import Volume
from app.imaging.levels import range_window
from app.imaging.presets import parse_presets, preset_at, preset_named, preset_voi, presets_for
from app.imaging.window import Presentation, VoiFunction, VoiLut, Window

NO_VOI = Presentation(vois=((),))

# Width and centre as the field agrees on them.
CT = {
    "Brain": (80, 40),
    "Subdural": (200, 75),
    "Stroke": (40, 40),
    "Stroke narrow": (8, 32),
    "Temporal bone": (2800, 600),
    "Head-neck soft": (375, 40),
    "Lung": (1500, -600),
    "Mediastinum": (350, 50),
    "Abdomen / soft": (400, 50),
    "Liver": (150, 30),
    "Liver late": (150, 90),
    "Spine soft": (250, 50),
    "Bone": (1800, 400),
    "CT angio": (600, 200),
}


def test_ct_has_the_windows_of_the_field() -> None:
    shipped = {
        preset.name: (preset.voi.width, preset.voi.centre)
        for preset in presets_for("CT", NO_VOI, unit="HU")
        if isinstance(preset.voi, Window)
    }
    assert shipped == CT


def test_pet_and_mr_have_those_of_the_field() -> None:
    suv = [preset.voi for preset in presets_for("PT", NO_VOI, unit="SUV") if preset.voi is not None]
    assert [(voi.centre, voi.width) for voi in suv if isinstance(voi, Window)] == [(2.5, 5), (3.5, 7), (5, 10)]
    assert {voi.function for voi in suv if isinstance(voi, Window)} == {VoiFunction.LINEAR_EXACT}
    mr = presets_for("MR", NO_VOI)
    percents = {preset.name: preset.percentiles for preset in mr if preset.voi is None}
    assert percents["Auto (1–99 %)"] == (1, 99)
    assert percents["0.5–99.5 %"] == (0.5, 99.5)
    assert percents["2–98 %"] == (2, 98)
    adc = preset_named(mr, "ADC")
    assert adc is not None
    assert adc.voi == Window(1000, 2000, name="ADC")


@pytest.mark.parametrize("modality", ["CT", "MR", "PT", "CR", "DX", "MG", "US", ""])
def test_each_key_chooses_one_preset(modality: str) -> None:
    presets = presets_for(modality, NO_VOI)
    keys = [preset.key for preset in presets if preset.key is not None]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= set(range(10))
    assert presets[0].key == 1
    assert presets[-1].key == 0
    assert presets[-1].name == "Full range"
    names = [preset.name for preset in presets]
    assert len(set(names)) == len(names)
    assert {preset.voi.name for preset in presets if preset.voi is not None} <= set(names)


def test_ct_uses_every_key() -> None:
    assert {preset.key for preset in presets_for("CT", NO_VOI)} == {*range(10), None}


def test_the_windows_of_the_file_come_first_under_their_explanation() -> None:
    lut = VoiLut(0, np.array([0.0, 1.0]))
    presentation = Presentation(
        vois=((Window(40, 350, name="NORMAL"), Window(50, 60), lut, Window(1, 2, name="lung")),)
    )
    presets = presets_for("CT", presentation)
    assert [preset.name for preset in presets[:4]] == ["NORMAL", "From file", "From file 2", "lung (file)"]
    assert [preset.key for preset in presets[:4]] == [1, None, None, None]
    assert presets[0].voi == Window(40, 350, name="NORMAL")
    assert isinstance(presets[2].voi, VoiLut)
    lung = preset_named(presets, "lung")
    assert lung is not None
    assert lung.voi == Window(-600, 1500, name="Lung")


def test_each_slice_has_its_own_windows() -> None:
    presentation = Presentation(vois=((Window(1, 2),), (Window(3, 4),)))
    assert presets_for("CT", presentation, slice_index=1)[0].voi == Window(3, 4, name="From file")


def test_hounsfield_windows_are_not_offered_for_other_values() -> None:
    assert [preset.name for preset in presets_for("CT", NO_VOI, unit="")] == ["Default", "Full range"]
    assert preset_named(presets_for("PT", NO_VOI, unit="BQML"), "SUV 0–5") is None
    suv = preset_named(presets_for("PT", NO_VOI, unit="SUV"), "SUV 0–5")
    assert suv is not None
    assert suv.voi == Window(2.5, 5, VoiFunction.LINEAR_EXACT, "SUV 0–5")


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("LUNG", "Lung"),
        ("ct-angio", "CT angio"),
        ("abdomen", "Abdomen / soft"),
        ("stroke", "Stroke"),
        ("full range", "Full range"),
        ("l", None),
        ("", None),
        ("teeth", None),
    ],
)
def test_presets_are_found_by_name(asked: str, name: str | None) -> None:
    found = preset_named(presets_for("CT", NO_VOI), asked)
    assert (found.name if found else None) == name


def test_presets_are_found_by_key() -> None:
    found = preset_at(presets_for("CT", NO_VOI), 3)
    assert found is not None
    assert found.name == "Lung"
    assert preset_at(presets_for("US", NO_VOI), 3) is None


def test_percentiles_are_counted_on_the_scan() -> None:
    scan = Volume(np.arange(10_001, dtype=np.int16).reshape(1, 1, -1), np.eye(4), modality="MR")
    presets = presets_for("MR", NO_VOI)
    inner = preset_named(presets, "5–95 %")
    assert inner is not None
    assert preset_voi(inner, scan, NO_VOI) == range_window(500, 9500, "5–95 %")
    full = preset_at(presets, 0)
    assert full is not None
    assert preset_voi(full, scan, NO_VOI) == range_window(0, 10_000, "Full range")
    adc = preset_named(presets, "ADC")
    assert adc is not None
    assert preset_voi(adc, scan, NO_VOI) == Window(1000, 2000, name="ADC")


def test_the_default_of_ultrasound_is_the_full_range_and_of_mr_is_not() -> None:
    scan = Volume(np.arange(10_001, dtype=np.int16).reshape(1, 1, -1), np.eye(4))
    assert preset_voi(presets_for("US", NO_VOI)[0], scan, NO_VOI) == range_window(0, 10_000, "Default")
    assert preset_voi(presets_for("MR", NO_VOI)[0], scan, NO_VOI) == range_window(100, 9900, "Default")


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('name = "A"\nmodality = "CT"\nkey = 1\ncentre = 1\nwidth = 1', "must be 2 to 9"),
        ('name = "A"\nmodality = "CT"\npercentiles = [99, 1]', "must rise"),
        ('name = "A"\nmodality = "CT"\ncentre = 1\nwidth = 0', "width above 0"),
        ('name = "A"\nmodality = "CT"\ncentre = 1\nwidth = 1\nfunction = "LOG"', "LOG"),
    ],
)
def test_a_wrong_preset_file_is_refused(entry: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse_presets(f"[[preset]]\n{entry}\n")
