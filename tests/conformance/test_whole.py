"""Every check of the script, with and without tokens: browsers, hostile bodies, a FHIR server, feedback."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cds_service.adapters.memory_store import MemoryStore
from cds_service.wiring import Service
from tests.conformance.cases import cases
from tests.conformance.script import (
    MARKS,
    MAY_BE_SKIPPED,
    ONLY_WHERE_CREATED,
    REMOVING,
    SCRIPT,
    TODAY,
    check,
    two_free_ports,
    unexpected,
)
from tests.support.running import running
from tests.support.service import service_with
from tests.support.tokens import ISSUER, SERVICE, private_key

ORIGIN = "https://sandbox.cds-hooks.org"
NOT_AGREED_UPON = {
    "SYS-01": "no system actions without agreement",
    "SYS-02": "as SYS-01",
    "STALE-01": "each hook has its own id here",
    "SEC-02": "hosts of links are checked by `tests/properties`",
    "CRD-01": "no claim to Da Vinci CRD",
}

pytestmark = MARKS


def options(port: int) -> tuple[str, ...]:
    return (*REMOVING, "--helper-port", str(port), "--cors-origin", ORIGIN, "--slow", "8")


SETTINGS = {"cors_origins": ORIGIN, "heed_scope": False}
"""The script grants a scope that is narrower than what its charts hold."""


@pytest.mark.parametrize("spec", ["2.0", "3.0"])
def test_without_tokens(spec: str, tmp_path: Path) -> None:
    port = two_free_ports()
    served = service_with(MemoryStore(), TODAY, **SETTINGS, fhir_servers=f"http://127.0.0.1:{port}/fhir")
    with running(served) as base:
        found = check(base, spec, tmp_path, cases(), "--no-auth", *options(port))
    assert found["FAIL"] == []
    no_tokens = {f"JWT-{number:02}": "there are none" for number in range(1, 22)}
    assert unexpected(found["SKIP"], MAY_BE_SKIPPED, ONLY_WHERE_CREATED, NOT_AGREED_UPON, no_tokens) == {}


@pytest.mark.parametrize("spec", ["2.0", "3.0"])
@pytest.mark.parametrize("algorithm", ["ES384", "RS384"])
def test_with_tokens(spec: str, algorithm: str, tmp_path: Path) -> None:
    port, key = two_free_ports(), tmp_path / "key.pem"
    jku = f"http://127.0.0.1:{port}/jwks.json"
    make_key(key, algorithm)
    (tmp_path / "clients.yaml").write_text(
        f"""
        clients:
          tester:
            issuer: {ISSUER}
            profile: generic
            jku: {jku}
            tenants: [tenant-1]
            fhir_servers: ["http://127.0.0.1:{port}/fhir"]
        """,
        "utf-8",
    )
    served = service_with(
        MemoryStore(),
        TODAY,
        **SETTINGS,
        clients=tmp_path / "clients.yaml",
        public_url=SERVICE,
        used_tokens=tmp_path / "used.sqlite3",
    )
    signing: tuple[str, ...] = (
        "--jwt-key",
        str(key),
        "--jwt-jku",
        jku,
        "--jwt-iss",
        ISSUER,
        "--jwt-tenant",
        "tenant-1",
    )
    signing += ("--aud-base", SERVICE, "--jwt-alg", algorithm)
    with running(by_the_real_clock(served)) as base:
        found = check(base, spec, tmp_path, cases(), *options(port), *signing)
    assert found["FAIL"] == []
    assert unexpected(found["SKIP"], MAY_BE_SKIPPED, ONLY_WHERE_CREATED, NOT_AGREED_UPON) == {}


def make_key(path: Path, algorithm: str) -> None:
    if algorithm.startswith("ES"):
        subprocess.run([sys.executable, str(SCRIPT), "--new-key", str(path)], check=True, capture_output=True)  # noqa: S603
    else:
        content = private_key("RSA").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(content)


def by_the_real_clock(served: Service) -> Service:
    """Judge tokens by the clock that the script signs by."""
    doorkeeper = served.entrance.doorkeeper
    assert doorkeeper is not None
    now = replace(doorkeeper, now=time.time)  # noqa: TID251
    return replace(served, entrance=replace(served.entrance, doorkeeper=now))
