"""Codes that are comparable only within their own code system, and sides of the body."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

SHORT_NAMES: Final[dict[str, str]] = {
    "snomed": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
    "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm",
    "icd10pcs": "http://www.cms.gov/Medicare/Coding/ICD10",
    "cpt": "http://www.ama-assn.org/go/cpt",
    "hcpcs": "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "ajcc": "http://cancerstaging.org",
    "uicc": "https://www.uicc.org/resources/tnm",
    "cap-ecc": "http://cap.org/eCC",
    "fhir-v2-0074": "http://terminology.hl7.org/CodeSystem/v2-0074",
    "fhir-observation-category": "http://terminology.hl7.org/CodeSystem/observation-category",
    "fhir-administrative-gender": "http://hl7.org/fhir/administrative-gender",
    "fhir-v3-administrative-gender": "http://terminology.hl7.org/CodeSystem/v3-AdministrativeGender",
    "fhir-v3-observation-interpretation": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
    "breast-radiology-observation": "http://hl7.org/fhir/us/breast-radiology/CodeSystem/ObservationCodesCS",
    "breast-radiology-component": "http://hl7.org/fhir/us/breast-radiology/CodeSystem/ObservationComponentSliceCodesCS",
    "breast-radiology-node-type": "http://hl7.org/fhir/us/breast-radiology/CodeSystem/LymphNodeAbnormalityTypeCS",
    "radlex-cde": "http://hl7.org/fhir/us/breast-radiology/CodeSystem/RadLexCDE",
    "icdo3": "http://terminology.hl7.org/CodeSystem/icd-o-3",
}
"""The names by which knowledge files call code systems, and the systems' canonical addresses."""


_SPOKEN: Final = {
    SHORT_NAMES[short]: spoken
    for short, spoken in {
        "snomed": "SNOMED CT",
        "loinc": "LOINC",
        "icd10cm": "ICD-10-CM",
        "icd10pcs": "ICD-10-PCS",
        "cpt": "CPT",
        "hcpcs": "HCPCS",
        "rxnorm": "RxNorm",
        "ajcc": "AJCC",
        "uicc": "UICC",
        "icdo3": "ICD-O-3",
    }.items()
}


TYPES_SINCE_R4: Final = {
    "ProcedureRequest": "ServiceRequest",
    "DiagnosticOrder": "ServiceRequest",
    "MedicationOrder": "MedicationRequest",
}
"""What a type of record that older releases of FHIR have has been called since R4."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of one code system; `system` is the canonical address."""

    system: str
    code: str

    def __str__(self) -> str:
        """Give `system|code`, as FHIR writes it."""
        return f"{self.system}|{self.code}"

    @property
    def in_words(self) -> str:
        """The code as people write it: `SNOMED CT 254837009`; without a name for its system, alone."""
        return f"{_SPOKEN.get(self.system, '')} {self.code}".strip()


class Side(Enum):
    """A side of the body."""

    LEFT = "left"
    RIGHT = "right"
    BILATERAL = "bilateral"

    def meets(self, other: Side) -> bool:
        """Whether the two sides have one in common."""
        return self is other or Side.BILATERAL in (self, other)
