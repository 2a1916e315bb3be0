"""Catalogues are read as sites export them."""

from __future__ import annotations

import pytest

from cds_service.domain.terms import SHORT_NAMES
from cds_service.errors import CatalogueUnreadable
from cds_service.fhir.order_words import Coding
from cds_service.site_catalogue.catalogue_file import Orderable, read_catalogue_file


def read(text: str | bytes, **columns: str) -> tuple[Orderable, ...]:
    return read_catalogue_file(text if isinstance(text, bytes) else text.encode(), columns)


def test_code_and_name_are_found_by_their_usual_headings() -> None:
    assert read("Order Code,Procedure Name\nUS1, US  AXILLA \n") == (Orderable(2, "US1", "US AXILLA"),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_columns_may_be_parted_in_any_usual_way(delimiter: str) -> None:
    text = delimiter.join(["Code", "Name", "CPT"]) + "\n" + delimiter.join(["US1", "US AXILLA", "76882"])
    (found,) = read(text)
    assert (found.name, [each.code for each in found.codings]) == ("US AXILLA", ["76882"])


def test_a_column_can_be_named() -> None:
    (found,) = read("EAP .1,Wording\nUS1,US AXILLA\n", code="EAP .1", name="wording")
    assert (found.code, found.name) == ("US1", "US AXILLA")


def test_a_cell_may_hold_several_codes_with_modifiers() -> None:
    (found,) = read("id,name,cpt\n1,CT,71260-26; 74177.TC / g0279\n")
    assert found.codings == tuple(
        Coding(SHORT_NAMES["cpt"], each, "") for each in ("71260", "74177", "G0279")
    )


def test_every_standard_system_is_read() -> None:
    (found,) = read("id,name,cpt,loinc,snomed\n1,US,76882,72529-1,47079000\n")
    assert [each.system for each in found.codings] == [
        SHORT_NAMES[each] for each in ("cpt", "loinc", "snomed")
    ]


def test_a_price_or_a_word_is_no_code() -> None:
    (found,) = read("id,name,cpt\n1,US,see note 12\n")
    assert found.codings == ()


def test_bytes_of_a_spreadsheet_are_read() -> None:
    (found,) = read("\ufeffcode,name\n1,Écho axilla\n".encode())
    assert found.name == "Écho axilla"
    (other,) = read("code,name\n1,Écho axilla\n".encode("cp1252"))
    assert other.name == "Écho axilla"


def test_lines_without_a_code_are_passed_over() -> None:
    assert [each.line for each in read("code,name\n,Heading\n\nUS1,US AXILLA\n")] == [4]


@pytest.mark.parametrize(
    ("text", "columns", "says"),
    [
        ("name\nUS\n", {}, "no column for the code: say `--column code=HEADING` with one of `name`"),
        ("", {}, "no column for the code: say `--column code=HEADING` with one of nothing"),
        ("code,name\n1,US\n", {"name": "Wording"}, "no column is called `Wording`"),
        ("code,name\n1,US\n1,CT\n", {}, "the code `1` stands in lines 2 and 3"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, columns: dict[str, str], says: str) -> None:
    with pytest.raises(CatalogueUnreadable) as unreadable:
        read(text, **columns)
    assert says in str(unreadable.value)
