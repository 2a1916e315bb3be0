"""What is kept of a call where the site asks for it: the request as it was answered, and the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import msgspec

from cds_service.advice.decisions import CallRecord
from cds_service.errors import NotConformant, NotJson

_LEFT_OUT: Final = frozenset({"fhirAuthorization", "fhirServer"})
"""Without the token the server cannot be read; what it gave is in the prefetch."""


class Archive(Protocol):
    """Where whole requests are kept."""

    def keep(self, name: str, content: bytes) -> None:
        """Have this written some time soon; it neither waits nor fails."""


@dataclass(frozen=True, slots=True)
class KeptCall:
    """A call: its body without the token and with what was read for it, and what came of it."""

    request: bytes
    record: CallRecord


class _Wire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    request: msgspec.Raw
    record: CallRecord


def pack(body: bytes, prefetch: Mapping[str, msgspec.Raw], record: CallRecord) -> bytes:
    """Give the content to keep of a call; its body was read already."""
    members: dict[str, msgspec.Raw] = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    kept = {name: value for name, value in members.items() if name not in _LEFT_OUT}
    kept["prefetch"] = msgspec.Raw(msgspec.json.encode(dict(prefetch)))
    return msgspec.json.encode(_Wire(msgspec.Raw(msgspec.json.encode(kept)), record))


def unpack(content: bytes) -> KeptCall:
    """Give the call that this content holds.

    Raises:
        NotJson: it is no JSON.
        NotConformant: it was not kept by this service.
    """
    try:
        wire = msgspec.json.decode(content, type=_Wire)
    except msgspec.ValidationError:
        raise NotConformant("this was not kept by this service") from None
    except msgspec.DecodeError:
        raise NotJson("this is not JSON") from None
    return KeptCall(bytes(wire.request), wire.record)
