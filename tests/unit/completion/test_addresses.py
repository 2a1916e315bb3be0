"""Which servers are on the list, and what a search looks like as an address."""

from __future__ import annotations

import pytest

from cds_service.adapters.fhir_addresses import address_of, find_allowed, follow, parse_allowed, parse_base

EHR = "https://ehr.example.org/api/FHIR/R4"


@pytest.mark.parametrize(
    ("listed", "named"),
    [
        (EHR, EHR),
        (EHR, f"{EHR}/"),
        (EHR, "https://EHR.example.org:443/api/FHIR/R4"),
        ("https://ehr.example.org", EHR),
        ("https://ehr.example.org/", "https://ehr.example.org/fhir/tenant-1"),
        ("http://localhost:8090/fhir", "http://localhost:8090/fhir"),
        ("http://[::1]:8090/fhir", "http://[::1]:8090/fhir"),
    ],
)
def test_a_server_is_found_however_its_address_is_spelled(listed: str, named: str) -> None:
    assert find_allowed(named, parse_allowed([listed])) is not None


@pytest.mark.parametrize(
    "named",
    [
        "https://ehr.example.org/api/fhir/R4",
        "https://ehr.example.org/api/FHIR/R4/more",
        "https://ehr.example.org/api/FHIR",
        "https://ehr.example.org/api/FHIR/R4/../R4",
        "https://ehr.example.org//api/FHIR/R4",
        "https://ehr.example.org.evil.example/api/FHIR/R4",
        "https://ehr.example.org:8443/api/FHIR/R4",
        "https://user@ehr.example.org/api/FHIR/R4",
        "http://ehr.example.org/api/FHIR/R4",
        "https://ehr.example.org/api/FHIR/R4 ",
        "",
    ],
)
def test_another_server_is_not_found(named: str) -> None:
    assert find_allowed(named, parse_allowed([EHR])) is None


def test_an_origin_on_the_list_stands_for_plain_addresses_alone() -> None:
    allowed = parse_allowed(["https://ehr.example.org"])
    assert find_allowed("https://ehr.example.org/a/b", allowed) is not None
    assert find_allowed("https://ehr.example.org/a/../b", allowed) is None


@pytest.mark.parametrize(
    "url", ["http://ehr.example.org/fhir", "ehr.example.org", "https://*.example.org", "*", ""]
)
def test_a_list_with_anything_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="is no FHIR server"):
        parse_allowed([EHR, url])


def test_a_search_names_the_patient_and_escapes_all_but_the_commas() -> None:
    base = parse_base(EHR)
    assert base is not None
    parameters = (("code", ("http://loinc.org|21908-9", "a,b&c")),)
    assert address_of(base, "Observation", parameters, "p.1") == (
        "https://ehr.example.org:443/api/FHIR/R4/Observation?patient=p.1"
        "&code=http%3A%2F%2Floinc.org%7C21908-9,a%2Cb%26c&_count=200"
    )
    assert address_of(base, "Patient", (), "p.1") == "https://ehr.example.org:443/api/FHIR/R4/Patient/p.1"


@pytest.mark.parametrize(
    ("link", "followed"),
    [
        (f"{EHR}?_getpages=1", True),
        (f"{EHR}/Observation?page=2", True),
        ("https://ehr.example.org:443/api/FHIR/R4/Observation?page=2", True),
        ("Observation?page=2", True),
        ("?page=2", True),
        ("https://ehr.example.org/api/FHIR/R40/Observation?page=2", False),
        ("http://ehr.example.org/api/FHIR/R4/Observation?page=2", False),
        ("https://evil.example/api/FHIR/R4/Observation?page=2", False),
        ("https://ehr.example.org\\@evil.example/api/FHIR/R4?page=2", False),
        ("/api/FHIR/R4/../../admin", False),
        (f"{EHR}/../../admin", False),
        (f"{EHR}/./Observation?page=2", False),
        ("/api/FHIR/R4/%2e%2e/admin", False),
        ("?page=2 HTTP/1.1", False),
        ("", False),
    ],
)
def test_a_link_is_followed_only_below_the_base(link: str, *, followed: bool) -> None:
    base = parse_base(EHR)
    assert base is not None
    assert (follow(base, f"{base}/Observation?patient=1", link) is not None) is followed
