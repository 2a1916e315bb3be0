"""Which searches the scope of an access token covers, where the scope says it in SMART's syntax."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import Final
from urllib.parse import parse_qsl

from cds_service.domain.needs import Parameters

_RESOURCE_SCOPE: Final = re.compile(
    r"(?:patient|user|system)/(?P<type>\*|[A-Z][A-Za-z]+)\."
    r"(?P<access>read|write|\*|(?=[cruds])c?r?u?d?s?)(?:\?(?P<only>\S+))?"
)
_OTHER_SCOPES: Final = re.compile(r"openid|profile|fhirUser|(?:online|offline)_access|launch(?:/\w+)?")
_FULL: Final = frozenset({"read", "*"})


@dataclass(frozen=True, slots=True)
class Grant:
    """Access to the resources of a type (`*`: any), to those alone that meet `only`."""

    resource_type: str
    reads: bool
    searches: bool
    only: frozenset[tuple[str, str]] = frozenset()


def parse_scope(scope: str) -> tuple[Grant, ...] | None:
    """Read a scope; nothing where it is not in SMART's syntax (v1 or v2) or says nothing about resources."""
    grants: list[Grant] = []
    for word in scope.split():
        named = _RESOURCE_SCOPE.fullmatch(word)
        if named is None:
            if not _OTHER_SCOPES.fullmatch(word):
                return None
            continue
        access = named["access"]
        grants.append(
            Grant(
                resource_type=named["type"],
                reads=access in _FULL or (access != "write" and "r" in access),
                searches=access in _FULL or (access != "write" and "s" in access),
                only=frozenset(parse_qsl(named["only"] or "", keep_blank_values=True)),
            )
        )
    return tuple(grants) or None


def covers(grants: tuple[Grant, ...] | None, resource_type: str, parameters: Parameters) -> bool:
    """Whether a search (of a Patient: the read) is granted whole; a scope that says nothing forbids nothing.

    A grant for some resources of a type does not cover a search that asks for more: the server would leave
    out the rest without a word, and what is absent from its answer would look as if it were not on file.
    """
    if grants is None:
        return True
    named = [each for each in grants if each.resource_type in ("*", resource_type)]
    if resource_type == "Patient":
        return any(each.reads and not each.only for each in named)
    asked = product(*([(name, token) for token in tokens] for name, tokens in parameters))
    return all(
        any(each.searches and each.only <= frozenset(alternative) for each in named) for alternative in asked
    )
