"""The words in the corners of a pane: what stands where, no drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QCoreApplication

from ai.inference.results import Measurement
from app.dicom.series import Study
from app.dicom.series_load import OpenSeries
from app.imaging.annotations.scale import Scale
from app.imaging.colour_map import colour_map
from app.imaging.cut import Cut
from app.imaging.cut_stack import cut_stack
from app.imaging.lens import Lens
from app.imaging.measure import EDITED_NOTE
from app.imaging.slices import SideLetters
from app.imaging.units import number_text, unit_words
from app.imaging.window import Voi, VoiFunction, VoiLut
from app.state.axis_volumes import axis_words
from app.state.reading import Reading
from app.state.sight import hidden_count
from app.state.view_state import ViewState
from app.ui.colour_map_words import colour_map_title
from app.ui.cut_text import PlaneText, plane_text
from app.ui.known_words import known
from app.ui.patient_words import age, day, patient, sex
from app.ui.spoken import all_spoken, spoken

_SHORT_TITLES = {"cardiothoracic_ratio": "CTR"}
"""Names that every radiologist abbreviates."""

_MINUS = "−"

_BAR_STEPS = (1.0, 2.0, 5.0)
"""Lengths of a scale bar within a decade."""


@dataclass(frozen=True)
class CornerText:
    """Lines of the four corners, the outermost first; patient, institution and study, window, series and slice."""

    top_left: tuple[str, ...] = ()
    top_right: tuple[str, ...] = ()
    bottom_left: tuple[str, ...] = ()
    bottom_right: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScaleBar:
    """A bar of a round length.

    Parameters
    ----------
    length_px
        On the screen, in the unit that the scale was given in.
    text
        "50 mm", "50 mm (detector plane)", "50 mm (calibrated)", "100 px (no spacing in the file)".
    """

    length_px: float
    text: str


@dataclass(frozen=True)
class PaneText:
    """All words of a pane.

    Parameters
    ----------
    corners
        Empty where the reader hid the text.
    letters
        At the four sides.
    ai_lines
        One per model whose marks are shown: name, version, state. Never hidden with the corner text.
    lens_lines
        That the picture is not the slice as it is stored, and by what: the plane, then `lens_lines`. Never hidden
        either.
    warnings
        Sentences for the amber strip; the first one is shown, the others are told on hovering.
    middle
        A word in the middle of a pane without picture: what is going on, or what to do.
    """

    corners: CornerText = CornerText()
    letters: SideLetters = field(default_factory=SideLetters)
    ai_lines: tuple[str, ...] = ()
    lens_lines: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    middle: str = ""


def invitation(*, is_listed: bool) -> PaneText:
    """Word a pane that shows nothing; ``is_listed`` tells whether there are series to choose from."""
    if not is_listed:
        return PaneText(middle=QCoreApplication.translate("SliceText", "Drop a folder, files or a ZIP here"))
    return PaneText(middle=QCoreApplication.translate("SliceText", "Drag a series here"))


def pane_text(
    opened: OpenSeries,
    study: Study | None,
    state: ViewState,
    *,
    magnification: float,
    letters: SideLetters,
    ai_lines: Sequence[str] = (),
    lens_lines: Sequence[str] = (),
    plane: PlaneText | None = None,
    true_scale: float | None = None,
    names_patient: bool = False,
) -> PaneText:
    """Word everything that stands in a pane.

    Parameters
    ----------
    opened
        The open series.
    study
        Its study, or None where it is not listed.
    state
        How it is shown.
    magnification
        Screen pixels per picture pixel.
    letters
        From `app.imaging.slices.side_letters`; the same for all slices of a volume.
    ai_lines
        From `ai_lines`.
    lens_lines
        From `lens_lines`.
    plane
        From `app.ui.cut_text.plane_text`; None for the slice of the state.
    true_scale
        ``magnification`` at which a millimetre is one on the screen; None where that is not known.
    names_patient
        Whether name and ID stand there also where the reader hid the corner text: more than one person is on the
        screen.
    """
    volume = opened.volume
    if plane is None:
        plane = plane_text(opened, cut_stack(volume, Cut()), state.index)
    warnings = tuple(dict.fromkeys(filter(None, (volume.geometry_fault, *opened.series.warnings, *opened.warnings))))
    corners = CornerText()
    if state.overlay_text:
        corners = _corners(opened, study, state, plane, _zoom(magnification, state, true_scale))
    if names_patient and not corners.top_left:
        corners = replace(corners, top_left=_whose(study))
    return PaneText(
        corners=corners,
        letters=letters,
        ai_lines=tuple(ai_lines),
        lens_lines=(*plane.badge, *lens_lines),
        warnings=all_spoken(warnings),
        middle=plane.loading,
    )


def _corners(opened: OpenSeries, study: Study | None, state: ViewState, plane: PlaneText, zoom: str) -> CornerText:
    """Word the four corners."""
    translate = QCoreApplication.translate
    return CornerText(
        top_left=() if study is None else _patient(study),
        top_right=() if study is None else _study(study),
        bottom_left=_lines(
            translate("SliceText", "Derived image") if opened.volume.derived else "",
            translate("SliceText", "Inverted") if state.inverted else "",
            _colours(opened, state),
            zoom,
            window_text(state.voi),
        ),
        bottom_right=_lines(*_series(opened), *plane.place),
    )


def _colours(opened: OpenSeries, state: ViewState) -> str:
    """Word the colours of a grey picture."""
    shown = None if opened.volume.is_colour else colour_map(state.colour_map)
    text = QCoreApplication.translate("SliceText", "Colours: {name}")
    return "" if shown is None else text.format(name=colour_map_title(shown))


def _zoom(magnification: float, state: ViewState, true_scale: float | None) -> str:
    """Word the zoom, and where it is a special one."""
    translate = QCoreApplication.translate
    is_true = true_scale is not None and math.isclose(magnification, true_scale, rel_tol=0.005)
    return " · ".join(
        _lines(
            translate("SliceText", "Zoom {percent} %").format(percent=f"{magnification * 100:.0f}"),
            translate("SliceText", "fit") if state.zoom == 1.0 and state.pan is None else "",
            translate("SliceText", "true size") if is_true else "",
        )
    )


def _whose(study: Study | None) -> tuple[str, ...]:
    """Word who the patient is, and no more."""
    if study is None:
        return (QCoreApplication.translate("SliceText", "No patient name"),)
    return _lines(patient(study), study.patient_id)


def _lines(*lines: str) -> tuple[str, ...]:
    """Leave out what is unknown."""
    return tuple(line for line in lines if line)


def _patient(study: Study) -> tuple[str, ...]:
    """Word the patient: name, ID, birth, sex, age."""
    born = QCoreApplication.translate("Patient", "born {date}")
    birth = born.format(date=day(study.patient_birth_date)) if study.patient_birth_date else ""
    return _lines(patient(study), study.patient_id, " · ".join(_lines(birth, sex(study), age(study))))


def _study(study: Study) -> tuple[str, ...]:
    """Word the study: institution, description, date and time."""
    clock = f"{study.time[:2]}:{study.time[2:4]}" if len(study.time) >= 4 and study.time[:4].isdigit() else ""
    return _lines(study.institution, study.description, " ".join(_lines(day(study.date), clock)))


def _series(opened: OpenSeries) -> tuple[str, ...]:
    """Word the series."""
    series = opened.series
    text = QCoreApplication.translate("SliceText", "Series {number}")
    number = "" if series.number is None else text.format(number=series.number)
    return (
        " · ".join(_lines(number, series.modality, opened.volume.view)),
        # The part of the title is the place on the axis, which has its own line.
        spoken(series.title) if series.axis is None else series.description or spoken(series.title),
        spoken(axis_words(series)),
    )


def window_text(voi: Voi | None) -> str:
    """Word the window: "W 1500 · L −600 · Lung"."""
    if voi is None:
        return ""
    if isinstance(voi, VoiLut):
        return f"LUT {voi.name}".strip()
    shape = QCoreApplication.translate("SliceText", "sigmoid") if voi.function is VoiFunction.SIGMOID else ""
    return " · ".join(_lines(f"W {plain(voi.width)}", f"L {plain(voi.centre)}", known(voi.name), shape))


def plain(value: float) -> str:
    """Write a number as short as it can be read: three figures below 100, whole above; a true minus sign."""
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:.{min(digits, 6)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "0") else text.replace("-", _MINUS)


def lens_lines(state: ViewState, shown: Lens | None) -> tuple[str, ...]:
    """Say what the lens does to the pixels in the pane.

    Parameters
    ----------
    state
        How the pane shows its series.
    shown
        The lens that made the picture in the pane; None where the values themselves are shown, by choice or because the
        picture is not ready.
    """
    if state.lens is None:
        return ()
    translate = QCoreApplication.translate
    if state.comparing:
        return (translate("SliceText", "Original · {lens} off while X is held").format(lens=spoken(state.lens.words)),)
    if shown is None:
        return (translate("SliceText", "Original · {lens} is being computed").format(lens=spoken(state.lens.words)),)
    badge = translate("SliceText", "Pixels altered · {lens}").format(lens=spoken(shown.words))
    return (badge,) if state.split is None else (badge, translate("SliceText", "Left of the line: original"))


def ai_lines(reading: Reading) -> tuple[str, ...]:
    """Name the models behind the marks in the pane, whether a person accepted them, and what else must be known."""
    translate = QCoreApplication.translate
    lines: list[str] = []
    for result, layers in zip(reading.results, reading.layers, strict=True):
        kept = reading.kept(result)
        is_heat = reading.heat is not None and reading.heat.model_id == result.provenance.model_id
        is_seen = any(layer.is_shown for layer in layers) or bool(kept.detections) or is_heat
        if not is_seen and not any(each.calipers for each in kept.measurements):
            continue
        if result.provenance.is_by_person:
            lines.append(spoken(result.provenance.maker) or translate("SliceText", "Drawn by a person"))
            continue
        is_accepted = reading.is_accepted(result)
        state = translate("SliceText", "accepted") if is_accepted else translate("SliceText", "draft")
        if any(each.edited for each in kept.structures) or reading.has_corrected_boxes(result.provenance.model_id):
            state = translate("SliceText", "{state}, edited by a person").format(state=state)
        maker = spoken(result.provenance.maker)
        if maker:
            lines.append(translate("SliceText", "{maker} · not made here · {state}").format(maker=maker, state=state))
        else:
            lines.append(f"{result.provenance.model_id} {result.provenance.model_version} · {state}")
        if result.provenance.rules:
            lines.append(translate("SliceText", "By fixed rules, nothing learned"))
        if result.provenance.gate.overridden:
            lines.append(translate("SliceText", "Outside the model's contract"))
        hidden = hidden_count(reading, result)
        if hidden:
            text = translate("SliceText", "Boxes below {score} not shown: {hidden}")
            shown_from = reading.shown_from[result.provenance.model_id]
            scored = [each for each in result.detections if each.score is not None]
            in_percent = all(each.probability is not None for each in scored)
            score = f"{100 * shown_from:.0f} %" if in_percent else f"{shown_from:.2f}"
            lines.append(text.format(score=score, hidden=hidden))
        for layer in layers:
            if layer.is_shown and layer.threshold is not None:
                text = translate("SliceText", "{name}: drawn from {threshold}")
                lines.append(text.format(name=spoken(layer.title), threshold=f"{layer.threshold:.2f}"))
    return tuple(lines)


def measurement_text(measurement: Measurement) -> str:
    """Word a measurement: "CTR 0.47 (0.44–0.50)"."""
    title = _SHORT_TITLES.get(measurement.name, spoken(measurement.title))
    unit = unit_words(measurement.unit)
    text = f"{title} {number_text(measurement.value, measurement.unit)}"
    if measurement.interval is not None:
        low, high = (number_text(end, measurement.unit) for end in measurement.interval)
        return f"{text} ({low}–{high}){unit}"
    edited = QCoreApplication.translate("SliceText", "(edited)")
    return f"{text}{unit} {edited}" if measurement.interval_note == EDITED_NOTE else f"{text}{unit}"


def scale_bar(spacing: float, scale: Scale, screen_px_per_column: float, longest_px: float) -> ScaleBar:
    """Choose the longest round bar that fits.

    Parameters
    ----------
    spacing
        Between columns, as the affine of the volume tells it: mm, or pixels where the file has none.
    scale
        How such lengths are told.
    screen_px_per_column
        Scale of the picture.
    longest_px
        Space on the screen.
    """
    translate = QCoreApplication.translate
    per_unit = screen_px_per_column / scale.length(spacing)
    limit = longest_px / per_unit
    decade = 10.0 ** math.floor(math.log10(limit))
    length = max(step * decade for step in _BAR_STEPS if step * decade <= limit)
    if scale.is_calibrated:
        text = translate("SliceText", "{length} mm (calibrated)")
    elif scale.unit == "px":
        text = translate("SliceText", "{length} px (no spacing in the file)")
    elif scale.note:
        text = translate("SliceText", "{length} mm (detector plane)")
    else:
        text = "{length} mm"
    return ScaleBar(length * per_unit, text.format(length=plain(length)))
