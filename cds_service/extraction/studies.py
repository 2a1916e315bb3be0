"""Imaging that was done before, by the catalogue of studies, and what its report says of the axilla."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cds_service.domain.facts import Evidence, Strength
from cds_service.domain.terms import Side
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart
from cds_service.extraction.evidence import affirms, bear_witness, name_of
from cds_service.extraction.node_abnormalities import read_abnormality
from cds_service.extraction.operations import was_done
from cds_service.fhir.dates import Day
from cds_service.fhir.elements import Concept
from cds_service.fhir.order_identity import (
    Contradictory,
    Identified,
    NotOurs,
    Open,
    OrderVocabulary,
    identify,
)
from cds_service.fhir.order_words import Coding, OrderWords
from cds_service.fhir.resources import DiagnosticReport, Observation, Procedure

US_AXILLA: Final = "us-axilla"
_MAMMOGRAPHY: Final = ("mammography", "dbt")
_OF_BREAST_OR_AXILLA: Final = (
    *_MAMMOGRAPHY, "us-breast", US_AXILLA, "mri-breast", "mri-axilla", "sestamibi-mbi", "pet-breast",
)  # fmt: skip
_NODE_BIOPSIES: Final = frozenset(
    {"us-guided-core-biopsy-axillary-node", "us-guided-fna-biopsy-axillary-node"}
)

NODE_ENLARGED: Final = ("axillary-adenopathy", "axillary-adenopathy-on-exam", "node-metastasis-axillary")
_NODE_ENLARGED_HERE: Final = "adenopathy-unspecific"
_CATEGORY_SAYS: Final = {"4": "suspicious", "5": "suspicious", "0": "inconclusive", "2": "normal"}
_NORMAL: Final = "mammogram-not-suspicious"
_ABNORMAL: Final = "abnormal-mammogram"


@dataclass(frozen=True, slots=True)
class NodeFinding:
    """What a report says of the axillary nodes in one place: `normal`, `suspicious` or `inconclusive`."""

    result: str
    side: Side | None
    relation: str
    evidence: Evidence

    @property
    def rank(self) -> int:
        """Its place in the order of precedence: words come after codes, and after what codes imply."""
        return 2 if self.evidence.strength is Strength.REPORT_TEXT else 0


@dataclass(frozen=True, slots=True)
class Study:
    """A study that was done; `could_be` are the studies of the catalogue that its codes leave possible.

    `worded` is what the text of its report says of the nodes.
    """

    could_be: frozenset[str]
    side: Side | None
    on: Day | None
    says: str
    record: DiagnosticReport | Procedure
    worded: tuple[NodeFinding, ...] = ()

    @property
    def is_us_axilla(self) -> bool:
        """Whether it is an ultrasound of the axilla."""
        return self.could_be == {US_AXILLA}

    @property
    def is_node_biopsy(self) -> bool:
        """Whether it is a needle biopsy of an axillary node."""
        return bool(self.could_be) and self.could_be <= _NODE_BIOPSIES

    @property
    def is_us_breast(self) -> bool:
        """Whether it is an ultrasound of the breast, which may have gone on to the axilla."""
        return self._is_all("us-breast")

    @property
    def is_mammogram(self) -> bool:
        """Whether it is a mammogram of any kind, tomosynthesis included."""
        return self._is_all(*_MAMMOGRAPHY)

    @property
    def is_of_breast_or_axilla(self) -> bool:
        """Whether it shows the breast or the axilla."""
        return self._is_all(*_OF_BREAST_OR_AXILLA)

    @property
    def witness(self) -> Evidence:
        """The study as evidence of having been done."""
        return bear_witness(self.record, "code", self.says, on=self.on, side=self.side)

    def _is_all(self, *stems: str) -> bool:
        return bool(self.could_be) and all(each.startswith(stems) for each in self.could_be)


def past_studies(chart: Chart) -> tuple[Study, ...]:
    """Give every study of the catalogue that was done, by report or by procedure."""
    vocabulary = OrderVocabulary.of(chart.knowledge.catalogue, chart.knowledge.value_sets)
    return tuple(_studies(chart, vocabulary))


def _studies(chart: Chart, vocabulary: OrderVocabulary) -> Iterator[Study]:
    for report in chart.record.reports:
        if _may_be_study(chart, report.code) or is_of_imaging(chart, report):
            yield from _study(report, report.code, (), report.on, vocabulary)
    for procedure in chart.record.procedures:
        if was_done(procedure) and _may_be_study(chart, procedure.code):
            yield from _study(procedure, procedure.code, procedure.body_sites, procedure.on, vocabulary)


def _may_be_study(chart: Chart, code: Concept | None) -> bool:
    return code is not None and any(each in chart.knowledge.catalogue.by_code for each in code.codes)


def is_of_imaging(chart: Chart, report: DiagnosticReport) -> bool:
    """Whether a report is filed under imaging and nowhere else; a pathology report speaks of tissue."""
    entries = [e for category in report.categories for _, e in chart.look_up(category, "report-categories")]
    return {entry.properties["kind"] for entry in entries} == {"imaging"}


def _study(
    record: DiagnosticReport | Procedure,
    code: Concept | None,
    sites: tuple[Concept, ...],
    on: Day | None,
    vocabulary: OrderVocabulary,
) -> Iterator[Study]:
    words = OrderWords(
        codings=tuple(_codings(code)),
        text=code.text if code else "",
        site_codings=tuple(coding for site in sites for coding in _codings(site)),
        site_texts=tuple(site.text for site in sites if site.text),
    )
    identity, catalogue = identify(words, vocabulary), vocabulary.catalogue
    match identity:
        case Identified(procedure=id_, side=side):
            procedure = catalogue.procedures[id_]
            if not procedure.kind.is_companion:
                yield Study(frozenset({id_}), side, on, procedure.says, record)
        case Open(procedure=id_, side=side):
            choice = catalogue.open_procedures[id_]
            yield Study(frozenset(choice.could_be), side, on, choice.name, record)
        case Contradictory(procedures=ids):
            yield Study(frozenset(ids), None, on, "an imaging study", record)
        case NotOurs():
            # A report under a local code still says what its conclusion codes say.
            if isinstance(record, DiagnosticReport):
                yield Study(frozenset(), None, on, "an imaging report", record)


def _codings(concept: Concept | None) -> Iterator[Coding]:
    """Give the codes of a concept as codings, with its displays for what they name."""
    displays = concept.displays if concept else ()
    for place, code in enumerate(concept.codes if concept else ()):
        yield Coding(code.system, code.code, displays[place] if place < len(displays) else "")
    for qualifier in concept.qualifiers if concept else ():
        yield Coding(qualifier.system, qualifier.code, "")


def node_findings(chart: Chart, study: Study) -> tuple[NodeFinding, ...]:
    """Give what a study says of the axillary nodes: its coded conclusions and results, else its words."""
    if not isinstance(study.record, DiagnosticReport):
        return ()
    results = [chart.record.resolve(each, Observation) for each in study.record.results]
    coded = (
        *(each for concept in study.record.conclusions for each in _concluded(chart, study, concept)),
        *(each for result in results if result for each in observed_nodes(chart, result, study.side)),
    )
    return coded or study.worded


def _concluded(chart: Chart, study: Study, concept: Concept) -> Iterator[NodeFinding]:
    """Read a conclusion; an assessment category speaks of nodes only where nothing else was looked at."""
    sets = (*NODE_ENLARGED, _NODE_ENLARGED_HERE, _NORMAL, _ABNORMAL) if study.is_us_axilla else NODE_ENLARGED
    for name, entry in chart.look_up(concept, *sets):
        said = _CATEGORY_SAYS.get(entry.properties.get("category", ""), "")
        result = said or ("normal" if name == _NORMAL else "" if name == _ABNORMAL else "suspicious")
        if not result:
            continue
        side = chart.side_of(entry.properties.get("side", ""), concept) or one_sided(study.side)
        says = f"{study.says}: {name_of(entry, 'finding in the axilla')}"
        evidence = bear_witness(study.record, "conclusionCode", says, code=entry.code, on=study.on, side=side)
        yield NodeFinding(result, side, chart.relation_of(concept), evidence)


def observed_nodes(
    chart: Chart, observation: Observation, study_side: Side | None = None
) -> Iterator[NodeFinding]:
    """Read an Observation of enlarged axillary nodes, affirmed or denied, or of how a node looks."""
    if abnormality := read_abnormality(chart, observation):
        result, code = abnormality
        side = chart.side_of("", *observation.body_sites) or one_sided(study_side)
        says = f"{result} axillary node"
        evidence = bear_witness(observation, "component.value", says, code=code, on=observation.on, side=side)
        yield NodeFinding(result, side, chart.relation_of(*observation.body_sites), evidence)
    entry = chart.entry_of(observation.code, *NODE_ENLARGED) or chart.entry_of(
        observation.answer.concept, *NODE_ENLARGED
    )
    if entry is None:
        return
    asked = chart.is_in(observation.code, *NODE_ENLARGED)
    affirmed = affirms(chart, observation.answer) if asked else Truth.TRUE
    if affirmed is Truth.UNKNOWN:
        return
    sites = observation.body_sites
    side = chart.side_of(entry.properties.get("side", ""), *sites, observation.code) or one_sided(study_side)
    present = affirmed is Truth.TRUE
    says = name_of(entry, "axillary adenopathy") if present else f"no {name_of(entry, 'axillary adenopathy')}"
    element = "code" if asked else "value"
    evidence = bear_witness(observation, element, says, code=entry.code, on=observation.on, side=side)
    yield NodeFinding("suspicious" if present else "normal", side, chart.relation_of(*sites), evidence)


def one_sided(side: Side | None) -> Side | None:
    """A study of both sides does not say on which its finding is."""
    return None if side is Side.BILATERAL else side
