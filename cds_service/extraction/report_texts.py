"""What the texts of a chart's reports say of this cancer, the newest read first and within a bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cds_service.domain.facts import Evidence, Strength
from cds_service.domain.terms import Side
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart
from cds_service.extraction.episode import LOOKBACK, Episode
from cds_service.extraction.evidence import bear_witness
from cds_service.extraction.node_pathology import is_pathology, is_sampling_of_axilla
from cds_service.extraction.report_findings import ReportFact, ReportFinding, ReportKind
from cds_service.extraction.report_phrases import ReportPhrases, compile_report_phrases, fold
from cds_service.extraction.report_text import read_report
from cds_service.extraction.studies import Study, is_of_imaging, one_sided
from cds_service.fhir.report_words import LONGEST, words_of
from cds_service.fhir.resources import DiagnosticReport, Observation, Specimen

_READ_AT_MOST: Final = 40_000
"""Characters of all reports of a call together: a dozen long ones, read in some twenty milliseconds."""
REVISED: Final = frozenset({"amended", "corrected"})
"""Statuses of what replaces an earlier version."""
_MENTIONS: Final = {
    ReportKind.IMAGING: ("report-place-axilla",),
    ReportKind.PATHOLOGY: ("report-place-axilla", "report-margin-word"),
}
"""A report of the kind that has none of these words has no finding."""
_BETWEEN_PARTS: Final = "\n\n"
_SAMPLED: Final = "needle biopsy of axillary lymph node"


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report whose words were read; `study` is the imaging study it is of.

    `is_of_breast`: whether it names the breast; unknown where it names no other organ either. `side` is that
    of its study or code. `elements` are the places of its text where each element of the report begins.
    """

    report: DiagnosticReport
    kind: ReportKind
    study: Study | None
    is_of_breast: Truth
    side: Side | None
    elements: tuple[tuple[int, str], ...]
    findings: tuple[ReportFinding, ...]

    def witness(self, finding: ReportFinding, says: str) -> Evidence:
        """Make weaker evidence of a finding: by the element that holds its sentence, never by its words."""
        start = finding.sentence_span[0]
        element = next((name for begins, name in reversed(self.elements) if begins <= start), "code")
        side = finding.side or self.side
        strength = Strength.REPORT_TEXT
        return bear_witness(self.report, element, says, on=self.report.on, side=side, strength=strength)

    def about(self, *facts: ReportFact) -> tuple[ReportFinding, ...]:
        """Give the findings about these."""
        return tuple(each for each in self.findings if each.what in facts)


@dataclass(frozen=True, slots=True)
class ReportTexts:
    """The reports that were read, the newest first; `is_complete`: none that might matter was left out.

    Where one was, nothing is denied by the words of the others.
    """

    read: tuple[ReadReport, ...] = ()
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class _Unread:
    """A report that may be read; `title` names in our words what it is about."""

    report: DiagnosticReport
    kind: ReportKind
    study: Study | None = None
    title: str = ""


def read_texts(chart: Chart, episode: Episode, studies: Iterable[Study]) -> ReportTexts:
    """Read the reports that may be on this cancer and have words."""
    phrases = compile_report_phrases(chart.knowledge.phrases)
    found = [*_of_imaging(studies, phrases), *_of_pathology(chart, phrases)]
    current = [each for each in found if _has_words(each.report) and not _is_too_old(episode, each.report)]
    read: list[ReadReport] = []
    left, is_complete = _READ_AT_MOST, True
    for each in sorted(current, key=_age, reverse=True):
        parts = _parts_of(chart, each)
        if parts is None:
            is_complete = False
            continue
        text = _BETWEEN_PARTS.join(words for _, words in parts)
        folded = fold(text)
        if phrases.any_of(*_MENTIONS[each.kind]).search(folded):
            left -= len(text)
            if left < 0:
                return ReportTexts(tuple(read), is_complete=False)
            read.append(
                ReadReport(
                    each.report,
                    each.kind,
                    each.study,
                    is_of_breast=_is_of_breast(folded, phrases),
                    side=one_sided(each.study.side if each.study else chart.side_of("", each.report.code)),
                    elements=tuple(_begin(parts)),
                    findings=read_report(text, each.kind, phrases),
                )
            )
    return ReportTexts(tuple(read), is_complete)


