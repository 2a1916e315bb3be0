"""A proposal waits for a person; what a person has decided is not touched again."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cds_service.cli.main import app
from cds_service.errors import CatalogueUnreadable
from cds_service.knowledge.compiler import load_knowledge
from cds_service.site_catalogue.catalogue_file import Orderable
from cds_service.site_catalogue.proposal_file import Merged, Row, merge, read_proposals, write_proposals
from cds_service.site_catalogue.proposing import Proposer
from tests.support.knowledge import KNOWLEDGE, shipped_knowledge

SYSTEM = "urn:oid:1.2.3"
PROPOSER = Proposer.of(shipped_knowledge())
RUN = CliRunner()
ABOUT = "about: A site\ndeveloper: A department\nreview_every_months: 12\n"


def merged(names: dict[str, str], earlier: tuple[Row, ...] = ()) -> Merged:
    orderables = (Orderable(2, code, name) for code, name in names.items())
    return merge(earlier, map(PROPOSER.propose, orderables), SYSTEM)


def row(found: Merged, code: str) -> Row:
    return next(each for each in found.rows if each["code"] == code)


def decided(names: dict[str, str], **cells: str) -> tuple[Row, ...]:
    return tuple({**each, **cells} for each in merged(names).rows)


CONFIRMED = {"state": "confirmed", "confirmed_by": "A radiologist", "confirmed_on": "2026-06-01"}


def test_nothing_is_confirmed_by_itself() -> None:
    found = merged({"A": "axillary ultrasound", "B": "XR KNEE"})
    assert [each["state"] for each in found.rows] == ["proposed", "unmatched"]
    assert {each["confirmed_by"] for each in found.rows} == {""}


def test_the_surest_proposals_come_first_and_what_matches_nothing_last() -> None:
    found = merged({"A": "CT ANGIO CHEST W CONTRAST", "B": "XR KNEE", "C": "axillary ultrasound"})
    assert [each["code"] for each in found.rows] == ["C", "A", "B"]


def test_what_is_confirmed_stays_as_it_is() -> None:
    earlier = decided({"A": "US AX"}, **CONFIRMED, procedure="us-breast")
    found = merged({"A": "US AX"}, earlier)
    assert (found.rows, found.kept) == (earlier, 1)


def test_what_was_mended_or_refused_stays_as_it_is() -> None:
    for cells in ({"state": "unmatched"}, {"procedure": "us-breast"}):
        earlier = decided({"A": "US AX"}, **cells)
        assert merged({"A": "US AX"}, earlier).rows == earlier


def test_a_code_that_was_renamed_is_to_be_confirmed_again() -> None:
    found = merged({"A": "CT CHEST WO"}, decided({"A": "US AX"}, **CONFIRMED))
    assert found.renamed == ("A",)
    assert (row(found, "A")["state"], row(found, "A")["procedure"]) == (
        "proposed",
        "ct-chest-without-iv-contrast",
    )
    assert row(found, "A")["why"].startswith("was `US AX`, confirmed as `us-axilla` by A radiologist; now ")


def test_a_code_that_is_gone_stays_and_is_told() -> None:
    earlier = decided({"A": "US AX"}, **CONFIRMED)
    found = merged({"B": "MAMMO"}, earlier)
    assert (found.gone, row(found, "A")) == (("A",), earlier[0])


def test_what_nobody_matched_is_tried_again() -> None:
    (earlier,) = decided({"A": "US AX"}, state="unmatched", procedure="", confidence="0")
    assert row(merged({"A": "US AX"}, (earlier,)), "A")["state"] == "proposed"


def test_codes_of_another_catalogue_are_left_alone() -> None:
    (other,) = decided({"A": "US AX"}, system="urn:oid:9")
    found = merged({"A": "MAMMO"}, (other,))
    assert other in found.rows
    assert len(found.rows) == 2
    assert found.gone == ()


def test_a_file_is_read_as_it_was_written() -> None:
    found = merged({"A": 'US, "AX"', "B": "XR KNEE"}).rows
    assert read_proposals(write_proposals(found)) == found


def test_a_file_that_is_no_list_of_codes_is_not_overwritten() -> None:
    with pytest.raises(CatalogueUnreadable):
        read_proposals("a,b\n1,2\n")


def test_only_what_a_person_confirms_is_used_by_the_service(tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue.csv"
    catalogue.write_text("code,name\nUS1,US AXILLA LT\nMG1,MAMMO DIAG BILAT\n", "utf-8")
    site = tmp_path / "site"
    (site / "order_codes").mkdir(parents=True)
    (site / "about.yaml").write_text(ABOUT, "utf-8")
    output = site / "order_codes" / "radiology.csv"
    command = ["codes", "import", str(catalogue), "--system", SYSTEM, "--output", str(output)]
    result = RUN.invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "2 proposed, 0 confirmed, 0 unmatched" in result.stdout
    assert not _local_codes(site)

    text = output.read_text("utf-8").splitlines()
    text[1:] = [
        line.replace("proposed,", "confirmed,")[:-1] + "A radiologist,2026-06-01" if "US1" in line else line
        for line in text[1:]
    ]
    output.write_text("\n".join(text) + "\n", "utf-8")
    assert _local_codes(site) == {("US1", "us-axilla")}
    again = RUN.invoke(app, command)
    assert "1 proposed, 1 confirmed, 0 unmatched; 2 left as they were" in again.stdout


def _local_codes(site: Path) -> set[tuple[str, str]]:
    by_code = load_knowledge([KNOWLEDGE, site]).catalogue.by_code
    return {(code.code, study) for code, ((study, _), *_) in by_code.items() if code.system == SYSTEM}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.csv", "--system", SYSTEM], "`nowhere.csv` cannot be read"),
        (["{file}", "--system", "EAP"], "`--system EAP` is no address"),
        (
            ["{file}", "--system", "urn:oid:2.16.840.1.113883.6.12"],
            "`--system urn:oid:2.16.840.1.113883.6.12` is",
        ),
        (["{file}", "--system", SYSTEM, "--column", "price=Price"], "`--column price=Price` is not"),
        (["{file}", "--system", SYSTEM, "--output", "/nowhere/x.csv"], "`/nowhere/x.csv` cannot be written"),
        (
            ["{file}", "--system", SYSTEM, "--output", "{file}"],
            "the file to write to is no list of order codes",
        ),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments: list[str], says: str, tmp_path: Path) -> None:
    file = tmp_path / "catalogue.csv"
    file.write_text("code,name\nUS1,US AXILLA LT\n", "utf-8")
    given = [str(file) if each == "{file}" else each for each in arguments]
    result = RUN.invoke(app, ["codes", "import", *given])
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"error: {says}")
