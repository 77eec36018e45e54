"""What a volume says of itself in codes of the standard; whatever is no such code does not go into a case.

(0018,0015) Body Part Examined and its like are free in practice: a file may carry any word there, a name too.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ai.volume import Volume

_MODALITIES = """
AR ASMT AU BDUS BI BMD CFM CR CT DG DMS DX ECG EPS ES FID GM HC HD IO IVOCT IVUS KER LEN LS MG MR NM OAM OCT OP OPM
OPT OPTBSV OPTENF OPV OSS OT PA PT PX REG RF RG RTDOSE RTIMAGE SEG SM SRF ST TG US VA XA XC
"""
MODALITIES = frozenset(_MODALITIES.split())
"""PS3.3 C.7.3.1.1.1, those of images."""

_BODY_PARTS = """
ABDOMEN ABDOMENPELVIS ACJOINT ADRENAL ANKLE AORTA ARM ARTERY AXILLA BACK BILEDUCT BLADDER BONE BRAIN BREAST BRONCHUS
BUTTOCK CALCANEUS CALF CAROTID CEREBELLUM CERVIX CHEEK CHEST CHESTABDOMEN CHESTABDPELVIS CHESTABDOMENPELVIS
CIRCLEOFWILLIS CLAVICLE COCCYX COLON CORNEA CORONARYARTERY CSPINE CTSPINE DUODENUM EAR ELBOW ESOPHAGUS EXTREMITY EYE
EYELID FACE FEMUR FIBULA FINGER FOOT FOREARM GALLBLADDER GLUTEUS GROIN HAND HEAD HEADNECK HEART HIP HUMERUS IAC ILEUM
ILIUM JAW JEJUNUM KIDNEY KNEE LARYNX LEG LIVER LLEG LSPINE LSSPINE LUNG MANDIBLE MAXILLA MEDIASTINUM MOUTH NECK
NECKCHEST NECKCHESTABDOMEN NECKCHESTABDPELV NOSE ORBIT OVARY PANCREAS PANCREATICDUCT PAROTID PATELLA PELVIS
PELVISLOWEXTREMT PENIS PHARYNX PITUITARY PROSTATE RADIUS RECTUM RIB SACRUM SCALP SCAPULA SCLERA SCROTUM SELLA SHOULDER
SIJOINT SINUS SKULL SPINE SPLEEN SSPINE STERNUM STOMACH TESTIS THALAMUS THIGH THORAX THUMB THYMUS THYROID TIBIA
TLSPINE TMJ TOE TONGUE TRACHEA TSPINE UGITRACT ULNA UMBILICAL URETER URETHRA UTERUS VAGINA VULVA WHOLEBODY WRIST
ZYGOMA
"""
BODY_PARTS = frozenset(_BODY_PARTS.split())
"""PS3.16 Annex L, without spaces; what two parts share (``"CHEST_TO_PELVIS"``) stands as the words of both."""

_VIEWS = """
AP PA LL RL LLD RLD LLO RLO LAT LATERAL LAO RAO LPO RPO CC MLO ML LM LMO XCC XCCL XCCM FB SIO ISO CV AT RCC LCC RMLO
LMLO TAN RM RL RI RS ID CCID OBL OBLIQUE AXIAL SKYLINE SWIMMER
"""
VIEWS = frozenset(_VIEWS.split())
"""(0018,5101) View Position, PS3.3 C.8.7.1 and C.8.3."""

UNITS = frozenset({"HU", "HU_MOD", "OD", "US", "MGML", "Z_EFF", "ED", "EDW", "PCT", "SUV", "Bq/ml", "Gy"})
"""PS3.3 C.11.1.1.2, and the ones this program makes."""

_POSITION = re.compile(r"(HF|FF|LF|RF|AF|PF)(S|P|DL|DR)")
"""(0018,5100) Patient Position, PS3.3 C.7.3.1.1.2."""

_JOINING = frozenset({"AND", "OF", "TO"})


def coded(volume: Volume) -> Volume:
    """Return the volume with what is no code of the standard left out; the same value where all of it is."""
    kept = replace(
        volume,
        modality=volume.modality if volume.modality in MODALITIES else "",
        body_part=volume.body_part if is_body_part(volume.body_part) else "",
        view=volume.view if volume.view in VIEWS else "",
        patient_position=volume.patient_position if _POSITION.fullmatch(volume.patient_position) else "",
        unit=volume.unit if volume.unit in UNITS else "",
    )
    names = ("modality", "body_part", "view", "patient_position", "unit")
    return volume if all(getattr(kept, name) == getattr(volume, name) for name in names) else kept


def is_body_part(words: str) -> bool:
    """Whether these are words of the standard for parts of the body, alone or joined: ``"HEAD AND NECK"``."""
    if not re.fullmatch(r"[A-Za-z]+(?:[ _/&,-]+[A-Za-z]+)*", words.strip()):
        return False  # digits and other letters are of no code: they may be of a patient
    if "".join(words.upper().split()) in BODY_PARTS:
        return True
    parts = [part for part in re.split(r"[^A-Z]+", words.upper()) if part and part not in _JOINING]
    return bool(parts) and all(part in BODY_PARTS for part in parts)
