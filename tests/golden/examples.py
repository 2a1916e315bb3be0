"""The examples: what each folder of `examples/` shows, and how its files are made.

`python -m tests.golden.examples` writes the requests and the service's answers anew; the difference is for
reading before it is committed.
"""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import httpx

from tests.spec.vignettes.groups import VIGNETTES
from tests.support.ehr import build_request
from tests.support.service import client

Raw = dict[str, Any]

FOLDER: Final = Path(__file__).parents[2] / "examples"
TODAY: Final = date(2026, 6, 1)
CPT: Final = "http://www.ama-assn.org/go/cpt"
ASK_FOR_ASSESSMENT: Final = {"org.imaging-cds.assessment": True}


@dataclass(frozen=True)
class Example:
    """One folder: the vignette whose chart and drafts it takes, and what it changes."""

    folder: str
    shows: str
    vignette: str
    hook: str = "order-sign"
    drafts: tuple[Raw, ...] = ()
    without: tuple[str, ...] = ()
    profile: str = "generic"
    status: int = 200
    extension: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    selections: tuple[str, ...] | None = None

    @property
    def request(self) -> Raw:
        """The request as an EHR would send it."""
        vignette = next(each for each in VIGNETTES if each.id == self.vignette)
        with client(today=TODAY, profile=self.profile) as service:
            offered = _offered(service, self.hook)
        drafts = self.drafts or vignette.drafts
        request = build_request(
            self.hook,
            {} if self.status == PRECONDITION_FAILED else offered["prefetch"],
            copy.deepcopy(vignette.chart),
            copy.deepcopy(drafts),
            omit=self.without,
            selections=self.selections,
            extension=self.extension,
        )
        return request if request["prefetch"] else {k: v for k, v in request.items() if k != "prefetch"}

    def answer(self, request: Raw) -> httpx.Response:
        """Ask the service, on the example's day and with ids in sequence."""
        with client(today=TODAY, profile=self.profile) as service:
            answer: httpx.Response = service.post(
                f"/cds-services/{_offered(service, self.hook)['id']}", json=request
            )
            return answer


PRECONDITION_FAILED: Final = 412


def _offered(service: httpx.Client, hook: str) -> Raw:
    offered: list[Raw] = service.get("/cds-services").json()["services"]
    return next(each for each in offered if each["hook"] == hook)


def _draft(number: int, code: Raw, **more: object) -> Raw:
    return {
        "resourceType": "ServiceRequest",
        "id": f"draft-{number}",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/patient-1"},
        "code": code,
        **more,
    }


def _cpt(code: str) -> Raw:
    return {"coding": [{"system": CPT, "code": code}]}


EXAMPLES: Final = (
    Example(
        "axilla-restaging-after-neoadjuvant-chemotherapy",
        "PET/CT to restage the axilla: usually not appropriate, axillary ultrasound is offered",
        "A10",
    ),
    Example(
        "axilla-staging-before-neoadjuvant-therapy",
        "a node biopsy as the first test: usually not appropriate, axillary ultrasound is offered",
        "B02",
        hook="order-select",
    ),
    Example(
        "axilla-suspicious-node-on-imaging",
        "another mammogram for a node already found: usually not appropriate, core biopsy is offered",
        "C04",
    ),
    Example(
        "staging-distant-disease-in-early-stage",
        "PET/CT in stage IA without symptoms: usually not appropriate, the order can be removed",
        "D01",
    ),
    Example(
        "breast-positive-margins-after-lumpectomy",
        "a screening mammogram for a positive margin: the wrong purpose, a diagnostic one is offered",
        "E04",
    ),
    Example(
        "one-fact-missing",
        "symptoms are not documented: the one question is asked, nothing is rated",
        "D28",
    ),
    Example(
        "the-right-study",
        "axillary ultrasound, nothing open: no card; the assessment, asked for, says why",
        "A01",
        extension=ASK_FOR_ASSESSMENT,
    ),
    Example(
        "too-soon-after-surgery",
        "a mammogram seven days after surgery: a later day is offered",
        "E08",
    ),
    Example(
        "two-orders-one-study",
        "chest CT and abdomen-pelvis CT with contrast are one staging study: one card, both can go",
        "D01",
        drafts=(_draft(1, _cpt("71260")), _draft(2, _cpt("74177"))),
    ),
    Example(
        "contrast-left-open",
        "a breast MRI order that does not say how contrast is used: the order is asked about",
        "C04",
        drafts=(_draft(1, {"coding": [{"system": "http://loinc.org", "code": "30794-2"}]}),),
    ),
    Example(
        "known-by-text-only",
        "an order without a code gets an info card at most, and nothing is offered",
        "D01",
        drafts=(_draft(1, {"text": "Bone scan whole body"}),),
    ),
    Example(
        "only-the-selected-order",
        "order-select judges the selected order; the other one is context: ultrasound is drafted already",
        "B04",
        hook="order-select",
        selections=("draft-2",),
        drafts=(
            _draft(1, {"coding": [{"system": "http://loinc.org", "code": "72529-1"}]}),
            _draft(2, _cpt("38505"), bodySite=[{"text": "left axilla"}]),
        ),
    ),
    Example(
        "not-our-order",
        "home oxygen: nothing to say, and no data asked for",
        "D01",
        drafts=(
            _draft(
                1,
                {
                    "coding": [
                        {
                            "system": "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
                            "code": "E0431",
                        }
                    ]
                },
            ),
        ),
        without=("patient",),
    ),
    Example(
        "no-data-at-all",
        "an order of ours without any prefetch: 412 with an OperationOutcome that names the keys",
        "D01",
        status=PRECONDITION_FAILED,
    ),
    Example(
        "sandbox-profile",
        "the early-stage PET/CT again, for a client that reads ratings as system actions",
        "D01",
        profile="sandbox",
    ),
)


def write_examples() -> None:
    """Write every folder anew, and the table of contents."""
    for example in EXAMPLES:
        folder = FOLDER / example.folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        request = example.request
        (folder / "request.json").write_text(as_text(request), "utf-8")
        answer = example.answer(request)
        (folder / "response.json").write_text(as_text(answer.json()), "utf-8")
    (FOLDER / "README.md").write_text(contents(), "utf-8")


def as_text(content: object) -> str:
    """Give JSON as it stands in the files."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def contents() -> str:
    """Give the README of the folder."""
    rows = "\n".join(
        f"| [{each.folder}]({each.folder}/request.json) | `{each.hook}` | {each.shows} |" for each in EXAMPLES
    )
    return f"""# Examples

Each folder holds a request as an EHR sends it and the answer it gets. They are tests as well: as of {TODAY},
with ids counted up instead of drawn, the service answers every request exactly so (`tests/golden`).
`make examples` writes them anew.

Try one against a running service, or ask why it is answered as it is:

```
curl -s -H 'Content-Type: application/json' -d @examples/two-orders-one-study/request.json \\
  http://127.0.0.1:8000/cds-services/breast-imaging-order-sign
cds-service explain examples/two-orders-one-study/request.json --today {TODAY}
```

| example | hook | shows |
|---|---|---|
{rows}

[overlay/](overlay/README.md) is no request but a site's own knowledge, laid over the one that came along.

The patients are made up; no line of them describes a person. [sandbox.md](sandbox.md) says how to try the
service in the public CDS Hooks Sandbox.
"""


if __name__ == "__main__":
    write_examples()
