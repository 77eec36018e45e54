"""How our own DICOM objects name their maker: the program, the model, and that nobody may diagnose with them."""

from __future__ import annotations

from enum import Enum

from highdicom import AlgorithmIdentificationSequence, ContributingEquipment
from highdicom.sr import CodedConcept
from pydicom.sr.codedict import codes

from ai.inference.provenance import Making, Provenance
from ai.inference.results import ModelResult, Structure
from ai.library.card import Code
from app.imaging.notice import NOTICE

MANUFACTURER = "Lightbox"
"""(0008,0070) Manufacturer of everything that we write."""


NO_SERIAL_NUMBER = "none"
"""(0018,1000) Device Serial Number is type 1 in Enhanced General Equipment, PS3.3 C.7.5.2; a program has none."""

REFUSED_BY_HIGHDICOM = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What highdicom raises where a header lacks what our object has to repeat, or its SOP class is not in the standard."""

BY_HAND = "Drawn by a person"
BY_HAND_AIDED = "Drawn by a person, begun or changed by the program"
"""Beside a mask that no model made: (0062,0006), (3006,0028)."""

EDITED = "Mask of a model, edited by a person"
"""Beside a mask that is not as its model left it."""

LONG_STRING = 64
"""Characters of a value of VR LO, PS3.5 6.2."""


class Standing(Enum):
    """Whether a person has looked at what a model says."""

    DRAFT = "draft"
    """Nobody has."""
    ACCEPTED = "accepted"
    """A person at this computer accepted all of it; who that was is not known, so nothing is called verified."""
    DRAWN = "drawn by a person"
    """A person at this computer drew it, and no model took part; who that was is not known either."""

    @property
    def content_label(self) -> str:
        """(0070,0080) Content Label."""
        return "DRAWN" if self is Standing.DRAWN else f"AI_{self.name}"

    @property
    def sentence(self) -> str:
        """For the reader of a report."""
        if self is Standing.DRAWN:
            return f"{NOTICE}. Drawn by a person, not verified by a physician."
        if self is Standing.ACCEPTED:
            return f"{NOTICE}. Result of a model, accepted by a person, not verified by a physician."
        return f"{NOTICE}. Draft of a model, not verified by a physician."

    def sentence_about(self, result: ModelResult) -> str:
        """`sentence`, or what stands in its place where no model said anything."""
        return (
            f"{NOTICE}. Findings of a person, not verified by a physician."
            if result.provenance.is_by_person
            else self.sentence
        )


def standing_of(result: ModelResult, standing: Standing) -> Standing:
    """Tell how a result is called: what a person drew is drawn, whatever was decided about results of models."""
    return Standing.DRAWN if result.provenance.is_by_person else standing


def series_description(provenance: Provenance, standing: Standing = Standing.DRAFT) -> str:
    """(0008,103E) for our series: the model, whether it is a draft, whether it was told to ignore a refusal."""
    if provenance.is_by_person:
        return "Drawn by a person, not for diagnosis"
    model = f"AI {provenance.model_id} {provenance.model_version}"
    refused = ", overridden" if provenance.gate.overridden else ""
    words = f"{standing.value}{refused}, not for diagnosis"
    return f"{model[: LONG_STRING - len(words) - 2].rstrip()}, {words}"


def gate_sentences(provenance: Provenance) -> tuple[str, ...]:
    """Say what the gate said, and that a person ran the model in spite of it."""
    gate = provenance.gate
    overridden = ("The model refused this scan and was run in spite of it.",) if gate.overridden else ()
    return (*overridden, *gate.reasons)


def generation(structure: Structure) -> str:
    """Tell how a mask came to be, in the words of (0062,0008), PS3.3 C.8.20.2, and (3006,0036), PS3.3 C.8.8.5."""
    if structure.making is Making.HAND:
        return "MANUAL"
    # What a person corrected, or drew with the help of the program, is not automatic.
    return "SEMIAUTOMATIC" if structure.edited or structure.making is Making.AIDED else "AUTOMATIC"


def description(structure: Structure) -> str:
    """Say that a person took part in a mask; ``""`` where none did."""
    if structure.making is Making.MODEL:
        return EDITED if structure.edited else ""
    return BY_HAND if structure.making is Making.HAND else BY_HAND_AIDED


def parameters(result: ModelResult) -> dict[str, str]:
    """List what, besides name and version, decided the result: hashes, gate, thresholds.

    Returns
    -------
    dict
        Name -> value, in a fixed order; nothing of the patient.
    """
    provenance = result.provenance
    said = {
        **({"rules": provenance.rules} if provenance.rules else {"weights_sha256": provenance.weights_sha256}),
        "contract_sha256": provenance.contract_sha256,
        "gate": provenance.gate.verdict.value,
        "gate_overridden": "yes" if provenance.gate.overridden else "no",
        "device": provenance.device,
    }
    said.update({f"threshold_{label}": f"{value:g}" for label, value in provenance.thresholds})
    return said


def algorithm(result: ModelResult) -> AlgorithmIdentificationSequence:
    """Name the model, or the tools that a person drew with, as an Algorithm Identification Macro, PS3.3 10.16."""
    provenance = result.provenance
    if provenance.is_by_person:
        return AlgorithmIdentificationSequence(
            name=f"{MANUFACTURER} mask tools",
            family=family_of(provenance),
            version=provenance.app_version,
            source=MANUFACTURER,
        )
    return AlgorithmIdentificationSequence(
        name=provenance.model_id,
        family=family_of(provenance),
        version=provenance.model_version,
        source=MANUFACTURER,
        parameters=parameters(result),
    )


def family_of(provenance: Provenance) -> CodedConcept:
    """Kind of algorithm, CID 7162: neither fixed rules of form nor a person's hand is artificial intelligence."""
    if provenance.is_by_person:
        manual = codes.DCM.ManualProcessing
        return CodedConcept(value=manual.value, scheme_designator=manual.scheme_designator, meaning=manual.meaning)
    family = codes.DCM.MorphologicalOperations if provenance.rules else codes.DCM.ArtificialIntelligence
    return CodedConcept(value=family.value, scheme_designator=family.scheme_designator, meaning=family.meaning)


def coded(code: Code) -> CodedConcept:
    """Code of a model card as DICOM writes it, PS3.3 8.8."""
    return CodedConcept(value=code.value, scheme_designator=code.scheme, meaning=code.meaning)


def program_as_equipment(app_version: str) -> ContributingEquipment:
    """Name the program alone, where no model took part."""
    return ContributingEquipment(
        manufacturer=MANUFACTURER,
        purpose_of_reference=codes.DCM.ProcessingEquipment,
        manufacturer_model_name=MANUFACTURER,
        software_versions=app_version,
        contribution_description=NOTICE,
    )


def model_as_equipment(provenance: Provenance) -> ContributingEquipment:
    """Name the model as an item of (0018,A001) Contributing Equipment Sequence, PS3.3 C.12.1; the program without."""
    if provenance.is_by_person:
        return program_as_equipment(provenance.app_version)
    return ContributingEquipment(
        manufacturer=MANUFACTURER,
        purpose_of_reference=codes.DCM.ProcessingEquipment,
        manufacturer_model_name=provenance.model_id,
        software_versions=[provenance.model_version, provenance.app_version],
        contribution_description=NOTICE,
    )
