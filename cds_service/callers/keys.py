"""Public keys that tokens are checked with, read from JWK Sets (RFC 7517) that others publish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import Algorithm

_RSA: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
_OF_CURVE: Final[Mapping[str, str]] = {
    "P-256": "ES256",
    "P-384": "ES384",
    "P-521": "ES512",
    "Ed25519": "EdDSA",
}
# INVARIANT: every one is asymmetric; `none` and the keyed hashes (HS*) cannot be chosen by any site.
ALGORITHMS: Final = _RSA | frozenset(_OF_CURVE.values())
"""What a site may allow its clients to sign with."""

_RSA_BITS: Final = range(2048, 8193)
"""Shorter keys can be broken; longer ones make each check slow."""
_KEYS_AT_MOST: Final = 100
_SIGNATURES: Final[Mapping[str, Algorithm]] = {
    name: jwt.PyJWS().get_algorithm_by_name(name) for name in ALGORITHMS
}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key, the name its owner gave it (`kid`), and the algorithms it may be used with."""

    kid: str
    algorithms: frozenset[str]
    material: Any = field(repr=False)

    def has_signed(self, algorithm: str, message: bytes, signature: bytes) -> bool:
        """Whether the signature is this key's; never with an algorithm that the key is not for."""
        if algorithm not in self.algorithms:
            return False
        return _SIGNATURES[algorithm].verify(message, self.material, signature)


@dataclass(frozen=True, slots=True)
class KeySet:
    """The usable keys of a set by `kid`, and what is wrong with the others."""

    keys: Mapping[str, PublicKey]
    doubts: tuple[str, ...] = ()


def read_key_set(content: bytes) -> KeySet | None:
    """Read a JWK Set; nothing where it is none. A key that must not be used is a doubt and no key."""
    try:
        listed = msgspec.json.decode(content, type=_Set).keys
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if len(listed) > _KEYS_AT_MOST:
        return KeySet(MappingProxyType({}), (f"more than {_KEYS_AT_MOST} keys",))
    read = [_read(each) for each in listed]
    named = Counter(each.kid for each in read if isinstance(each, PublicKey))
    doubts = [each for each in read if isinstance(each, str)]
    doubts += [f"{_shown(kid)} names {times} keys" for kid, times in named.items() if times > 1]
    return KeySet(MappingProxyType(dict(_unique(read, named))), tuple(doubts))


class _Set(msgspec.Struct, frozen=True):
    keys: list[dict[str, Any]]


def _unique(read: Iterable[PublicKey | str], named: Counter[str]) -> Iterable[tuple[str, PublicKey]]:
    return ((each.kid, each) for each in read if isinstance(each, PublicKey) and named[each.kid] == 1)


def _read(raw: Mapping[str, Any]) -> PublicKey | str:
    """Give the key, or why it is not used."""
    kid = raw.get("kid")
    if not isinstance(kid, str) or not kid:
        return "a key without `kid`"
    named = _shown(kid)
    if "d" in raw or "k" in raw:
        return f"{named} is no public key, and no secret any more"
    purposes = raw.get("key_ops", ["verify"])
    if raw.get("use", "sig") != "sig" or not isinstance(purposes, list) or "verify" not in purposes:
        return f"{named} is not for signatures"
    algorithms = _RSA if raw.get("kty") == "RSA" else frozenset({_OF_CURVE.get(str(raw.get("crv")), "")})
    meant = algorithms & {raw["alg"]} if isinstance(raw.get("alg"), str) else algorithms
    if not meant <= ALGORITHMS or not meant:
        return f"{named} is of a kind that is not used here"
    try:
        material = jwt.PyJWK(dict(raw), min(meant)).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return f"{named} cannot be read as a key"
    if isinstance(material, RSAPublicKey) and material.key_size not in _RSA_BITS:
        return f"{named} has {material.key_size} bits, not {_RSA_BITS[0]} to {_RSA_BITS[-1]}"
    return PublicKey(kid, meant, material)


def _shown(kid: str) -> str:
    """Give a name that others chose as it can stand in one line of a log."""
    return f"`{ascii(kid[:60])[1:-1]}`"
