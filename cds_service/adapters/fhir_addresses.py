"""Which FHIR servers may be called, and which of a server's links lead back to itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urljoin

from cds_service.domain.needs import Parameters

PAGE_SIZE: Final = 200
"""Resources asked for at once: few round trips, and pages that stay within the limits of size."""

# Only what a base URL is made of: no user, no escapes, no blanks or backslashes, nothing after the path.
_ADDRESS: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:]{2,39}\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>(?:/[A-Za-z0-9_~:+=,$@!.-]+)*)/?",
    re.IGNORECASE,
)
_PLAIN: Final = re.compile(r"[!-~]+")
_PATIENT_ID: Final = re.compile(r"(?!\.+\Z)[A-Za-z0-9._-]{1,128}")
_LOOPBACK: Final = frozenset({"127.0.0.1", "[::1]", "localhost"})
_PORTS: Final = {"https": 443, "http": 80}
_ORIGIN_PATH: Final = ""
_LONGEST_LINK: Final = 8_000
"""Characters that a request line may have on most servers; some put the whole search into their links."""


@dataclass(frozen=True, slots=True)
class FhirBase:
    """A FHIR server's base URL, in the one spelling that is compared."""

    scheme: str
    host: str
    port: int
    path: str

    def __str__(self) -> str:
        """Give the URL without a slash at the end."""
        return f"{self.scheme}://{self.host}:{self.port}{self.path}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """What a token may be sent to."""
        return self.scheme, self.host, self.port


def parse_base(url: str) -> FhirBase | None:
    """Read a base URL; nothing for any other address, and for http beyond this machine."""
    read = _ADDRESS.fullmatch(url)
    if read is None or any(not part.strip(".") for part in read["path"].split("/")[1:]):
        return None
    scheme, host = read["scheme"].lower(), read["host"].lower()
    if scheme == "http" and host not in _LOOPBACK:
        return None
    return FhirBase(scheme, host, int(read["port"] or _PORTS[scheme]), read["path"])


def parse_allowed(urls: Iterable[str]) -> tuple[FhirBase, ...]:
    """Read the list of servers that may be called: base URLs, or origins for every base URL under them.

    Raises:
        ValueError: one is no such address.
    """
    found = []
    for url in urls:
        base = parse_base(url)
        if base is None:
            message = (
                f"`{url}` is no FHIR server: write `https://ehr.example.org/fhir`, http only for loopback"
            )
            raise ValueError(message)
        found.append(base)
    return tuple(found)


def find_allowed(url: str, allowed: Iterable[FhirBase]) -> FhirBase | None:
    """Give the base of a server that may be called; nothing for any other."""
    base = parse_base(url)
    if base is None:
        return None
    # INVARIANT: whole origins and whole paths are compared, never prefixes of text.
    fits = (each.origin == base.origin and each.path in (_ORIGIN_PATH, base.path) for each in allowed)
    return base if any(fits) else None


def is_patient_id(id_: str) -> bool:
    """Whether an id can stand in an address: it names one patient, and no other place on the server."""
    return _PATIENT_ID.fullmatch(id_) is not None


def address_of(base: FhirBase, resource_type: str, parameters: Parameters, patient_id: str) -> str:
    """Give the URL of a search for this patient, or of the read of the patient."""
    if resource_type == "Patient":
        return f"{base}/Patient/{quote(patient_id, safe='')}"
    asked = "".join(f"&{name}={','.join(map(_escape, tokens))}" for name, tokens in parameters)
    return f"{base}/{resource_type}?patient={quote(patient_id, safe='')}{asked}&_count={PAGE_SIZE}"


def follow(base: FhirBase, current: str, link: str) -> str | None:
    """Give the URL that a page's link leads to; nothing where that is outside of the base."""
    if len(link) > _LONGEST_LINK or "\\" in link or not _PLAIN.fullmatch(link) or "#" in link:
        return None
    url = urljoin(current, link)
    led_to = parse_base(url.partition("?")[0])
    if led_to is None or led_to.origin != base.origin:
        return None
    inside = led_to.path == base.path or led_to.path.startswith(f"{base.path}/")
    return url if inside else None


def _escape(token: str) -> str:
    return quote(token, safe="")
