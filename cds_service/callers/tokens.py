"""Tokens as CDS Hooks defines them (RFC 7515, 7519): their parts, and what they must say."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Final

import msgspec
from msgspec import UNSET, UnsetType

from cds_service.callers.clients import TokenRules

LONGEST: Final = 8192
"""Characters; an RS512 token of a 4096-bit key with Epic's claims has about 1,500."""

_SHAPE: Final = re.compile(r"([\w-]+)\.([\w-]+)\.([\w-]+)", re.ASCII)

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]


class Doubt(Enum):
    """Why a call is not let in; for the log of the service, never for the caller."""

    ABSENT = "no token, or more than one"
    MALFORMED = "no token of the form that CDS Hooks defines"
    UNKNOWN_ISSUER = "issuer or tenant of no client"
    ALGORITHM = "an algorithm that this client may not use"
    FOREIGN_KEY_SET = "another key set than this client's"
    UNKNOWN_KEY = "a key that this client has not published"
    SIGNATURE = "a signature by another key"
    AUDIENCE = "made for another address"
    EXPIRED = "expired"
    TOO_EARLY = "not valid yet"
    LIFETIME = "valid for longer than allowed, or for no time"
    REPLAYED = "used before"


class TokenDoubted(Exception):
    """A token that lets nobody in."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt.value)
        self.doubt = doubt


class Header(msgspec.Struct, frozen=True):
    """The header; whatever else it holds (keys, certificates) is never looked at."""

    alg: Name
    kid: Name
    typ: Name
    jku: Name | UnsetType = UNSET
    crit: msgspec.Raw | UnsetType = UNSET


class Claims(msgspec.Struct, frozen=True):
    """The claims that are checked; `exp`, `iat` and `nbf` are seconds since 1970."""

    iss: Name
    aud: Name | Annotated[list[Name], msgspec.Meta(max_length=20)]
    exp: float
    iat: float
    jti: Name
    nbf: float | UnsetType = UNSET
    tenant: Name | UnsetType = UNSET

    @property
    def audiences(self) -> tuple[str, ...]:
        """What the token was made for."""
        return (self.aud,) if isinstance(self.aud, str) else tuple(self.aud)


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart; until its signature is checked it is what somebody says."""

    header: Header
    claims: Claims
    signed: bytes = field(repr=False)
    signature: bytes = field(repr=False)


_HEADER: Final = msgspec.json.Decoder(Header)
_CLAIMS: Final = msgspec.json.Decoder(Claims)


def read_token(text: str) -> Token:
    """Take a token apart.

    Raises:
        TokenDoubted: it has another form, is no JWT, or asks for extensions.
    """
    parts = _SHAPE.fullmatch(text) if len(text) <= LONGEST else None
    if parts is None:
        raise TokenDoubted(Doubt.MALFORMED)
    try:
        header = _HEADER.decode(_bytes_of(parts[1]))
        claims = _CLAIMS.decode(_bytes_of(parts[2]))
        signature = _bytes_of(parts[3])
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise TokenDoubted(Doubt.MALFORMED) from None
    if header.typ.upper() != "JWT" or header.crit is not UNSET:
        raise TokenDoubted(Doubt.MALFORMED)
    return Token(header, claims, text[: parts.end(2)].encode("ascii"), signature)


def check_header(header: Header, rules: TokenRules) -> None:
    """Let pass what this client may sign with, by keys from where this client publishes them.

    Raises:
        TokenDoubted: it is another algorithm or another key set.
    """
    if header.alg not in rules.algorithms:
        raise TokenDoubted(Doubt.ALGORITHM)
    # INVARIANT: the whole address is compared, and none is ever fetched because a token brings it.
    if header.jku is not UNSET and header.jku != rules.jku:
        raise TokenDoubted(Doubt.FOREIGN_KEY_SET)


def check_claims(claims: Claims, rules: TokenRules, endpoints: frozenset[str], now: float) -> None:
    """Let pass what was made for one of these addresses, and for now.

    Raises:
        TokenDoubted: it was not.
    """
    if not any(each in endpoints or each in rules.audiences for each in claims.audiences):
        raise TokenDoubted(Doubt.AUDIENCE)
    if claims.exp + rules.leeway <= now:
        raise TokenDoubted(Doubt.EXPIRED)
    begins = claims.iat if claims.nbf is UNSET else max(claims.iat, claims.nbf)
    if begins - rules.leeway > now:
        raise TokenDoubted(Doubt.TOO_EARLY)
    if not 0 < claims.exp - claims.iat <= rules.lifetime:
        raise TokenDoubted(Doubt.LIFETIME)


def addresses_of(path: str, public_urls: tuple[str, ...]) -> frozenset[str]:
    """Give the addresses of an endpoint as a client uses them, which a token's `aud` may name.

    What is sent to a service's `/feedback` may also name the service, as EHRs are set up with one address.
    """
    paths = {path, path.removesuffix("/feedback")}
    return frozenset(f"{base}{each}" for base in public_urls for each in paths)


def _bytes_of(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
