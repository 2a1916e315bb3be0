"""Clients' keys and tokens: a signer can sign what no library would, so that refusals can be shown."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

Raw = dict[str, Any]

ISSUER: Final = "https://ehr.example.org/fhir"
SERVICE: Final = "https://cds.example.org"
SIGN: Final = "/cds-services/breast-imaging-order-sign"
NOW: Final = 1_780_315_200
"""Noon (UTC) of the day that tests live in, 2026-06-01."""

_NUMBERS: Final = count(1)


@cache
def private_key(kind: str) -> Any:  # noqa: ANN401  # the libraries have no common type
    """Make a key once: `RSA`, `RSA-1024`, `Ed25519` or a curve (`P-256`, `P-384`, `P-521`)."""
    match kind:
        case "RSA":
            return rsa.generate_private_key(65537, 2048)
        case "RSA-1024":
            return rsa.generate_private_key(65537, 1024)  # noqa: S505  # it is to be refused
        case "Ed25519":
            return ed25519.Ed25519PrivateKey.generate()
        case "P-256":
            return ec.generate_private_key(ec.SECP256R1())
        case "P-384" | "P-384, another":
            return ec.generate_private_key(ec.SECP384R1())
        case "P-521":
            return ec.generate_private_key(ec.SECP521R1())
        case _:
            raise ValueError(kind)


def key_kind(algorithm: str) -> str:
    """Give the kind of key that an algorithm signs with."""
    curves = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519"}
    return curves.get(algorithm, "RSA")


@dataclass(frozen=True)
class Signer:
    """A client that signs; `kind` may be of another key than the algorithm's or the published one."""

    algorithm: str = "ES384"
    kid: str = "key-1"
    kind: str = ""

    @property
    def key(self) -> Any:  # noqa: ANN401  # as private_key
        """The private key."""
        return private_key(self.kind or key_kind(self.algorithm))

    def jwk(self, **changes: object) -> Raw:
        """Give the public key as it is published; a member changed to `...` is left out."""
        public = self.key.public_key()
        made: Raw
        if isinstance(public, rsa.RSAPublicKey):
            made = RSAAlgorithm.to_jwk(public, as_dict=True)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            made = ECAlgorithm.to_jwk(public, as_dict=True)
        else:
            made = OKPAlgorithm.to_jwk(public, as_dict=True)
        made.pop("key_ops", None)
        return _without_dots({**made, "kid": self.kid, "use": "sig"} | changes)

    def token(
        self,
        path: str = SIGN,
        *,
        header: Mapping[str, object] | None = None,
        signature: bytes | None = None,
        **claims: object,
    ) -> str:
        """Sign a token for this path; a claim or header member of `...` is left out."""
        head = {"alg": self.algorithm, "typ": "JWT", "kid": self.kid} | dict(header or {})
        usual = {"iss": ISSUER, "aud": f"{SERVICE}{path}", "iat": NOW, "exp": NOW + 300}
        said = usual | {"jti": f"token-{next(_NUMBERS)}"} | claims
        signed = b".".join((_part(_without_dots(head)), _part(_without_dots(said))))
        made = self.sign(signed) if signature is None else signature
        return (signed + b"." + encode(made)).decode()

    def sign(self, message: bytes) -> bytes:
        """Give this key's signature."""
        return jwt.PyJWS().get_algorithm_by_name(self.algorithm).sign(message, self.key)


def key_set(*keys: Raw) -> bytes:
    """Give a JWK Set."""
    return json.dumps({"keys": list(keys)}).encode()


def bearer(token: str) -> dict[str, str]:
    """Give the header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def encode(content: bytes) -> bytes:
    """Give the base64url of a token's part."""
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def _part(content: object) -> bytes:
    return encode(json.dumps(content).encode())


def _without_dots(members: Raw) -> Raw:
    return {name: value for name, value in members.items() if value is not ...}
