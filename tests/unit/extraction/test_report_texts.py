"""Facts that only the words of a report state: which reports are read, and how far their words count."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from cds_service.domain.facts import Recorded, Strength
from cds_service.extraction.sheet import ExtractionSettings, extract_facts
from tests.support.chart import (
    ADENOPATHY,
    BENIGN,
    Raw,
    cancer_on_problem_list,
    chemotherapy,
    imaging_report,
    lumpectomy,
    margins,
    node_biopsy,
    node_clip,
    pathology_report,
    tnm,
)
from tests.support.chart_parts import coding, concept, of_patient, reference
from tests.support.knowledge import shipped_knowledge
from tests.support.provenance import faults
from tests.unit.extraction.facts import TODAY, WOMAN, conflicting, facts_of, record_of, values

DIAGNOSED, SEEN, OPERATED = "2026-05-01", "2026-05-08", "2026-05-15"
CANCER = cancer_on_problem_list("ductal", "left", DIAGNOSED)
LUMPECTOMY = lumpectomy("left", OPERATED)
IMAGING, ULTRASOUND, SIDE = "axilla.imaging_finding", "axilla.ultrasound", "axilla.finding_side"
BIOPSY, CLIP, MARGINS = "axilla.node_biopsy", "axilla.clip", "margins.status"

SUSPICIOUS = "Suspicious left axillary lymph node with cortical thickening. Biopsy is recommended."
IN_BASE64 = b64encode(SUSPICIOUS.encode()).decode()
NORMAL = "Left axilla: no suspicious lymph nodes."
INVOLVED = "Breast, left, lumpectomy: invasive carcinoma is present at the inked anterior margin."
FREE = "Breast, left, lumpectomy: margins are negative for invasive carcinoma and DCIS."


def seen(words: str, on: str = SEEN, study: Any = "us-axilla", **more: Any) -> Raw:  # noqa: ANN401
    return imaging_report(study, "left", on, conclusion=words) | more


def signed_out(words: str, on: str = "2026-05-20", what: str = "specimen", **more: Any) -> Raw:  # noqa: ANN401
    return pathology_report(what, on, conclusion=words) | more


@pytest.mark.parametrize(
    ("chart", "fact", "said"),
    [
        ([seen(SUSPICIOUS)], IMAGING, {"suspicious"}),
        ([seen(SUSPICIOUS)], ULTRASOUND, {"suspicious"}),
        ([seen(SUSPICIOUS)], SIDE, {"same"}),
        ([seen(SUSPICIOUS.replace("left", "right"), study="mammography-diagnostic")], SIDE, {"other"}),
        ([seen(SUSPICIOUS, study="mammography-diagnostic")], IMAGING, {"suspicious"}),
        ([seen("Lymph node with an effaced fatty hilum.")], IMAGING, {"suspicious"}),
        ([seen(NORMAL)], IMAGING, {"not-suspicious"}),
        ([seen(NORMAL)], ULTRASOUND, {"normal"}),
        ([seen("A marker clip was placed in the left axillary lymph node.")], CLIP, {"placed"}),
        ([seen("No clip was placed in the left axillary lymph node.")], CLIP, {"not-placed"}),
        ([signed_out("Lymph node, left axilla, core: metastatic carcinoma.", SEEN)], BIOPSY, {"positive"}),
        ([LUMPECTOMY, signed_out(INVOLVED)], MARGINS, {"positive"}),
        ([LUMPECTOMY, signed_out(FREE)], MARGINS, {"negative"}),
        ([LUMPECTOMY, signed_out("Final margins are positive.")], MARGINS, {"positive"}),
    ],
)
def test_what_no_code_states_is_read_in_the_words_of_a_report(
    chart: list[Raw], fact: str, said: set[str]
) -> None:
    found = facts_of(CANCER, *chart)[fact]

    assert values(found) == said
    assert isinstance(found, Recorded)
    assert {each.strength for each in found.evidence} == {Strength.REPORT_TEXT}
    assert all(each.reference and each.on for each in found.evidence)


@pytest.mark.parametrize(
    ("chart", "fact"),
    [
        ([seen(NORMAL, study="mammography-diagnostic")], IMAGING),
        ([seen("Suspicious left axillary lymph node cannot be excluded.")], IMAGING),
        ([seen("HISTORY: Suspicious left axillary lymph node.")], IMAGING),
        ([seen(SUSPICIOUS, "2025-12-01")], IMAGING),
        ([seen(SUSPICIOUS, status="registered")], IMAGING),
        ([seen(SUSPICIOUS, status="entered-in-error")], IMAGING),
        ([seen(SUSPICIOUS), *chemotherapy("2026-05-05")], IMAGING),
        ([signed_out(SUSPICIOUS, SEEN)], IMAGING),
        (
            [LUMPECTOMY, signed_out("Skin, left arm, excision: squamous carcinoma, margins positive.")],
            MARGINS,
        ),
        ([LUMPECTOMY, signed_out(INVOLVED.replace("left", "right"))], MARGINS),
        ([LUMPECTOMY, signed_out(INVOLVED, DIAGNOSED)], MARGINS),
        ([signed_out("Margins are positive.")], MARGINS),
        ([LUMPECTOMY, seen(INVOLVED, "2026-05-20")], MARGINS),
    ],
    ids=[
        *(
            "a mammogram is no ultrasound of the axilla",
            "doubt",
            "history",
            "half a year before",
            "not issued",
        ),
        *("in error", "after treatment began", "of pathology", "of another organ", "of the other breast"),
        *("before surgery", "of nothing we know", "of imaging"),
    ],
)
def test_words_of_another_time_place_or_kind_say_nothing(chart: list[Raw], fact: str) -> None:
    assert not isinstance(facts_of(CANCER, *chart)[fact], Recorded)


def coded(*conclusions: Raw, words: str = "") -> Raw:
    return imaging_report("us-axilla", "left", SEEN, conclusions=conclusions, conclusion=words)


OTHER_CODE = {"code": concept(coding("urn:site", "SP", "Surgical pathology"))}
NO_CLIP = "No clip was placed in the left axillary node."
BENIGN_NODE = signed_out("Lymph node, left axilla, core: benign.", SEEN, "node")
EITHER, SUSPICIOUS_OR_NOT = {"positive", "negative"}, {"suspicious", "not-suspicious"}


@pytest.mark.parametrize(
    ("chart", "fact", "said", "conflict"),
    [
        ([coded(BENIGN, words=SUSPICIOUS)], IMAGING, {"not-suspicious"}, False),
        ([coded(ADENOPATHY, words=NORMAL)], ULTRASOUND, {"suspicious"}, False),
        ([coded(BENIGN), seen(SUSPICIOUS, study="mammography-diagnostic")], IMAGING, SUSPICIOUS_OR_NOT, True),
        ([seen(SUSPICIOUS), *tnm(None, "N0", None, SEEN)], IMAGING, SUSPICIOUS_OR_NOT, True),
        ([seen(NORMAL), seen(SUSPICIOUS, study="mri-breast")], IMAGING, SUSPICIOUS_OR_NOT, True),
        ([seen(SUSPICIOUS), seen(NORMAL, "2026-05-12")], IMAGING, {"not-suspicious"}, False),
        ([seen(NORMAL), seen(SUSPICIOUS, "2026-05-12")], ULTRASOUND, {"suspicious"}, False),
        ([*node_biopsy("left", SEEN, 2), BENIGN_NODE], BIOPSY, {"positive"}, False),
        ([node_clip("left", SEEN), seen(NO_CLIP)], CLIP, {"placed", "not-placed"}, True),
        ([LUMPECTOMY, *margins("negative", OPERATED), signed_out(INVOLVED)], MARGINS, EITHER, True),
        (
            [LUMPECTOMY, signed_out(FREE, "2026-05-18"), signed_out(INVOLVED, "2026-05-19") | OTHER_CODE],
            MARGINS,
            EITHER,
            True,
        ),
    ],
    ids=[
        *("the code of a report counts", "also where it is suspicious", "a code of another report"),
        *("a category", "two studies in words", "the later of two of one kind", "also where suspicious"),
        *("a metastasis proven by codes", "a clip by code", "margins by code", "two reports on margins"),
    ],
)
def test_codes_come_before_words_and_a_contradiction_leaves_the_fact_open(
    chart: list[Raw], fact: str, said: set[str], *, conflict: bool
) -> None:
    found = facts_of(CANCER, *chart)[fact]

    assert (values(found), conflicting(found)) == (said, conflict)


def test_the_code_of_one_margin_leaves_the_words_on_the_other_standing() -> None:
    answer = margins("negative", OPERATED, coded="mcode")[0]
    report = pathology_report(
        "specimen",
        OPERATED,
        results=(answer,),
        conclusion="Left breast: margins negative for invasive carcinoma; DCIS is at the medial margin.",
    )

    assert values(facts_of(CANCER, LUMPECTOMY, answer, report)[MARGINS]) == {"positive"}


def test_a_report_on_a_biopsy_that_was_not_diagnostic_is_its_result() -> None:
    procedure = next(each for each in node_biopsy("left", SEEN, 0) if each["resourceType"] == "Procedure")
    report = signed_out("Non-diagnostic: insufficient lymphoid tissue.", "2026-05-11", "node")
    procedure = procedure | {"report": [reference(report)]}

    assert values(facts_of(CANCER, procedure)[BIOPSY]) == {"positive", "benign", "non-diagnostic"}
    assert values(facts_of(CANCER, procedure, report)[BIOPSY]) == {"non-diagnostic"}


@pytest.mark.parametrize(
    "form",
    [
        {"text": {"status": "generated", "div": f"<div><h2>Impression</h2><p>{SUSPICIOUS}</p></div>"}},
        {"presentedForm": [{"contentType": "text/plain", "data": IN_BASE64}]},
        {"presentedForm": [{"contentType": "text/html; charset=utf-8",
                            "data": b64encode(f"<p>{SUSPICIOUS}</p>".encode()).decode()}]},
        {"result": [{"reference": "#words"}], "contained": [
            {"resourceType": "Observation", "id": "words", "status": "final",
             "code": {"text": "Impression"}, "valueString": SUSPICIOUS}]},
    ],
    ids=["narrative", "plain text", "html", "a result in words"],
)  # fmt: skip
def test_the_words_are_found_wherever_a_report_holds_them(form: dict[str, object]) -> None:
    assert values(facts_of(CANCER, seen("") | form)[IMAGING]) == {"suspicious"}


def test_where_a_report_cannot_be_read_whole_nothing_is_denied() -> None:
    unread = seen("axilla " * 5_000, "2026-05-06", "mammography-diagnostic")

    assert values(facts_of(CANCER, seen(NORMAL), unread)[IMAGING]) == set()
    assert values(facts_of(CANCER, seen(SUSPICIOUS), unread)[IMAGING]) == {"suspicious"}


@pytest.mark.parametrize(("reports", "said"), [(3, {"not-suspicious"}), (30, set())])
def test_where_there_are_more_words_than_are_read_nothing_is_denied(reports: int, said: set[str]) -> None:
    long = "The axilla is included in the field of view. " * 50
    others = [seen(long, "2026-05-06", "mammography-diagnostic") | {"id": f"m-{n}"} for n in range(reports)]

    assert values(facts_of(CANCER, seen(NORMAL), *others)[IMAGING]) == said


def test_a_report_under_a_local_code_is_read_where_its_name_says_what_it_is_of() -> None:
    local = {"code": concept(coding("urn:site", "IMG77", "Outside breast imaging consult"))}
    elsewhere = {"code": concept(coding("urn:site", "IMG78", "Outside imaging consult"))}

    assert values(facts_of(CANCER, seen(SUSPICIOUS) | local)[IMAGING]) == {"suspicious"}
    assert values(facts_of(CANCER, seen(SUSPICIOUS) | elsewhere)[IMAGING]) == set()


def test_an_ultrasound_after_therapy_is_read_too() -> None:
    chart = [*chemotherapy("2026-01-05", "2026-04-20"), seen(NORMAL, "2026-05-20")]
    cancer = cancer_on_problem_list("ductal", "left", "2025-12-01")

    assert values(facts_of(cancer, *chart)["axilla.restaging_ultrasound"]) == {"normal"}


def test_a_site_can_leave_report_text_unread() -> None:
    record = record_of([CANCER, seen(SUSPICIOUS)])
    sheet = extract_facts(record, shipped_knowledge(), TODAY, ExtractionSettings(read_report_text=False))

    assert not isinstance(sheet[IMAGING], Recorded)


def test_evidence_repeats_no_word_of_the_report() -> None:
    found = facts_of(CANCER, seen(f"{SUSPICIOUS} Dictated by Dr. Example."))[IMAGING]

    assert isinstance(found, Recorded)
    assert [each.says for each in found.evidence] == ["axillary ultrasound: suspicious axillary node"]


def test_a_report_without_a_date_is_not_read() -> None:
    undated = {
        name: content
        for name, content in seen(SUSPICIOUS).items()
        if name not in {"effectiveDateTime", "issued"}
    }

    assert not isinstance(facts_of(CANCER, undated)[IMAGING], Recorded)


def test_an_amended_report_of_the_same_day_takes_the_place_of_the_first() -> None:
    first = seen(SUSPICIOUS)
    amended = seen(NORMAL, id="amended", status="amended")

    assert values(facts_of(CANCER, first, amended)[IMAGING]) == {"not-suspicious"}


def test_findings_of_the_other_side_do_not_stand_for_this_one() -> None:
    both = of_patient(
        "DiagnosticReport",
        "both",
        **{name: each for name, each in seen("").items() if name not in {"resourceType", "id", "subject"}},
    ) | {"conclusion": "Suspicious right axillary lymph node. Left axilla: no suspicious lymph nodes."}

    assert values(facts_of(CANCER, both)[ULTRASOUND]) == {"normal"}


@pytest.mark.parametrize(
    "chart",
    [
        [seen(SUSPICIOUS)],
        [seen("") | {"text": {"status": "generated", "div": f"<div>{SUSPICIOUS}</div>"}}],
        [seen("") | {"presentedForm": [{"contentType": "text/plain", "data": IN_BASE64}]}],
        [seen("No other finding.") | {"presentedForm": [{"contentType": "text/plain", "data": IN_BASE64}]}],
        [seen("A marker clip was placed in the left axillary lymph node.")],
        [LUMPECTOMY, signed_out(INVOLVED)],
        [signed_out("Lymph node, left axilla, core: metastatic carcinoma.", SEEN)],
    ],
    ids=["conclusion", "narrative", "form", "form and conclusion", "clip", "margins", "biopsy"],
)
def test_the_evidence_names_the_element_that_holds_the_words(chart: list[Raw]) -> None:
    sheet = facts_of(CANCER, *chart)
    told = [each for fact in sheet for each in getattr(sheet[fact], "evidence", ())]

    assert any(each.strength is Strength.REPORT_TEXT for each in told)
    assert not list(faults(sheet.facts, [CANCER, *chart, WOMAN]))
