"""How our own DICOM objects name their maker: the program, the model, and that nobody may diagnose with them."""

from __future__ import annotations

from highdicom import ContributingEquipment
from highdicom.sr import CodedConcept
from pydicom.sr.codedict import codes

from ai.inference.results import ModelResult, Provenance
from ai.library.card import Code
from app.imaging.notice import NOTICE

MANUFACTURER = "Lightbox"
"""(0008,0070) Manufacturer of everything that we write."""


NO_SERIAL_NUMBER = "none"
"""(0018,1000) Device Serial Number is type 1 in Enhanced General Equipment, PS3.3 C.7.5.2; a program has none."""

REFUSED_BY_HIGHDICOM = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What highdicom raises where a header lacks what our object has to repeat, or its SOP class is not in the standard."""

LONG_STRING = 64
"""Characters of a value of VR LO, PS3.5 6.2."""


def series_description(provenance: Provenance) -> str:
    """(0008,103E) for our series: the model, and that it is a draft."""
    model = f"AI {provenance.model_id} {provenance.model_version}"
    words = "draft, not for diagnosis"
    return f"{model[: LONG_STRING - len(words) - 2]}, {words}"


def parameters(result: ModelResult) -> dict[str, str]:
    """List what, besides name and version, decided the result: hashes, gate, thresholds.

    Returns
    -------
    dict
        Name -> value, in a fixed order; nothing of the patient.
    """
    provenance = result.provenance
    said = {
        "weights_sha256": provenance.weights_sha256,
        "contract_sha256": provenance.contract_sha256,
        "gate": provenance.gate.verdict.value,
        "device": provenance.device,
    }
    said.update({f"threshold_{label}": f"{value:g}" for label, value in provenance.thresholds})
    return said


def coded(code: Code) -> CodedConcept:
    """Code of a model card as DICOM writes it, PS3.3 8.8."""
    return CodedConcept(value=code.value, scheme_designator=code.scheme, meaning=code.meaning)


def model_as_equipment(provenance: Provenance) -> ContributingEquipment:
    """Name the model as an item of (0018,A001) Contributing Equipment Sequence, PS3.3 C.12.1."""
    return ContributingEquipment(
        manufacturer=MANUFACTURER,
        purpose_of_reference=codes.DCM.ProcessingEquipment,
        manufacturer_model_name=provenance.model_id,
        software_versions=[provenance.model_version, provenance.app_version],
        contribution_description=NOTICE,
    )
