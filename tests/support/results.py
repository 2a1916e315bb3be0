"""What a FHIR server answers to a search: results, failures and remarks."""

from __future__ import annotations

from typing import Any, Final

Raw = dict[str, Any]

EMPTY: Final[Raw] = {"resourceType": "Bundle", "type": "searchset"}
ERROR: Final[Raw] = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "error", "code": "exception"}],
}
WARNING: Final[Raw] = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "warning", "code": "informational"}],
}


def bundle(*resources: object, next_page: str = "", **more: object) -> Raw:
    """Give a searchset of these resources."""
    links = {"link": [{"relation": "next", "url": next_page}]} if next_page else {}
    entries = {"entry": [{"resource": each} for each in resources]} if resources else {}
    return {**EMPTY, **links, **entries, **more}