def _begin(parts: Iterable[tuple[str, str]]) -> Iterator[tuple[int, str]]:
    """Give the place where each part begins in the text that they make together."""
    place = 0
    for element, words in parts:
        yield place, element
        place += len(words) + len(_BETWEEN_PARTS)


def _has_words(report: DiagnosticReport) -> bool:
    """Whether a report may have words, and a day to set them against the course of the disease."""
    return report.on is not None and bool(
        report.conclusion or report.narrative or report.forms or report.results
    )


def _is_too_old(episode: Episode, report: DiagnosticReport) -> bool:
    return episode.is_outdated(report.on, LOOKBACK)


def _is_of_breast(folded: str, phrases: ReportPhrases) -> Truth:
    if phrases["report-names-breast"].search(folded):
        return Truth.TRUE
    return Truth.FALSE if phrases["report-names-other-organ"].search(folded) else Truth.UNKNOWN


def _age(unread: _Unread) -> tuple[str, bool]:
    on = unread.report.on
    return on.latest.isoformat() if on else "", unread.report.status in REVISED


def _parts_of(chart: Chart, unread: _Unread) -> tuple[tuple[str, str], ...] | None:
    """Give the words of a report and its results, each by its element; none where some cannot be read."""
    words = words_of(unread.report)
    results = [chart.record.resolve(each, Observation) for each in unread.report.results]
    # What a known code asks is read where its answers are.
    worded = [each for each in results if each and each.answer.words and not _is_coded(chart, each)]
    told = tuple(("result", f"{_label(each)}{each.answer.words}") for each in worded)
    if words is None or sum(len(each) for _, each in told) > LONGEST:
        return None
    title = (("code", f"EXAM: {unread.title}"),) if unread.title and (words or told) else ()
    return (*title, *told, *words)


def _is_coded(chart: Chart, result: Observation) -> bool:
    codes = result.code.codes if result.code else ()
    return any(code in known.entries for code in codes for known in chart.knowledge.value_sets.values())


def _label(result: Observation) -> str:
    """Give the name of a narrative result as the heading of its words: `Impression`."""
    name = result.code.words.partition(" ; ")[0] if result.code else ""
    return f"{name.upper()}:\n" if name else ""


def _of_imaging(studies: Iterable[Study], phrases: ReportPhrases) -> Iterator[_Unread]:
    for study in studies:
        report = study.record
        if not isinstance(report, DiagnosticReport):
            continue
        titled = study.is_us_axilla or study.is_node_biopsy
        # What a local code stands for, its words may say.
        named = not study.could_be and phrases["report-names-breast-study"].search(_fold_code(report))
        if titled or study.is_of_breast_or_axilla or named:
            title = _entitle(study.says, study.side) if titled else ""
            yield _Unread(report, ReportKind.IMAGING, study, title)


def _of_pathology(chart: Chart, phrases: ReportPhrases) -> Iterator[_Unread]:
    samplings = {
        name: chart.side_of("", *procedure.body_sites, procedure.code)
        for procedure in chart.record.procedures
        if is_sampling_of_axilla(chart, procedure)
        for name in procedure.reports
    }
    for report in chart.record.reports:
        named = phrases["report-names-pathology"].search(_fold_code(report))
        if is_pathology(chart, report) or (named and not is_of_imaging(chart, report)):
            sampled = report.reference in samplings
            title = _entitle(_SAMPLED, samplings[report.reference]) if sampled else _specimens(chart, report)
            yield _Unread(report, ReportKind.PATHOLOGY, title=title)


def _fold_code(report: DiagnosticReport) -> str:
    return fold(report.code.words) if report.code else ""


def _entitle(name: str, side: Side | None) -> str:
    one = one_sided(side)
    return f"{name}, {one.value}" if one else name


def _specimens(chart: Chart, report: DiagnosticReport) -> str:
    """Name the tissue that a report is of, where it was sent along."""
    specimens = [chart.record.resolve(each, Specimen) for each in report.specimens]
    named = [place for each in specimens if each for place in (each.code, *each.body_sites) if place]
    return ", ".join(place.words.partition(" ; ")[0] for place in named)
