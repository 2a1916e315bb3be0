"""Of a key set that somebody publishes, the sound public signature keys are used and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jwt.algorithms import ECAlgorithm

from cds_service.callers.keys import KeySet, read_key_set
from tests.support.tokens import Signer, key_set, private_key

EC, RSA = Signer(), Signer("RS384")


def read(*keys: dict[str, Any]) -> KeySet:
    found = read_key_set(key_set(*keys))
    assert found is not None
    return found


def test_a_sound_key_is_used_by_its_name() -> None:
    found = read(EC.jwk(), RSA.jwk(kid="key-2"))
    assert set(found.keys) == {"key-1", "key-2"}
    assert found.doubts == ()
    assert found.keys["key-1"].algorithms == {"ES384"}
    assert found.keys["key-2"].algorithms == {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}


def test_a_key_for_one_algorithm_is_for_no_other() -> None:
    assert read(RSA.jwk(alg="RS384")).keys["key-1"].algorithms == {"RS384"}


@pytest.mark.parametrize(
    ("raw", "doubt"),
    [
        (EC.jwk(kid=...), "a key without `kid`"),
        (EC.jwk(kid=""), "a key without `kid`"),
        (EC.jwk(kid=7), "a key without `kid`"),
        (
            ECAlgorithm.to_jwk(EC.key, as_dict=True) | {"kid": "key-1"},
            "`key-1` is no public key, and no secret any more",
        ),
        ({"kty": "oct", "k": "c2VjcmV0", "kid": "key-1"}, "`key-1` is no public key, and no secret any more"),
        (EC.jwk(use="enc"), "`key-1` is not for signatures"),
        (EC.jwk(key_ops=["encrypt"]), "`key-1` is not for signatures"),
        (EC.jwk(key_ops=5), "`key-1` is not for signatures"),
        (EC.jwk(alg="HS384"), "`key-1` is of a kind that is not used here"),
        (EC.jwk(alg="ES256"), "`key-1` is of a kind that is not used here"),
        (EC.jwk(crv="secp256k1"), "`key-1` is of a kind that is not used here"),
        (EC.jwk(kty="oct"), "`key-1` cannot be read as a key"),
        (EC.jwk(crv="P-256"), "`key-1` cannot be read as a key"),
        (EC.jwk(x="AAAA"), "`key-1` cannot be read as a key"),
        (EC.jwk(y=...), "`key-1` cannot be read as a key"),
        (EC.jwk(x=5), "`key-1` cannot be read as a key"),
        (Signer("RS384", kind="RSA-1024").jwk(), "`key-1` has 1024 bits, not 2048 to 8192"),
        ({"kty": "RSA", "kid": "key-1", "n": "AQAB", "e": ""}, "`key-1` cannot be read as a key"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str) else "",
)
def test_a_key_that_must_not_be_used_is_left_out_and_told(raw: dict[str, Any], doubt: str) -> None:
    found = read(raw, RSA.jwk(kid="sound"))
    assert set(found.keys) == {"sound"}
    assert found.doubts == (doubt,)


def test_of_two_keys_with_one_name_neither_is_used() -> None:
    found = read(EC.jwk(), RSA.jwk(), RSA.jwk(kid="key-2"))
    assert set(found.keys) == {"key-2"}
    assert found.doubts == ("`key-1` names 2 keys",)


def test_of_more_keys_than_anybody_needs_none_is_used() -> None:
    found = read(*(EC.jwk(kid=str(number)) for number in range(101)))
    assert not found.keys
    assert found.doubts == ("more than 100 keys",)


def test_what_others_write_stays_on_one_line_of_the_log() -> None:
    (doubt,) = read(EC.jwk(kid="a\nb\x1b[31m" + "c" * 100, use="enc")).doubts
    assert doubt.isprintable()
    assert len(doubt) < 120


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"5", b"null", b'"keys"', b"{}", b'{"keys": {}}', b'{"keys": [5]}', b"\xff"),
        *(b"<html></html>", b'{"keys":' * 100_000, json.dumps({"jwks": []}).encode()),
    ],
    ids=lambda content: repr(content[:20]),
)
def test_anything_else_is_no_key_set(content: bytes) -> None:
    assert read_key_set(content) is None


def test_a_key_does_not_show_its_material() -> None:
    assert "material" not in repr(read(EC.jwk()).keys["key-1"])
    assert str(private_key("P-384")) not in repr(read(EC.jwk()))
