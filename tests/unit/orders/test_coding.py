"""Codings that mean the same are the same, and those that do not stay apart."""

from __future__ import annotations

import pytest

from cds_service.domain.terms import SHORT_NAMES
from cds_service.fhir.coding import normalise

SNOMED, LOINC, CPT = SHORT_NAMES["snomed"], SHORT_NAMES["loinc"], SHORT_NAMES["cpt"]
ICD10CM, HCPCS = SHORT_NAMES["icd10cm"], SHORT_NAMES["hcpcs"]


@pytest.mark.parametrize(
    ("system", "code", "expected"),
    [
        ("http://loinc.org", "72528-3", f"{LOINC}|72528-3"),
        ("http://loinc.org/", " 72528-3 ", f"{LOINC}|72528-3"),
        ("https://loinc.org|2.78", "72528-3", f"{LOINC}|72528-3"),
        ("LOINC", "72528-3", f"{LOINC}|72528-3"),
        ("urn:oid:2.16.840.1.113883.6.12", "76882", f"{CPT}|76882"),
        ("HTTP://WWW.AMA-ASSN.ORG/go/cpt", "76882", f"{CPT}|76882"),
        ("http://snomed.info/sct/731000124108/version/20240901", "68171009", f"{SNOMED}|68171009"),
        ("http://snomed.info/sct", "713609000:410657003=24028007", f"{SNOMED}|713609000"),
        ("http://snomed.info/sct", "713609000 |Invasive carcinoma of breast|", f"{SNOMED}|713609000"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "C50912", f"{ICD10CM}|C50.912"),
        ("urn:oid:2.16.840.1.113883.6.90", "c50.912", f"{ICD10CM}|C50.912"),
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "C50.4", f"{ICD10CM}|C50.4"),
        ("http://hl7.org/fhir/sid/icd-10", "C79.81", "http://hl7.org/fhir/sid/icd-10|C79.81"),
        (HCPCS, "78815", f"{CPT}|78815"),
        (CPT, "G0279", f"{HCPCS}|G0279"),
        ("urn:oid:1.2.840.114350.1.13.1", "IMG123", "urn:oid:1.2.840.114350.1.13.1|IMG123"),
        ("http://snomed.info/xsct", "68171009", "http://snomed.info/xsct|68171009"),
    ],
)
def test_a_coding_gets_its_one_comparable_form(system: str, code: str, expected: str) -> None:
    assert str(normalise(system, code)) == expected


@pytest.mark.parametrize(
    ("system", "code"),
    [
        (None, "72528-3"),
        ("http://loinc.org", None),
        ("", "1"),
        (" ", " "),
        ("http://snomed.info/sct", "68171009+7771000"),
        ("http://snomed.info/sct", "axilla"),
    ],
)
def test_what_names_no_code_of_a_system_is_none(system: str | None, code: str | None) -> None:
    assert normalise(system, code) is None
