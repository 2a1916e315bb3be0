"""Writes the clinical stage and the size of the tumour, as they were before any treatment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cds_service.witnesses.resources import NotExpressible, Raw, choose, concept, observation
from cds_service.witnesses.wanted import Wanted

_AXES: Final = {
    "T": "breast_cancer.clinical_t",
    "N": "breast_cancer.clinical_n",
    "stage": "breast_cancer.clinical_stage",
}
_UCUM: Final = "http://unitsofmeasure.org"


def write_staging(wanted: Wanted) -> Iterator[Raw]:
    """Give one Observation for each category that is stated, and one for the size."""
    stated = {axis: wanted.value(name) for axis, name in _AXES.items()}
    if wanted.value("distant_metastasis.status") == "absent":
        stated["M"] = "M0"
    for axis, value in stated.items():
        if value:
            code = concept(choose(wanted.knowledge, "tnm-codes", axis=axis, basis="clinical"))
            answer = _value(wanted, axis, value)
            day = wanted.after_diagnosis(14)
            yield observation(f"clinical-{axis}", code, day, "exam", valueCodeableConcept=answer)
    size = wanted.amount("breast_cancer.size_at_diagnosis")
    if size is not None:
        code = concept(choose(wanted.knowledge, "tumour-size-codes", role="longest"))
        amount = {"value": size, "unit": "mm", "system": _UCUM, "code": "mm"}
        method = concept(choose(wanted.knowledge, "size-method", method="ultrasound"))
        day = wanted.after_diagnosis(7)
        yield observation("size", code, day, "imaging", method=method, valueQuantity=amount)


def _value(wanted: Wanted, axis: str, value: str) -> Raw:
    """Give the answer by its code, or as the AJCC writes it where no code is known."""
    for basis in ("clinical", "unspecified"):
        try:
            return concept(choose(wanted.knowledge, "tnm-values", axis=axis, basis=basis, value=value))
        except NotExpressible:
            continue
    return {"text": value if axis == "stage" else f"c{value}"}
