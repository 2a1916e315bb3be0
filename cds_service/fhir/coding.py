"""FHIR codings brought to one comparable form: canonical system, code as the system writes it.

Senders name a code system by its address, an OID, a bare name or with a version: all the same system.
Meaning is never repaired: a code of a system that nobody knows keeps the system it came with.
"""

from __future__ import annotations

import re
from typing import Final

from cds_service.domain.terms import SHORT_NAMES, Code

_ICD10_ELSEWHERE: Final = "http://hl7.org/fhir/sid/icd-10"

_OTHER_NAMES: Final[dict[str, tuple[str, ...]]] = {
    SHORT_NAMES["snomed"]: (
        *("snomed", "snomedct", "snomed-ct", "snomed ct", "sct"),
        *("2.16.840.1.113883.6.96", "snomed.org", "ihtsdo.org/snomed-ct"),
    ),
    SHORT_NAMES["loinc"]: ("loinc", "ln", "lnc", "2.16.840.1.113883.6.1"),
    SHORT_NAMES["icd10cm"]: ("icd10cm", "icd-10-cm", "icd-10 cm", "2.16.840.1.113883.6.90"),
    SHORT_NAMES["icd10pcs"]: (
        *("icd10pcs", "icd-10-pcs", "2.16.840.1.113883.6.4", "hl7.org/fhir/sid/icd-10-pcs"),
    ),
    SHORT_NAMES["cpt"]: ("cpt", "cpt4", "cpt-4", "c4", "2.16.840.1.113883.6.12"),
    SHORT_NAMES["hcpcs"]: (
        *("hcpcs", "hcpcs-l2", "hcpcs level ii", "2.16.840.1.113883.6.285"),
        "terminology.hl7.org/codesystem/hcpcs-all-codes",
    ),
    SHORT_NAMES["rxnorm"]: ("rxnorm", "rxn", "2.16.840.1.113883.6.88"),
    SHORT_NAMES["ajcc"]: ("ajcc",),
    SHORT_NAMES["uicc"]: ("uicc",),
    SHORT_NAMES["cap-ecc"]: ("cap-ecc",),
    SHORT_NAMES["icdo3"]: ("icdo3", "icd-o-3", "2.16.840.1.113883.6.43.1", "hl7.org/fhir/sid/icd-o-3"),
    # Before R4 the code systems of HL7 had other addresses; 0078 of v2 became a part of the v3 one.
    SHORT_NAMES["fhir-v2-0074"]: ("hl7.org/fhir/v2/0074",),
    SHORT_NAMES["fhir-observation-category"]: ("hl7.org/fhir/observation-category",),
    SHORT_NAMES["fhir-v3-administrative-gender"]: ("hl7.org/fhir/v3/AdministrativeGender",),
    SHORT_NAMES["fhir-v3-observation-interpretation"]: (
        *("hl7.org/fhir/v3/ObservationInterpretation", "hl7.org/fhir/v2/0078"),
        "terminology.hl7.org/CodeSystem/v2-0078",
    ),
    _ICD10_ELSEWHERE: (
        *("icd10", "icd-10", "i10", "2.16.840.1.113883.6.3"),
        *("icd-10-gm", "1.2.276.0.76.5.409", "hl7.org/fhir/sid/icd-10-gm"),
        *("fhir.de/codesystem/bfarm/icd-10-gm", "fhir.de/codesystem/dimdi/icd-10-gm"),
    ),
}

_DECORATION: Final = re.compile(r"(https?://(www\.)?|urn:oid:)")
_SNOMED_EDITION: Final = "snomed.info/sct/"
_SNOMED_FOCUS: Final = re.compile(r"(?:===)?\s*(\d{6,18})\s*(?:\|[^|]*\|?)?\s*(?::.*)?", re.DOTALL)
_ICD10_SHAPE: Final = re.compile(r"([A-Z]\d[0-9A-Z])\.?([0-9A-Z]{0,4})")
_CPT_SHAPE: Final = re.compile(r"\d{4}[0-9A-Z]")
_HCPCS_SHAPE: Final = re.compile(r"[A-V]\d{4}")
_AGREED_ICD10_LENGTH: Final = 4


def canonical_system(system: str) -> str:
    """Give the canonical address of a code system; one that nobody knows stays as it was written."""
    bare = system.split("|", 1)[0].strip()
    key = _comparable(bare)
    if key.startswith(_SNOMED_EDITION):
        return SHORT_NAMES["snomed"]
    return _CANONICAL.get(key, bare)


def normalise(system: str | None, code: str | None) -> Code | None:
    """Give the comparable form of a coding, or nothing where it names no code of any system.

    Of a SNOMED CT expression the one focus concept counts; an expression with several has none.
    ICD-10 codes get their dot; ICD-10 as published outside the United States counts as ICD-10-CM down to the
    fourth character, where the two agree. CPT codes are level I of HCPCS, so the shape tells which is meant.
    """
    if not system or not code or not system.strip() or not code.strip():
        return None
    address, text = canonical_system(system), code.strip()
    if address == SHORT_NAMES["snomed"]:
        focus = _SNOMED_FOCUS.fullmatch(text)
        return Code(address, focus[1]) if focus else None
    if address in (SHORT_NAMES["icd10cm"], _ICD10_ELSEWHERE):
        return _dot_icd10(address, text)
    if address in (SHORT_NAMES["cpt"], SHORT_NAMES["hcpcs"]):
        return _tell_cpt_from_hcpcs(address, text)
    return Code(address, text)


def _comparable(address: str) -> str:
    """Take away from a system's name what senders write differently."""
    return _DECORATION.sub("", address.lower(), count=1).rstrip("/")


_CANONICAL: Final = {
    _comparable(name): address for address, names in _OTHER_NAMES.items() for name in (address, *names)
}


def _dot_icd10(address: str, text: str) -> Code:
    """Write an ICD-10 code with its dot, and take it as ICD-10-CM where that is safe."""
    shape = _ICD10_SHAPE.fullmatch(text.upper())
    if shape is None:
        return Code(address, text)
    category, detail = shape[1], shape[2]
    agreed = len(category) + len(detail) <= _AGREED_ICD10_LENGTH
    return Code(SHORT_NAMES["icd10cm"] if agreed else address, f"{category}.{detail}" if detail else category)


def _tell_cpt_from_hcpcs(address: str, text: str) -> Code:
    """Put a five-character code under the system it can only belong to."""
    if _CPT_SHAPE.fullmatch(text):
        return Code(SHORT_NAMES["cpt"], text)
    if _HCPCS_SHAPE.fullmatch(text):
        return Code(SHORT_NAMES["hcpcs"], text)
    return Code(address, text)
